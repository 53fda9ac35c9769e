// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/router/request_shapes.h"

#include <limits>
#include <set>

using namespace meson;
using router::Piece;
using router::RequestShape;
using router::RequestShapes;

class RequestShapesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheFirstRange_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<bool>("isRange");
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("end");
        constexpr qint64 kOpen = std::numeric_limits<qint64>::max();
        const auto row = [](const char* field, qint64 first, qint64 end) {
            QTest::newRow(field) << QByteArray(field) << true << first << end;
        };
        row("bytes=0-0", 0, 1);
        row("bytes=5-9", 5, 10);
        row("bytes=5-", 5, kOpen);
        row("bytes=1-2,7-9", 1, 3);
        for (const char* none :
             {"", "bytes=", "bytes=-5", "bytes=9-5", "bytes=a-5", "items=0-5", "bytes=5",
              "bytes=0-9223372036854775807", "bytes=99999999999999999999-"})
            QTest::newRow(*none ? none : "empty") << QByteArray(none) << false << 0LL << 0LL;
    }
    void readsTheFirstRange() {
        QFETCH(QByteArray, field);
        QFETCH(bool, isRange);
        QFETCH(qint64, first);
        QFETCH(qint64, end);
        const auto range = RequestShapes::rangeOf(field.toStdString());
        QCOMPARE(range.has_value(), isRange);
        if (range) {
            QCOMPARE(qint64(range->first), first);
            QCOMPARE(qint64(range->end), end);
        }
    }

    void prefersTheLatestRequestForTheSameObject() {
        RequestShapes shapes;
        QVERIFY(shapes.like("/a", m_random) == nullptr);
        note(shapes, "/a", "bytes=0-9", "one");
        note(shapes, "/b", "", "two");
        note(shapes, "/a", "bytes=5-9", "three");
        const RequestShape* shape = shapes.like("/a", m_random);
        QCOMPARE(qint64(shape->range->first), qint64(5));
        QCOMPARE(shape->fields.size(), std::size_t(1));
        QCOMPARE(shape->fields[0].second, std::string("three"));
        QVERIFY(!shapes.like("/b", m_random)->range);
        QVERIFY(shapes.like("/unknown", m_random) != nullptr);
        for (std::size_t i = 0; i < RequestShapes::kKept; ++i)
            note(shapes, "/c", "", "four");
        QCOMPARE(shapes.like("/a", m_random)->target, std::string("/c"));
    }

    void copiesOnlyWhatSaysNothingOfThePerson() {
        RequestShapes shapes;
        http::RequestHead request;
        request.target = "/a";
        request.fields = {{"User-Agent", "player"}, {"Cookie", "secret"}, {"Referer", "page"}};
        shapes.note(request);
        request.method = http::Method::Head;
        request.target = "/b";
        shapes.note(request);
        const RequestShape* shape = shapes.like("/b", m_random);
        QCOMPARE(shape->target, std::string("/a"));
        QCOMPARE(shape->fields.size(), std::size_t(1));
    }

    void takesTheWholeOfAnObjectAsClientsDo() {
        const RequestShape whole{"/a", std::nullopt, {}};
        for (const RequestShape* shape : {&whole, static_cast<const RequestShape*>(nullptr)}) {
            const Piece piece = router::pieceLike(shape, "/a", 100, 100, 1, 3, m_random);
            QCOMPARE(qint64(piece.first), qint64(0));
            QCOMPARE(qint64(piece.end), qint64(100));
        }
    }

    void takesTheVeryRangeThatAClientTook() {
        const RequestShape shape{"/a", Piece{100, 100'100}, {}};
        const Piece piece = router::pieceLike(&shape, "/a", 1'000'000, 500'000, 0, 1, m_random);
        QCOMPARE(qint64(piece.first), qint64(100));
        QCOMPARE(qint64(piece.end), qint64(100'100));
    }

    void cutsDisjointPiecesThatReachEveryBlock_data() {
        QTest::addColumn<qint64>("length");
        QTest::addColumn<qint64>("range");
        QTest::newRow("short range") << qint64(1'000'000) << qint64(10);
        QTest::newRow("long range") << qint64(1'000'000) << qint64(900'000);
        QTest::newRow("no range, large object") << qint64(5'000'000) << qint64(0);
    }
    void cutsDisjointPiecesThatReachEveryBlock() {
        QFETCH(qint64, length);
        QFETCH(qint64, range);
        RequestShape shape{"/other", std::nullopt, {}};
        if (range > 0)
            shape.range = Piece{0, range};
        std::set<std::int64_t> blocks;
        for (int round = 0; round < 3'000; ++round) {
            std::int64_t end = 0;
            for (std::size_t part = 0; part < 3; ++part) {
                const Piece piece =
                    router::pieceLike(&shape, "/a", length, 1'000'000, part, 3, m_random);
                QVERIFY(piece.first >= end);
                QVERIFY(piece.end <= length);
                QVERIFY(piece.length() >= 2 * 16384 - 1);
                end = piece.end;
                for (auto at = (piece.first + 16383) / 16384; (at + 1) * 16384 <= piece.end; ++at)
                    blocks.insert(at);
            }
        }
        QVERIFY(static_cast<std::int64_t>(blocks.size()) >= length / 16384 - 6);
    }

private:
    static void
    note(RequestShapes& shapes, const char* target, const char* range, const char* agent) {
        http::RequestHead request;
        request.target = target;
        if (*range != 0)
            request.fields.push_back({"Range", range});
        request.fields.push_back({"User-Agent", agent});
        shapes.note(request);
    }

    std::mt19937_64 m_random{5};
};

QTEST_GUILESS_MAIN(RequestShapesTest)
#include "request_shapes_test.moc"
