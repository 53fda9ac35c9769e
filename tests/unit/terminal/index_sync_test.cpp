// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/terminal/index_sync.h"
#include "tests/support/patience.h"
#include "tests/support/router_side.h"

using namespace meson;
using namespace std::chrono_literals;
using terminal::IndexSync;

namespace {

/// A content list of any length without a file behind it.
class ListedStore final : public store::ContentStore {
public:
    explicit ListedStore(std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i)
            add(i);
        m_changes.clear();
    }
    void add(std::uint32_t number) {
        store::StoredObject object;
        object.id.bytes[0] = static_cast<std::uint8_t>(number >> 16);
        object.id.bytes[1] = static_cast<std::uint8_t>(number >> 8);
        object.id.bytes[2] = static_cast<std::uint8_t>(number);
        object.length = base::Bytes(number + 1);
        m_objects.push_back(object);
        m_changes.push_back({++m_sequence, object.id, {}});
    }

    std::optional<store::StoredObject> find(const base::ContentId& id) const override {
        for (const auto& object : m_objects)
            if (object.id == id)
                return object;
        return std::nullopt;
    }
    std::pair<std::vector<store::StoredObject>, std::int64_t> list() const override {
        return {m_objects, m_sequence};
    }
    store::ObjectPage page(const store::ObjectQuery&) const override { return {}; }
    std::pair<std::int64_t, base::Sha256> indexState() const override { return {m_sequence, {}}; }
    std::optional<std::vector<store::IndexChange>>
    changesSince(std::int64_t sequence) const override {
        std::vector<store::IndexChange> changes;
        for (const auto& change : m_changes)
            if (change.sequence > sequence)
                changes.push_back(change);
        return changes;
    }

    // What an index never asks for.
    std::unique_ptr<store::BlobReader> reader() override { return nullptr; }
    store::StoreResult<std::unique_ptr<store::IncomingBlob>> begin(base::Bytes) override {
        return base::fail(store::StoreError::NoSpace);
    }
    store::StoreResult<void> remove(const base::ContentId&, store::RemovalReason) override {
        return base::fail(store::StoreError::NotStored);
    }
    store::StoreResult<void> updateMeta(const base::ContentId&, store::ObjectMeta) override {
        return base::fail(store::StoreError::NotStored);
    }
    void noteUse(const base::ContentId&, std::int64_t) override {}
    std::vector<store::VolumeStatus> volumes() const override { return {}; }
    base::Bytes available() const override { return {}; }
    store::StoreResult<void> setQuota(std::size_t, base::Bytes) override { return {}; }
    store::StoreResult<void> setUse(std::size_t, store::VolumeUse) override { return {}; }
    std::vector<base::ContentId>
    evictionCandidates(base::Bytes, std::optional<std::size_t>) const override {
        return {};
    }
    std::vector<base::ContentId> expired(base::WallTime) const override { return {}; }
    std::vector<base::ContentId> enforceLimits() override { return {}; }
    void onSelfCheck(std::function<void(const store::SelfCheckReport&)>) override {}
    void onDamaged(std::function<void(const base::ContentId&)>) override {}
    void verify(const base::ContentId&, std::function<void(bool)>) override {}
    void interrupt() override {}
    void close() override {}

private:
    std::vector<store::StoredObject> m_objects;
    std::vector<store::IndexChange> m_changes;
    std::int64_t m_sequence = 0;
};

struct Bench : test::RouterSide {
    explicit Bench(std::uint32_t count)
        : store(count)
        , index(store, *channel, terminal::Backoff(10ms, 20ms, [] { return 0.0; })) {
        index.setOnline(true);
    }
    std::vector<protocol::Index> messages() const {
        return router.received<protocol::Index>("/index");
    }
    ListedStore store;
    IndexSync index;
};

} // namespace

class IndexSyncTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sendsALongListInParts_data() {
        QTest::addColumn<int>("entries");
        QTest::addColumn<int>("parts");
        QTest::newRow("empty") << 0 << 1;
        QTest::newRow("one part, full") << 10'000 << 1;
        QTest::newRow("one more") << 10'001 << 2;
        QTest::newRow("three parts") << 25'000 << 3;
    }
    void sendsALongListInParts() {
        QFETCH(int, entries);
        QFETCH(int, parts);
        Bench bench(static_cast<std::uint32_t>(entries));
        bench.index.sendAll();
        MESON_TRY_VERIFY(bench.index.isCurrent());
        const auto messages = bench.messages();
        QCOMPARE(messages.size(), static_cast<std::size_t>(parts));
        std::int64_t sent = 0;
        for (const auto& message : messages) {
            QVERIFY(message.full);
            QCOMPARE(message.from, sent);
            QCOMPARE(message.sequence, static_cast<std::int64_t>(entries));
            QCOMPARE(message.digest, messages.front().digest);
            QCOMPARE(message.last, &message == &messages.back());
            sent += static_cast<std::int64_t>(message.added.size());
        }
        QCOMPARE(sent, static_cast<std::int64_t>(entries));
        QCOMPARE(bench.router.index().size(), static_cast<std::size_t>(entries));
    }

    void sendsOnlyWhatChangedAfterwards() {
        Bench bench(10'001);
        bench.index.sendAll();
        MESON_TRY_VERIFY(bench.index.isCurrent());
        bench.store.add(20'000);
        bench.index.sync();
        MESON_TRY_VERIFY(bench.index.isCurrent());
        const auto last = bench.messages().back();
        QVERIFY(!last.full);
        QCOMPARE(last.from, 10'001);
        QCOMPARE(last.added.size(), std::size_t(1));
    }

    void beginsAgainWhenTheListIsAskedForBetweenTwoParts() {
        Bench bench(10'001);
        bench.index.sendAll();
        bench.index.sendAll(); // the first part is under way
        MESON_TRY_VERIFY(bench.index.isCurrent());
        QCOMPARE(bench.messages().size(), std::size_t(3));
        QCOMPARE(bench.messages()[1].from, 0);
        QCOMPARE(bench.router.index().size(), std::size_t(10'001));
        QVERIFY(bench.messages().back().last);
    }

    void sendsTheWholeListAgainAfterAGapInIt() {
        Bench bench(10'001);
        bench.router.refuse("/index", 409, "index-gap");
        bench.index.sendAll();
        MESON_TRY_VERIFY(!bench.index.problem().empty());
        QVERIFY(!bench.index.isCurrent());
        bench.router.clearRefusals();
        MESON_TRY_VERIFY(bench.index.isCurrent());
        QVERIFY(bench.index.problem().empty());
        QCOMPARE(bench.router.index().size(), std::size_t(10'001));
    }
};

QTEST_GUILESS_MAIN(IndexSyncTest)
#include "index_sync_test.moc"
