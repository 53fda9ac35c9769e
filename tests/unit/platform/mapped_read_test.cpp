// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/platform/mapped_read.h"

#include <QTemporaryFile>

using namespace meson;
using platform::MappedReadGuard;

/// Reading a mapped file that is cut short meanwhile.
class MappedReadTest : public QObject {
    Q_OBJECT

    QTemporaryFile m_file;
    base::ByteSpan m_mapping;

    static std::uint64_t sumOf(base::ByteSpan bytes) {
        std::uint64_t sum = 0;
        for (const std::uint8_t byte : bytes)
            sum += byte;
        return sum;
    }

private Q_SLOTS:
    void init() {
        if (!platform::mappedReadsAreGuarded())
            QSKIP("This system does not guard mapped reads.");
        QVERIFY(m_file.open());
        m_file.resize(0);
        m_file.seek(0);
        m_file.write(QByteArray(100'000, '\1'));
        m_file.flush();
        m_mapping = {m_file.map(0, 100'000), 100'000};
    }
    void cleanup() { m_file.close(); }

    void aGoodFileReadsAsItIs() {
        MappedReadGuard guard(m_mapping.subspan(5000, 50'000), m_file.handle(), 5000);
        QVERIFY(guard.populate());
        QCOMPARE(sumOf(m_mapping.subspan(5000, 50'000)), 50'000u);
        QVERIFY(!guard.failed());
    }

    void aFileCutShortIsNoticedAndTheProgramLives() {
        m_file.resize(8192);
        {
            MappedReadGuard guard(m_mapping, m_file.handle(), 0);
            QVERIFY(!guard.populate());
        }
        {
            MappedReadGuard guard(m_mapping, m_file.handle(), 0);
            QCOMPARE(sumOf(m_mapping), 8192u); // zeros where there is nothing
            QVERIFY(guard.failed());
        }
        MappedReadGuard guard(m_mapping.first(8192), m_file.handle(), 0);
        QVERIFY(guard.populate());
        QVERIFY(!guard.failed());
    }

    void theFilesOwnBytesComeBackWithTheFile() {
        m_file.resize(0);
        {
            MappedReadGuard guard(m_mapping, m_file.handle(), 0);
            QCOMPARE(sumOf(m_mapping), 0u);
            QVERIFY(guard.failed());
        }
        m_file.seek(0);
        m_file.write(QByteArray(100'000, '\2'));
        m_file.flush();
        MappedReadGuard guard(m_mapping, m_file.handle(), 0);
        QVERIFY(guard.populate());
        QCOMPARE(sumOf(m_mapping), 200'000u);
    }

    // Last: it holds for the rest of the program.
    void zerosThatStayAreTheEndOfMappedReads() {
        m_file.resize(0);
        {
            const int noFile = -1;
            MappedReadGuard guard(m_mapping, noFile, 0);
            QCOMPARE(sumOf(m_mapping), 0u);
        }
        QVERIFY(!platform::mappedReadsAreGuarded());
        m_file.resize(100'000);
        MappedReadGuard guard(m_mapping, m_file.handle(), 0);
        QVERIFY(guard.failed());
    }
};

QTEST_GUILESS_MAIN(MappedReadTest)
#include "mapped_read_test.moc"
