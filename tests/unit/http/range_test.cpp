// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/http/range.h"

#include <random>

using namespace meson::http;

/// Range fields against representations of many sizes (RFC 9110 §14).
class RangeTest : public QObject {
    Q_OBJECT

    static std::string describe(const RangeSelection& selection) {
        if (selection.kind == RangeSelection::Kind::Whole)
            return "whole";
        if (selection.kind == RangeSelection::Kind::Unsatisfiable)
            return "unsatisfiable";
        std::string text;
        for (const ByteRange& part : selection.parts)
            text += (text.empty() ? "" : " ") + std::to_string(part.offset) + "+" +
                    std::to_string(part.length);
        return text;
    }

private Q_SLOTS:
    void selects_data() {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<int>("size");
        QTest::addColumn<QByteArray>("selection");
        const auto row = [](const char* field, int size, const char* selection) {
            QTest::addRow("%s of %d", field, size)
                << QByteArray(field) << size << QByteArray(selection);
        };
        row("bytes=0-0", 100, "0+1");
        row("bytes=0-99", 100, "0+100");
        row("bytes=0-100", 100, "0+100");
        row("bytes=99-", 100, "99+1");
        row("bytes=100-", 100, "unsatisfiable");
        row("bytes=-1", 100, "99+1");
        row("bytes=-100", 100, "0+100");
        row("bytes=-101", 100, "0+100");
        row("bytes=-0", 100, "unsatisfiable");
        row("bytes=0-", 0, "whole");
        row("bytes=-5", 0, "whole");
        row("BYTES=1-2", 100, "1+2");
        row("bytes=1-18446744073709551615", 100, "1+99");
        row("bytes=1-99999999999999999999999", 100, "1+99");
        row("bytes=99999999999999999999999-", 100, "unsatisfiable");
        row("bytes=18446744073709551615-18446744073709551615", 100, "unsatisfiable");
        row("bytes=-99999999999999999999999", 100, "0+100");
        row("bytes=0-1,4-5", 100, "0+2 4+2");
        row("bytes=4-5,0-1", 100, "4+2 0+2");
        row("bytes= 0-1 ,\t4-5 ", 100, "0+2 4+2");
        row("bytes=,0-1,,", 100, "0+2");
        row("bytes=0-1,2-3", 100, "0+4");
        row("bytes=0-50,10-20", 100, "0+51");
        row("bytes=10-20,0-50,90-", 100, "0+51 90+10");
        row("bytes=0-,-10", 100, "0+100");
        row("bytes=0-1,200-300", 100, "0+2");
        row("bytes=200-300,-0", 100, "unsatisfiable");
        // What is not understood does not count.
        row("", 100, "whole");
        row("bytes", 100, "whole");
        row("bytes=", 100, "whole");
        row("bytes=,", 100, "whole");
        row("bytes=-", 100, "whole");
        row("bytes=5-4", 100, "whole");
        row("bytes=a-b", 100, "whole");
        row("bytes=1-2-3", 100, "whole");
        row("bytes=--1", 100, "whole");
        row("bytes=+1-2", 100, "whole");
        row("bytes=0x0-1", 100, "whole");
        row("bytes=1 - 2", 100, "whole");
        row("bytes =1-2", 100, "whole");
        row("bytes=0-1,x", 100, "whole");
        row("bytes=0-1;2-3", 100, "whole");
        row("lines=0-1", 100, "whole");
    }
    void selects() {
        QFETCH(QByteArray, field);
        QFETCH(int, size);
        QFETCH(QByteArray, selection);
        const auto selected = selectRanges(field.toStdString(), static_cast<std::uint64_t>(size));
        QCOMPARE(describe(selected), selection.toStdString());
    }

    void honoursSixteenRangesAndNoMore() {
        const auto field = [](std::size_t count) {
            std::string text = "bytes=";
            for (std::size_t i = 0; i < count; ++i)
                text += (i ? "," : "") + std::to_string(10 * i) + "-" + std::to_string(10 * i + 1);
            return text;
        };
        QCOMPARE(selectRanges(field(kMaximumRanges - 1), 1000).parts.size(), kMaximumRanges - 1);
        QCOMPARE(selectRanges(field(kMaximumRanges), 1000).parts.size(), kMaximumRanges);
        QCOMPARE(describe(selectRanges(field(kMaximumRanges + 1), 1000)), std::string("whole"));
    }

    void coversWhatWasAskedAndNothingTwice() {
        std::mt19937 random(1);
        for (int round = 0; round < 2000; ++round) {
            const std::uint64_t size = 1 + random() % 60;
            std::string field = "bytes=";
            std::vector<bool> asked(size);
            for (unsigned i = 0; i < 1 + random() % 6; ++i) {
                const std::uint64_t first = random() % 70;
                const std::uint64_t last = first + random() % 20;
                field += (i ? "," : "") + std::to_string(first) + "-" + std::to_string(last);
                for (std::uint64_t at = first; at <= last && at < size; ++at)
                    asked[at] = true;
            }
            std::vector<bool> covered(size);
            for (const ByteRange& part : selectRanges(field, size).parts) {
                QVERIFY(part.length > 0 && part.offset + part.length <= size);
                for (std::uint64_t i = 0; i < part.length; ++i) {
                    QVERIFY(!covered[part.offset + i]);
                    covered[part.offset + i] = true;
                }
            }
            QVERIFY(covered == asked);
        }
    }
};

QTEST_GUILESS_MAIN(RangeTest)
#include "range_test.moc"
