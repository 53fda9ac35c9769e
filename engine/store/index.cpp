// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/store/index.h"

#include "engine/crypto/hash.h"
#include "engine/platform/file.h"

#include <QLoggingCategory>
#include <algorithm>
#include <iterator>
#include <utility>

namespace meson::store {

namespace {

Q_LOGGING_CATEGORY(lcIndex, "meson.store", QtInfoMsg)

constexpr std::size_t kHistory = 20'000;
constexpr std::int64_t kSkippedAfterCrash = 1 << 20;
constexpr std::size_t kUnwritten = 100'000; // changes that are kept while the disk refuses them
constexpr std::chrono::seconds kLongestPause{60};

std::string shown(const std::filesystem::path& path) {
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

std::filesystem::path withSuffix(std::filesystem::path path, const std::string& suffix) {
    path += suffix;
    return path;
}

void toggle(base::Sha256& digest, const base::ContentId& id) {
    const base::Sha256 hash = crypto::sha256(id.bytes);
    for (std::size_t i = 0; i < digest.bytes.size(); ++i)
        digest.bytes[i] ^= hash.bytes[i];
}

} // namespace

Index::Index(std::filesystem::path file, const base::Clock& clock)
    : m_file(std::move(file))
    , m_clock(clock) {}

Index::~Index() {
    m_writer.run([this] {
        writeQueued();
        m_database.reset();
    });
}

StoreResult<std::unique_ptr<Index>>
Index::open(std::filesystem::path file, const base::Clock& clock) {
    std::unique_ptr<Index> index(new Index(std::move(file), clock));
    if (!platform::createFolders(index->m_file.parent_path()))
        return base::fail(StoreError::FolderNotWritable, shown(index->m_file.parent_path()));
    StoreResult<void> opened;
    index->m_writer.run([&] { opened = index->openDatabase(); });
    if (!opened)
        return tl::unexpected(opened.error());
    return index;
}

StoreResult<void> Index::openDatabase() {
    auto database = IndexDatabase::open(m_file);
    if (!database && database.error() == IndexDatabase::Fault::Damaged) {
        putAside();
        database = IndexDatabase::open(m_file);
    }
    if (!database) {
        const bool isInUse = database.error() == IndexDatabase::Fault::InUse;
        return base::fail(
            isInUse ? StoreError::InUse : StoreError::FolderNotWritable, shown(m_file));
    }
    m_database = std::move(*database);
    m_state = m_database->state();
    return {};
}

void Index::putAside() {
    const auto seconds = std::to_string(base::unixSeconds(m_clock.wall()));
    auto target = withSuffix(m_file, ".damaged-" + seconds);
    std::error_code error;
    for (int i = 1; std::filesystem::exists(target, error); ++i)
        target = withSuffix(m_file, ".damaged-" + seconds + "-" + std::to_string(i));
    static_cast<void>(platform::renameFile(m_file, target));
    for (const char* part : {"-wal", "-shm"})
        static_cast<void>(platform::renameFile(withSuffix(m_file, part), withSuffix(target, part)));
    qCWarning(
        lcIndex, "%s is damaged and kept as %s. A new one is made from the stored objects.",
        shown(m_file).c_str(), shown(target).c_str());
    m_keptAside = target;
}

StoreResult<void> Index::startOver(std::vector<std::string> folders) {
    StoreResult<void> result;
    m_writer.run([&] {
        const std::int64_t sequence = m_state.sequence + kSkippedAfterCrash;
        if (std::exchange(m_database, nullptr)) // else it is the next try
            putAside();
        result = openDatabase();
        m_history.clear();
        m_unwritten.clear(); // it is made from the blobs
        m_refusals = 0;
        m_state = {sequence, {}};
    });
    if (result)
        result = setVolumes(std::move(folders));
    if (!result)
        m_writer.run([this] { m_database.reset(); });
    return result;
}

template <class Answer>
auto Index::ask(Answer answer) {
    decltype(answer(*m_database)) result{};
    m_writer.run([&] {
        writeQueued();
        if (m_database)
            result = answer(*m_database);
    });
    return result;
}

bool Index::isSound() {
    return ask([](IndexDatabase& database) { return database.isSound(); });
}

base::Bytes Index::size() const {
    std::int64_t sum = 0;
    for (const char* part : {"", "-wal", "-shm"}) {
        std::error_code error;
        const auto size = std::filesystem::file_size(withSuffix(m_file, part), error);
        sum += error ? 0 : static_cast<std::int64_t>(size);
    }
    return base::Bytes(sum);
}

StoreResult<void> Index::setVolumes(std::vector<std::string> folders) {
    const auto elsewhere = ask([&](IndexDatabase& database) {
        std::vector<std::int64_t> numbers;
        for (const std::string& folder : folders)
            if (const auto number = database.volumeNumber(folder))
                numbers.push_back(*number);
        std::optional<std::vector<base::ContentId>> ids;
        if (numbers.size() != folders.size())
            return ids;
        m_numbers = std::move(numbers);
        ids.emplace();
        for (const std::int64_t number : database.volumeNumbers()) {
            if (placeOf(number) >= 0)
                continue;
            const auto there = database.idsOn(number);
            ids->insert(ids->end(), there.begin(), there.end());
        }
        return ids;
    });
    if (!elsewhere)
        return base::fail(StoreError::WriteFailed, shown(m_file));
    for (const base::ContentId& id : *elsewhere)
        remove(id, RemovalReason::OwnerLimit);
    return {};
}

IndexDatabase::Totals Index::totals(std::size_t volume) {
    return ask([&](IndexDatabase& database) { return database.totals(numberOf(volume)); });
}

std::int64_t Index::numberOf(std::size_t volume) const {
    return m_numbers.at(volume);
}

std::int64_t Index::placeOf(std::int64_t number) const {
    const auto found = std::find(m_numbers.begin(), m_numbers.end(), number);
    return found == m_numbers.end() ? -1 : found - m_numbers.begin();
}

void Index::queue(Change change) {
    bool isFirst;
    {
        const base::MutexLock lock(m_mutex);
        isFirst = m_queued.empty();
        m_queued.push_back(std::move(change));
    }
    if (isFirst)
        m_writer.post([this] { writeQueued(); });
}

void Index::writeQueued() {
    std::vector<Change> changes;
    {
        const base::MutexLock lock(m_mutex);
        changes.swap(m_queued);
    }
    std::move(changes.begin(), changes.end(), std::back_inserter(m_unwritten));
    if (m_unwritten.empty() || !m_database)
        return;
    if (m_refusals > 0 && m_clock.steady() < m_tryAgainAt)
        return;
    if (writeAll())
        written();
    else if (m_database->isDamaged())
        m_unwritten.clear(); // made anew by the next start
    else
        refused();
}

bool Index::writeAll() {
    const IndexDatabase::State before = m_state;
    m_recorded.clear();
    m_database->begin();
    for (const Change& change : m_unwritten)
        change(*m_database);
    m_database->setState(m_state);
    if (m_database->commit())
        return true;
    m_state = before;
    return false;
}

void Index::written() {
    m_unwritten.clear();
    std::move(m_recorded.begin(), m_recorded.end(), std::back_inserter(m_history));
    while (m_history.size() > kHistory)
        m_history.pop_front();
    if (std::exchange(m_refusals, 0) > 0)
        qCInfo(lcIndex, "%s is written again.", shown(m_file).c_str());
}

void Index::refused() {
    if (m_unwritten.size() > kUnwritten) {
        m_database->giveUp();
        m_unwritten.clear();
        qCWarning(
            lcIndex, "%s cannot be written; the next start makes it anew.", shown(m_file).c_str());
        return;
    }
    if (m_refusals++ == 0)
        qCWarning(lcIndex, "%s cannot be written; it is tried again.", shown(m_file).c_str());
    m_tryAgainAt = m_clock.steady() +
                   std::min<std::chrono::seconds>(
                       std::chrono::seconds(1 << std::min(m_refusals - 1, 6)), kLongestPause);
}

void Index::writeAgain() {
    m_writer.post([this] {
        if (m_refusals > 0)
            writeQueued();
    });
}

void Index::record(const base::ContentId& id, std::optional<RemovalReason> removed) {
    toggle(m_state.digest, id);
    m_recorded.push_back({++m_state.sequence, id, removed});
}

void Index::add(StoredObject object, base::Bytes disk) {
    queue([this, object = std::move(object), disk](IndexDatabase& database) {
        const bool isNew = !database.take(object.id);
        IndexRow row{object, disk};
        row.object.volume = numberOf(static_cast<std::size_t>(object.volume));
        database.insert(row);
        if (isNew)
            record(object.id, std::nullopt);
    });
}

void Index::remove(const base::ContentId& id, RemovalReason reason) {
    queue([this, id, reason](IndexDatabase& database) {
        if (database.take(id))
            record(id, reason);
    });
}

void Index::updateMeta(const base::ContentId& id, ObjectMeta meta, base::Bytes disk) {
    queue([id, meta = std::move(meta), disk](IndexDatabase& database) {
        database.updateMeta(id, meta, disk);
    });
}

void Index::addUses(const base::ContentId& id, std::int64_t uses) {
    queue([id, uses, now = m_clock.wall()](IndexDatabase& database) {
        database.addUses(id, uses, now);
    });
}

void Index::setVerified(const base::ContentId& id) {
    queue([id, now = m_clock.wall()](IndexDatabase& database) { database.setVerified(id, now); });
}

void Index::skipSequence() {
    queue([this](IndexDatabase&) {
        m_state.sequence += kSkippedAfterCrash;
        m_history.clear();
        m_recorded.clear();
    });
}

std::optional<StoredObject> Index::find(const base::ContentId& id) {
    auto found = row(id);
    return found ? std::optional(std::move(found->object)) : std::nullopt;
}

std::optional<IndexRow> Index::row(const base::ContentId& id) {
    return ask([&](IndexDatabase& database) {
        auto found = database.find(id);
        if (found)
            found->object.volume = placeOf(found->object.volume);
        return found;
    });
}

std::pair<std::vector<StoredObject>, std::int64_t> Index::list() {
    return ask([&](IndexDatabase& database) {
        auto objects = database.list();
        for (StoredObject& object : objects)
            object.volume = placeOf(object.volume);
        return std::pair(std::move(objects), m_state.sequence);
    });
}

ObjectPage Index::page(const ObjectQuery& query) {
    return ask([&](IndexDatabase& database) {
        ObjectPage page = database.page(query);
        for (StoredObject& object : page.objects)
            object.volume = placeOf(object.volume);
        return page;
    });
}

std::pair<std::int64_t, base::Sha256> Index::state() {
    return ask([&](IndexDatabase&) { return std::pair(m_state.sequence, m_state.digest); });
}

std::optional<std::vector<IndexChange>> Index::changesSince(std::int64_t sequence) {
    return ask([&](IndexDatabase&) -> std::optional<std::vector<IndexChange>> {
        const auto kept = static_cast<std::int64_t>(m_history.size());
        const std::int64_t wanted = m_state.sequence - sequence;
        if (wanted < 0 || wanted > kept)
            return std::nullopt;
        return std::vector<IndexChange>(m_history.end() - wanted, m_history.end());
    });
}

std::vector<base::ContentId> Index::idsOn(std::size_t volume) {
    return ask([&](IndexDatabase& database) { return database.idsOn(numberOf(volume)); });
}

std::vector<base::ContentId> Index::expired(base::WallTime routerTime) {
    return ask([&](IndexDatabase& database) { return database.expired(routerTime); });
}

std::vector<base::ContentId> Index::unverifiedSince(base::WallTime before, int limit) {
    return ask([&](IndexDatabase& database) { return database.unverifiedSince(before, limit); });
}

std::vector<Eviction::Candidate> Index::candidates(std::optional<std::size_t> volume) {
    return ask([&](IndexDatabase& database) {
        return database.candidates(volume ? std::optional(numberOf(*volume)) : std::nullopt);
    });
}

bool Index::flush() {
    m_writer.run([this] { m_tryAgainAt = {}; });
    return ask(
        [this](IndexDatabase& database) { return !database.hasFailed() && m_unwritten.empty(); });
}

} // namespace meson::store
