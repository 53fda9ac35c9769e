// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QTest>

#include "engine/crypto/hash.h"
#include "engine/store/shelf.h"
#include "tests/support/patience.h"
#include "tests/support/store_fixture.h"

#include <algorithm>
#include <future>
#include <set>

using namespace meson;
using base::Bytes;
using store::RemovalReason;
using test::StoreFixture;

namespace {

/// Overwrites the middle of a file.
void corrupt(const std::filesystem::path& file) {
    const auto size = std::filesystem::file_size(file);
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    for (std::uintmax_t at = 0; at < size; at += 512) {
        stream.seekp(static_cast<std::streamoff>(at));
        stream << "this is no database any more";
    }
}

base::Sha256 digestOf(store::ContentStore& store) {
    base::Sha256 digest;
    for (const auto& object : store.list().first) {
        const auto hash = crypto::sha256(object.id.bytes);
        for (std::size_t i = 0; i < 32; ++i)
            digest.bytes[i] ^= hash.bytes[i];
    }
    return digest;
}

void say(const char* what, const base::ContentId& id) {
    std::printf("%s %s\n", what, base::toText(id).c_str());
    std::fflush(stdout);
}

/// The child of the kill test: saves and removes until it is killed. Says what it saved when it is
/// saved, and what it removes before that.
int churn(const QString& folder, std::uint32_t seed) {
    StoreFixture fixture;
    fixture.options.volumes.front().folder = (folder + QStringLiteral("/cache")).toStdString();
    fixture.options.index = (folder + QStringLiteral("/index.sqlite")).toStdString();
    if (!fixture.open())
        return 1;
    std::puts("ready");
    std::fflush(stdout);
    constexpr std::uint32_t kLeft = 8;
    std::vector<base::ContentId> saved;
    for (std::uint32_t i = 0;; ++i) {
        const std::size_t size = i % 3 == 0 ? 150'000 : 2000 + i % 100;
        const auto id = fixture.save(StoreFixture::bytes(size, seed * 100'000 + i));
        if (!id)
            return 1;
        saved.push_back(*id);
        say("saved", *id);
        if (i >= kLeft) { // so that the quota is never reached
            say("removes", saved[i - kLeft]);
            static_cast<void>(fixture.store->remove(saved[i - kLeft], RemovalReason::Ordered));
            fixture.store->noteUse(saved.back());
        }
    }
}

} // namespace

/// Whatever ends the program, it comes back with what it had, says what it found, and serves no
/// wrong byte.
class RestartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checksAfterAnUncleanStop();
    void listsWhatTheIndexHadNotWritten();
    void servesWhileTheCheckGoesOn();
    void removesBeforeEverythingIsCounted();
    void dropsAndReportsWhatACrashDamaged_data();
    void dropsAndReportsWhatACrashDamaged();
    void deletesLeftOvers();
    void rebuildsADamagedIndex_data();
    void rebuildsADamagedIndex();
    void rebuildsALostIndex();
    void aFolderTakenOutOfTheSettingsLeavesTheList();
    void checksAgainWhenTheCheckWasCutShort();
    void neverUsesASequenceNumberTwice();
    void survivesBeingKilledAtAnyMoment();
};

void RestartTest::checksAfterAnUncleanStop() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::vector<base::ContentId> ids;
    for (std::uint32_t i = 0; i < 5; ++i)
        ids.push_back(*fixture.save(StoreFixture::bytes(50'000 * i, i)));
    const auto used = fixture.store->volumes().front().used;
    fixture.store.reset();
    const auto report = fixture.openAndCheck();
    QVERIFY(!report.wasClean);
    QCOMPARE(report.checked, 5);
    QCOMPARE(report.damaged, 0);
    QCOMPARE(report.recovered, 0);
    QCOMPARE(fixture.store->volumes().front().used.count(), used.count());
    for (const auto& id : ids)
        QVERIFY(fixture.read(id));
    fixture.close();
    QVERIFY(fixture.openAndCheck().wasClean);
}

void RestartTest::listsWhatTheIndexHadNotWritten() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto old = *fixture.save(StoreFixture::bytes(1000, 1));
    fixture.close();
    std::filesystem::copy_file(fixture.options.index, fixture.root() / "before.sqlite");
    QVERIFY(fixture.open());
    const auto fresh = *fixture.save(StoreFixture::bytes(200'000, 2));
    fixture.store.reset();
    for (const char* part : {"", "-wal", "-shm"})
        std::filesystem::remove(fixture.options.index.string() + part);
    std::filesystem::rename(fixture.root() / "before.sqlite", fixture.options.index);
    const auto report = fixture.openAndCheck();
    QCOMPARE(report.checked, 2);
    QCOMPARE(report.recovered, 1);
    const auto object = fixture.store->find(fresh);
    QVERIFY(object);
    QCOMPARE(object->meta.fields, fixture.meta().fields);
    QVERIFY(object->meta.expires == fixture.meta().expires);
    QVERIFY(fixture.store->find(old));
    QVERIFY(fixture.store->indexState().second == digestOf(*fixture.store));
}

void RestartTest::servesWhileTheCheckGoesOn() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::vector<base::ContentId> ids;
    for (std::uint32_t i = 0; i < 20; ++i)
        ids.push_back(*fixture.save(StoreFixture::bytes(1'000'000, i)));
    test::flipBit(fixture.blobFile(ids[7]), 500'000);
    fixture.store.reset();
    QVERIFY(fixture.open());
    QVERIFY(fixture.read(ids[19]));
    QVERIFY(!fixture.read(ids[7]));
    QVERIFY(fixture.save(StoreFixture::bytes(1000, 99)));
    std::promise<store::SelfCheckReport> report;
    fixture.store->onSelfCheck([&](const auto& found) { report.set_value(found); });
    const auto found = report.get_future().get();
    QVERIFY(!found.wasClean);
    MESON_TRY_VERIFY(!fixture.store->find(ids[7]));
}

/// Whoever removes something does not wait for the check.
void RestartTest::removesBeforeEverythingIsCounted() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto gone = *fixture.save(StoreFixture::bytes(100'000, 1));
    const auto kept = *fixture.save(StoreFixture::bytes(100'000, 2));
    fixture.store.reset();

    base::ManualClock& clock = fixture.clock;
    store::Shelf shelf(fixture.options, clock);
    QVERIFY(shelf.open());
    shelf.setAccounted(false); // as a check begins
    auto removal = std::async(
        std::launch::async, [&] { return shelf.remove(gone, RemovalReason::Ordered).has_value(); });
    const bool isSoon =
        removal.wait_for(std::chrono::milliseconds(test::kPatience)) == std::future_status::ready;
    const bool isListed = shelf.index().find(gone).has_value();
    const auto before = shelf.volumes().front()->status();
    shelf.setAccounted(true);
    QVERIFY(isSoon && removal.get());
    QVERIFY(!isListed);
    QCOMPARE(before.objects, 2); // what is being counted stays as it is
    MESON_TRY_VERIFY(!std::filesystem::exists(fixture.blobFile(gone)));
    MESON_TRY_COMPARE(shelf.volumes().front()->status().objects, 1);
    MESON_TRY_COMPARE(shelf.volumes().front()->status().used.count(), 26 * 4096);
    QVERIFY(shelf.index().find(kept));
}

void RestartTest::dropsAndReportsWhatACrashDamaged_data() {
    QTest::addColumn<QString>("damage");
    for (const char* damage :
         {"truncated", "zeros", "bit", "no sidecar", "empty sidecar", "no blob"})
        QTest::addRow("%s", damage) << QString::fromLatin1(damage);
}

void RestartTest::dropsAndReportsWhatACrashDamaged() {
    QFETCH(QString, damage);
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto sound = *fixture.save(StoreFixture::bytes(100'000, 1));
    const auto hit = *fixture.save(StoreFixture::bytes(100'000, 2));
    const auto blob = fixture.blobFile(hit);
    const auto sidecar = std::filesystem::path(blob.string() + ".meta");
    fixture.store.reset();
    if (damage == QLatin1String("truncated"))
        std::filesystem::resize_file(blob, 50'000);
    else if (damage == QLatin1String("zeros"))
        std::filesystem::resize_file(blob, 0), std::filesystem::resize_file(blob, 100'000);
    else if (damage == QLatin1String("bit"))
        test::flipBit(blob, 99'999);
    else if (damage == QLatin1String("no sidecar"))
        std::filesystem::remove(sidecar);
    else if (damage == QLatin1String("empty sidecar"))
        std::filesystem::resize_file(sidecar, 0);
    else
        std::filesystem::remove(blob);
    const auto report = fixture.openAndCheck();
    QCOMPARE(report.checked, 2);
    QCOMPARE(report.damaged, 1);
    QVERIFY(fixture.read(sound));
    QVERIFY(!fixture.has(hit));
    QCOMPARE(fixture.store->list().first.size(), std::size_t(1));
    MESON_TRY_COMPARE(fixture.store->volumes().front().used.count(), 26 * 4096);
    QVERIFY(!std::filesystem::exists(sidecar));
    QVERIFY(fixture.save(StoreFixture::bytes(100'000, 2)));
}

void RestartTest::deletesLeftOvers() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = *fixture.save(StoreFixture::bytes(1000, 1));
    fixture.store.reset();
    const auto blob = fixture.blobFile(id);
    std::ofstream(fixture.folder() / "incoming" / "17") << "half a download";
    std::ofstream(blob.parent_path() / "stranger") << "what is this";
    std::ofstream(blob.parent_path() / (std::string(64, 'a') + ".meta")) << "no blob";
    const auto report = fixture.openAndCheck();
    QCOMPARE(report.unknownFiles, 3);
    QCOMPARE(report.checked, 1);
    QVERIFY(std::filesystem::is_empty(fixture.folder() / "incoming"));
    QVERIFY(!std::filesystem::exists(blob.parent_path() / "stranger"));
}

void RestartTest::rebuildsADamagedIndex_data() {
    QTest::addColumn<bool>("clean");
    QTest::addRow("after a clean stop") << true;
    QTest::addRow("after a crash") << false;
}

void RestartTest::rebuildsADamagedIndex() {
    QFETCH(bool, clean);
    StoreFixture fixture;
    QVERIFY(fixture.open());
    std::vector<base::ContentId> ids;
    for (std::uint32_t i = 0; i < 30; ++i)
        ids.push_back(*fixture.save(StoreFixture::bytes(3000, i)));
    if (clean)
        fixture.close();
    else
        fixture.store.reset();
    corrupt(fixture.options.index);
    const auto report = fixture.openAndCheck();
    QVERIFY(!report.wasClean);
    QCOMPARE(report.recovered, 30);
    QVERIFY(report.listKeptAside.string().find("index.sqlite.damaged-") != std::string::npos);
    QVERIFY(std::filesystem::exists(report.listKeptAside));
    for (const auto& id : ids) {
        QVERIFY(fixture.read(id));
        QVERIFY(fixture.store->find(id));
    }
    QVERIFY(fixture.store->indexState().second == digestOf(*fixture.store));
    QCOMPARE(fixture.store->volumes().front().objects, 30);
    fixture.close();
    QVERIFY(fixture.openAndCheck().listKeptAside.empty()); // said once
}

void RestartTest::rebuildsALostIndex() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    const auto id = *fixture.save(StoreFixture::bytes(3000, 1));
    fixture.close();
    std::filesystem::remove(fixture.options.index);
    const auto report = fixture.openAndCheck();
    QVERIFY(!report.wasClean);
    QCOMPARE(report.recovered, 1);
    QVERIFY(fixture.store->find(id));
}

void RestartTest::aFolderTakenOutOfTheSettingsLeavesTheList() {
    StoreFixture fixture;
    fixture.options.volumes.push_back(
        {fixture.root() / "second", base::mebibytes(128), base::Bytes(1)});
    QVERIFY(fixture.open());
    const auto there = *fixture.save(StoreFixture::bytes(20'000, 1)); // most room is there
    QVERIFY(fixture.store->setQuota(1, base::mebibytes(1)));
    const auto here = *fixture.save(StoreFixture::bytes(30'000, 2));
    QCOMPARE(fixture.store->find(there)->volume, 1);
    QCOMPARE(fixture.store->find(here)->volume, 0);
    const std::int64_t before = fixture.store->list().second;
    fixture.close();

    const store::VolumeOptions second = fixture.options.volumes.back();
    fixture.options.volumes.pop_back();
    QVERIFY(fixture.open());
    QVERIFY(!fixture.store->find(there));
    QVERIFY(fixture.has(here));
    const auto changes = fixture.store->changesSince(before);
    QVERIFY(changes);
    QCOMPARE(changes->size(), std::size_t{1});
    QVERIFY(changes->front().id == there);
    QVERIFY(changes->front().removed == RemovalReason::OwnerLimit);
    fixture.close();

    fixture.options.volumes.push_back(second); // its files are still there
    QCOMPARE(fixture.openAndCheck().recovered, 1);
    QVERIFY(fixture.store->find(there));
}

void RestartTest::checksAgainWhenTheCheckWasCutShort() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    for (std::uint32_t i = 0; i < 20; ++i)
        QVERIFY(fixture.save(StoreFixture::bytes(1'000'000, i)));
    fixture.store.reset();
    QVERIFY(fixture.open());
    std::atomic<bool> isDone = false;
    fixture.store->onSelfCheck([&](const auto&) { isDone = true; });
    fixture.close();
    const bool wasDone = isDone;
    const auto report = fixture.openAndCheck();
    QCOMPARE(report.wasClean, wasDone);
    QCOMPARE(report.damaged, 0);
    QCOMPARE(fixture.store->list().first.size(), std::size_t(20));
}

void RestartTest::neverUsesASequenceNumberTwice() {
    StoreFixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.save(StoreFixture::bytes(10, 1)));
    const auto [told, digest] = fixture.store->indexState();
    fixture.store.reset();
    static_cast<void>(fixture.openAndCheck());
    const auto [sequence, after] = fixture.store->indexState();
    QVERIFY(sequence > told + 1000);
    QVERIFY(after == digest);
    QVERIFY(!fixture.store->changesSince(told)); // the whole list must be sent
}

void RestartTest::survivesBeingKilledAtAnyMoment() {
    StoreFixture fixture;
    std::set<QByteArray> kept; // saved, and not removed since
    const auto hear = [&kept](const QByteArray& line) {
        const QList<QByteArray> words = line.trimmed().split(' ');
        if (words.size() == 2 && words[0] == "saved")
            kept.insert(words[1]);
        else if (words.size() == 2)
            kept.erase(words[1]);
    };
    for (std::uint32_t cycle = 0; cycle < 20; ++cycle) {
        QProcess child;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert( // what it cannot clean up goes with ours
            QStringLiteral("TMPDIR"), QString::fromStdString(fixture.root().string()));
        child.setProcessEnvironment(environment);
        child.start(
            QCoreApplication::applicationFilePath(),
            {QStringLiteral("--churn"), QString::fromStdString(fixture.root().string()),
             QString::number(cycle)});
        QVERIFY(child.waitForStarted());
        MESON_TRY_VERIFY(child.canReadLine() || child.state() == QProcess::NotRunning);
        QCOMPARE(child.readLine().trimmed(), QByteArrayLiteral("ready"));
        for (std::uint32_t lines = cycle * 7 % 50; lines > 0; --lines) { // where it is hit
            MESON_TRY_VERIFY(child.canReadLine());
            hear(child.readLine());
        }
        child.kill();
        QVERIFY(child.waitForFinished());
        QCOMPARE(child.exitStatus(), QProcess::CrashExit); // it did not fail before
        while (child.canReadLine())
            hear(child.readLine());

        const auto report = fixture.openAndCheck();
        QVERIFY(!report.wasClean);
        const auto [objects, sequence] = fixture.store->list();
        std::set<QByteArray> listed;
        for (const auto& object : objects)
            listed.insert(QByteArray::fromStdString(base::toText(object.id)));
        QVERIFY(std::includes(listed.begin(), listed.end(), kept.begin(), kept.end()));
        for (const auto& object : objects) {
            const auto read = fixture.read(object.id);
            QVERIFY(read);
            crypto::ContentHasher hasher;
            hasher.update(base::bytesOf(*read));
            QVERIFY(hasher.finish().id == object.id);
        }
        QVERIFY(fixture.store->indexState().second == digestOf(*fixture.store));
        const auto status = fixture.store->volumes().front();
        QCOMPARE(status.objects, static_cast<std::int64_t>(objects.size()));
        QVERIFY(status.used <= status.quota);
        fixture.close();
    }
    QVERIFY(!kept.empty());
}

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.size() == 4 && arguments[1] == QLatin1String("--churn"))
        return churn(arguments[2], arguments[3].toUInt());
    RestartTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "restart_test.moc"
