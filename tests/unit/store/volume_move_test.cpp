// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include "engine/platform/system_clock.h"
#include "tests/support/patience.h"
#include "tests/support/seed.h"
#include "tests/support/store_fixture.h"

using namespace meson;
using base::Bytes;
using base::mebibytes;
using store::VolumeState;
using store::VolumeUse;
using test::StoreFixture;

namespace {

constexpr std::uint32_t kObjects = 40;

std::vector<std::uint8_t> object(std::uint32_t seed) {
    return StoreFixture::bytes(1'000 + seed * 20'011, seed);
}

store::StoreOptions twoVolumes(const std::filesystem::path& root) {
    store::StoreOptions options;
    options.volumes = {{root / "old", mebibytes(200), Bytes(1)}};
    options.volumes.push_back({root / "new", mebibytes(200), Bytes(1)});
    options.index = root / "index.sqlite";
    options.scrubRate = base::BytesPerSecond(0);
    return options;
}

/// Moves `count` objects and a part of the next, then ends as abruptly as if it were killed: no
/// destructor runs, no file is closed.
int moveAndDie(const std::string& root, std::uint32_t count, std::chrono::microseconds part) {
    const platform::SystemClock clock{};
    auto options = twoVolumes(root);
    options.volumes[0].use = VolumeUse::Leaving;
    const auto store = store::ContentStore::open(std::move(options), clock);
    if (!store)
        return 2;
    const auto left = [&store] { return (*store)->volumes()[0].objects; };
    const auto last = std::max<std::int64_t>(0, left() - count);
    while (left() > last)
        std::this_thread::yield();
    std::this_thread::sleep_for(part);
    std::_Exit(0);
}

} // namespace

/// A volume that the owner takes back: everything it holds moves to the others, nothing is lost,
/// doubled or wrong, whenever the program is killed.
class VolumeMoveTest : public QObject {
    Q_OBJECT

private:
    static std::size_t blobsIn(const std::filesystem::path& folder) {
        std::size_t count = 0;
        std::error_code error;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(folder / "blobs", error))
            count += entry.is_regular_file() && entry.path().extension() != ".meta";
        return count;
    }
    static bool fill(StoreFixture& fixture, std::vector<base::ContentId>& ids) {
        fixture.options = twoVolumes(fixture.root());
        fixture.options.volumes.pop_back();
        if (!fixture.open())
            return false;
        for (std::uint32_t seed = 1; seed <= kObjects; ++seed) {
            const auto id = fixture.save(object(seed));
            if (!id)
                return false;
            ids.push_back(*id);
        }
        fixture.close();
        fixture.options = twoVolumes(fixture.root());
        return true;
    }
    static bool hasAll(StoreFixture& fixture, const std::vector<base::ContentId>& ids) {
        for (std::uint32_t seed = 1; seed <= kObjects; ++seed) {
            const auto bytes = object(seed);
            const auto blob = fixture.store->reader()->find(ids[seed - 1]);
            if (!blob || StoreFixture::read(*blob) != std::string(base::textOf(bytes)))
                return false;
        }
        return fixture.store->list().first.size() == kObjects;
    }

private Q_SLOTS:
    void movesEverythingToTheOtherVolumes();
    void servesWhatIsBeingMoved();
    void waitsWhenTheOthersHaveNoRoom();
    void stopsWhenTheOwnerChangesHisMind();
    void losesNothingWhenItIsKilledInTheMiddle();
};

void VolumeMoveTest::movesEverythingToTheOtherVolumes() {
    StoreFixture fixture;
    std::vector<base::ContentId> ids;
    QVERIFY(fill(fixture, ids));
    QVERIFY(fixture.open());
    const auto before = fixture.store->indexState();
    fixture.store->noteUse(ids[3], 7);
    const auto used = fixture.store->volumes()[0].used;
    QVERIFY(fixture.store->setUse(0, VolumeUse::Leaving));
    QCOMPARE(fixture.store->volumes()[0].quota, used);
    MESON_TRY_COMPARE(fixture.store->volumes()[0].objects, 0);
    QVERIFY(hasAll(fixture, ids));
    QCOMPARE(blobsIn(fixture.root() / "old"), std::size_t(0));
    QCOMPARE(blobsIn(fixture.root() / "new"), std::size_t(kObjects));
    QCOMPARE(fixture.store->volumes()[0].used.count(), 0);
    QCOMPARE(fixture.store->volumes()[1].used, used);
    QCOMPARE(fixture.store->find(ids[3])->uses, 7);
    QVERIFY(fixture.store->indexState() == before); // the Router need not know
    fixture.close();

    fixture.options.volumes.erase(fixture.options.volumes.begin()); // and the folder goes
    std::filesystem::remove_all(fixture.root() / "old");
    QVERIFY(fixture.open());
    QVERIFY(hasAll(fixture, ids));
}

