// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/crypto/hash.h"
#include "engine/crypto/merkle.h"

#include <QProcess>
#include <QTest>

#include "tests/support/tools.h"

using namespace meson;
using namespace meson::crypto;

namespace {

std::string pattern(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<char>((i * 31 + i / 251) & 0xff);
    return bytes;
}

ContentSummary summaryOf(std::string_view bytes, std::size_t piece) {
    ContentHasher hasher;
    for (std::size_t at = 0; at < bytes.size(); at += piece)
        hasher.update(base::bytesOf(bytes.substr(at, piece)));
    return hasher.finish();
}

// libtorrent's own BEP 52 tree over the same bytes: an implementation that shares no line with
// ours.
const char* const kOracle = R"(
import libtorrent as lt, os, sys, tempfile
data = sys.stdin.buffer.read()
with tempfile.TemporaryDirectory() as folder:
    open(os.path.join(folder, 'blob'), 'wb').write(data)
    files = lt.file_storage()
    lt.add_files(files, os.path.join(folder, 'blob'))
    torrent = lt.create_torrent(files, 16 * 1024, lt.create_torrent_flags_t.v2_only)
    lt.set_piece_hashes(torrent, folder)
    tree = torrent.generate()[b'info'][b'file tree'][b'blob'][b'']
    print(tree[b'pieces root'].hex())
)";

} // namespace

class MerkleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rootsEqualLibtorrents_data() {
        QTest::addColumn<int>("size");
        for (const int size : {1, 16383, 16384, 16385, 32768, 49152, 65536, 81921, 1'000'000})
            QTest::addRow("%d bytes", size) << size;
    }

    void rootsEqualLibtorrents() {
        QFETCH(int, size);
        const std::string bytes = pattern(static_cast<std::size_t>(size));
        QProcess oracle;
        oracle.start(
            QStringLiteral("/usr/bin/python3"),
            {QStringLiteral("-c"), QString::fromLatin1(kOracle)});
        if (!oracle.waitForStarted())
            MESON_SKIP(QStringLiteral("needs python3-libtorrent"));
        oracle.write(bytes.data(), size);
        oracle.closeWriteChannel();
        QVERIFY(oracle.waitForFinished());
        if (oracle.readAllStandardError().contains("No module named"))
            MESON_SKIP(QStringLiteral("needs python3-libtorrent"));
        QCOMPARE(
            QString::fromStdString(toText(summaryOf(bytes, 1 << 20).root)),
            QString::fromLatin1(oracle.readAllStandardOutput().trimmed()));
    }

    void theSplitOfTheInputDoesNotMatter() {
        const std::string bytes = pattern(50'000);
        const ContentSummary whole = summaryOf(bytes, bytes.size());
        for (const std::size_t piece : {1UL, 7UL, 16383UL, 16384UL, 16385UL}) {
            const ContentSummary split = summaryOf(bytes, piece);
            QVERIFY(split.id == whole.id && split.sha256 == whole.sha256);
            QVERIFY(split.leaves == whole.leaves);
        }
        QVERIFY(whole.sha256 == sha256(base::bytesOf(bytes)));
        QCOMPARE(whole.length.count(), 50'000);
        QCOMPARE(whole.leaves.size(), 4U);
    }

    void theLengthIsPartOfTheId() {
        const base::MerkleRoot root{};
        QVERIFY(contentId(base::Bytes(1), root) != contentId(base::Bytes(2), root));
    }

    void anEmptyObjectHasAnId() {
        const ContentSummary empty = ContentHasher().finish();
        QVERIFY(empty.leaves.empty());
        QVERIFY(empty.root == base::MerkleRoot{});
        QVERIFY(empty.id == contentId(base::Bytes(0), base::MerkleRoot{}));
    }

    void everyLeafsPathLeadsToTheRoot() {
        for (const std::size_t leaves : {1U, 2U, 3U, 5U, 8U, 13U}) {
            const ContentSummary summary = summaryOf(pattern(leaves * kLeafSize - 5), 1 << 20);
            for (std::size_t i = 0; i < leaves; ++i) {
                const auto index = static_cast<std::int64_t>(i);
                auto path = merklePath(summary.leaves, index);
                QVERIFY(merklePathLeadsTo(summary.root, summary.leaves[i], index, path));
                QVERIFY(!merklePathLeadsTo(summary.root, summary.leaves[i], index + 1, path));
                if (path.empty())
                    continue;
                path[0].bytes[5] ^= 1;
                QVERIFY(!merklePathLeadsTo(summary.root, summary.leaves[i], index, path));
            }
        }
    }
};

QTEST_GUILESS_MAIN(MerkleTest)
#include "merkle_test.moc"
