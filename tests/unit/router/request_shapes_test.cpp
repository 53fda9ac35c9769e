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

    static constexpr RequestShapes::Wanted Any = RequestShapes::Wanted::Any;
    static constexpr RequestShapes::Wanted Part = RequestShapes::Wanted::Part;

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
        QVERIFY(shapes.like("/a", Any, m_random) == nullptr);
        note(shapes, "/a", "bytes=0-9", "one");
        note(shapes, "/b", "", "two");
        note(shapes, "/a", "bytes=5-9", "three");
        const RequestShape* shape = shapes.like("/a", Any, m_random);
        QCOMPARE(qint64(shape->range->first), qint64(5));
        QCOMPARE(shape->fields.size(), std::size_t(2));
        QCOMPARE(shape->fields[1].second, std::string("three"));
        QVERIFY(!shapes.like("/b", Any, m_random)->range);
        QVERIFY(shapes.like("/unknown", Any, m_random) != nullptr);
        for (std::size_t i = 0; i < RequestShapes::kKept; ++i)
            note(shapes, "/c", "", "four");
        QCOMPARE(shapes.like("/a", Any, m_random)->target, std::string("/c"));
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
        const RequestShape* shape = shapes.like("/b", Any, m_random);
        QCOMPARE(shape->target, std::string("/a"));
        QCOMPARE(shape->fields.size(), std::size_t(1));
    }

    void keepsTheOrderOfTheFieldsAndPutsTheRangeWhereItWas() {
        RequestShapes shapes;
        http::RequestHead request;
        request.target = "/a";
        request.fields = {
            {"host", "x"}, {"accept", "*/*"}, {"RANGE", "bytes=0-9"}, {"User-Agent", "player"}};
        shapes.note(request);
        using Fields = std::vector<std::pair<std::string, std::string>>;
        const RequestShape* shape = shapes.like("/a", Any, m_random);
        QCOMPARE(
            shape->fieldsFor({16384, 32768}, 100'000),
            (Fields{{"accept", "*/*"}, {"RANGE", "bytes=16384-32767"}, {"User-Agent", "player"}}));
        request.fields = {{"RANGE", "bytes=5-"}};
        shapes.note(request);
        shape = shapes.like("/a", Any, m_random);
        QCOMPARE(shape->fieldsFor({50, 100}, 100), (Fields{{"RANGE", "bytes=50-"}}));
        QCOMPARE(shape->fieldsFor({50, 90}, 100), (Fields{{"RANGE", "bytes=50-89"}}));
        const RequestShape whole{"/a", std::nullopt, {}};
        QCOMPARE(whole.fieldsFor({0, 100}, 100), Fields());
        QCOMPARE(whole.fieldsFor({0, 50}, 100), (Fields{{"Range", "bytes=0-49"}}));
    }

    void prefersARangeForAPartOfALargeObject() {
        RequestShapes shapes;
        note(shapes, "/a", "", "whole");
        QVERIFY(!shapes.like("/a", Part, m_random)->range);
        note(shapes, "/b", "bytes=0-9", "player");
        QVERIFY(shapes.like("/a", Part, m_random)->range.has_value());
        QVERIFY(!shapes.like("/a", Any, m_random)->range);
    }

    void asksWhereTheClientsOwnPiecesLie() {
        constexpr std::int64_t kSize = 65536;
        constexpr std::int64_t kLength = 10 * kSize + 20'000;
        const RequestShape shape{"/other", Piece{kSize + 16384, 2 * kSize + 16384}, {}};
        std::set<std::pair<std::int64_t, std::int64_t>> pieces;
        for (int i = 0; i < 2'000; ++i) {
            const Piece piece = router::pieceLike(&shape, "/a", kLength, 1 << 20, 0, 1, m_random);
            pieces.emplace(piece.first, piece.end);
        }
        std::int64_t end = 0;
        for (const auto& [first, last] : pieces) { // each byte in exactly one of them
            QCOMPARE(qint64(first), qint64(end));
            QVERIFY(first == 0 || first % kSize == 16384);
            end = last;
        }
        QCOMPARE(qint64(end), qint64(kLength));
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