void VolumeMoveTest::servesWhatIsBeingMoved() {
    StoreFixture fixture;
    std::vector<base::ContentId> ids;
    QVERIFY(fill(fixture, ids));
    QVERIFY(fixture.open());
    const auto running = fixture.store->reader()->find(ids.back());
    QVERIFY(fixture.store->setUse(0, VolumeUse::Leaving));
    for (bool isMoved = false; !isMoved;) {
        isMoved = fixture.store->volumes()[0].objects == 0;
        QVERIFY(hasAll(fixture, ids));
    }
    QVERIFY(StoreFixture::read(*running) == std::string(base::textOf(object(kObjects))));
}

void VolumeMoveTest::waitsWhenTheOthersHaveNoRoom() {
    StoreFixture fixture;
    std::vector<base::ContentId> ids;
    QVERIFY(fill(fixture, ids));
    fixture.options.volumes[0].use = VolumeUse::Leaving;
    fixture.options.volumes[1].quota = mebibytes(8);
    QVERIFY(fixture.open());
    MESON_TRY_VERIFY(fixture.store->volumes()[1].used > mebibytes(4));
    const auto refused = fixture.store->begin(mebibytes(6)); // and the old one takes no more
    QVERIFY(!refused && refused.error().code == store::StoreError::NoSpace);
    QVERIFY(hasAll(fixture, ids));
    QVERIFY(fixture.store->volumes()[1].used <= mebibytes(8));
    QVERIFY(fixture.store->enforceLimits().empty());
    QVERIFY(fixture.store->setQuota(1, mebibytes(200)));
    MESON_TRY_COMPARE(fixture.store->volumes()[0].objects, 0);
    QVERIFY(hasAll(fixture, ids));
}

void VolumeMoveTest::stopsWhenTheOwnerChangesHisMind() {
    StoreFixture fixture;
    std::vector<base::ContentId> ids;
    QVERIFY(fill(fixture, ids));
    fixture.options.volumes[0].use = VolumeUse::Leaving;
    QVERIFY(fixture.open());
    MESON_TRY_VERIFY(fixture.store->volumes()[1].objects > 0);
    QVERIFY(fixture.store->setUse(0, VolumeUse::Normal));
    fixture.close(); // the move ends before this returns
    fixture.options.volumes[0].use = VolumeUse::Normal;
    const auto onNew = blobsIn(fixture.root() / "new");
    QVERIFY(fixture.open());
    QVERIFY(hasAll(fixture, ids));
    QCOMPARE(blobsIn(fixture.root() / "old") + onNew, std::size_t(kObjects));
    QVERIFY(fixture.save(StoreFixture::bytes(500, 999)));
}

void VolumeMoveTest::losesNothingWhenItIsKilledInTheMiddle() {
    std::mt19937 random(test::seed());
    for (int kills = 0; kills < 3;) { // a fast disk may be done before
        StoreFixture fixture;
        std::vector<base::ContentId> ids;
        QVERIFY(fill(fixture, ids));
        while (blobsIn(fixture.root() / "old") > 0) {
            QProcess child;
            child.start(
                QCoreApplication::applicationFilePath(),
                {QStringLiteral("move"), QString::fromStdString(fixture.root().string()),
                 QString::number(random() % 9), QString::number(random() % 10'000)});
            QVERIFY(child.waitForFinished(test::kPatience));
            QCOMPARE(child.exitCode(), 0);
            kills += blobsIn(fixture.root() / "old") > 0;
        }
        const auto report = fixture.openAndCheck();
        QCOMPARE(report.damaged, 0);
        QVERIFY(hasAll(fixture, ids));
        QCOMPARE(blobsIn(fixture.root() / "new"), std::size_t(kObjects));
        QCOMPARE(fixture.store->volumes()[1].objects, kObjects);
    }
}

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 5 && arguments[1] == QLatin1String("move"))
        return moveAndDie(
            arguments[2].toStdString(), arguments[3].toUInt(),
            std::chrono::microseconds(arguments[4].toInt()));
    VolumeMoveTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "volume_move_test.moc"
