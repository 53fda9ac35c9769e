// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/store_fixture.h"

#include <atomic>
#include <cerrno>
#ifdef __linux__
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>
#endif

// The calls by which this program (SQLite included) reaches the disk, of which the Nth below a
// folder can be made to fail: once, or from then on.
namespace {

enum class Call { Read, Write, Open, Rename, Sync, Unlink };

struct Faults {
    std::string folder;                  ///< only what is below it; set while nothing runs
    std::atomic<std::int64_t> left = -1; ///< calls until one fails; below 0: never
    std::atomic<std::int64_t> failures = 0;
    std::atomic<Call> call = Call::Read;
    std::atomic<bool> isForGood = false;
    std::atomic<int> code = EIO;
} s_faults;

} // namespace

#ifdef __linux__
namespace {

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

bool isBelow(const char* path) {
    return !s_faults.folder.empty() && std::string_view(path).starts_with(s_faults.folder);
}

bool isBelow(int descriptor) {
    char path[4096];
    const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
    const ssize_t length = ::readlink(link.c_str(), path, sizeof path - 1);
    if (length < 0)
        return false;
    path[length] = '\0';
    return isBelow(path);
}

template <class Where>
bool mustFail(Call call, Where where) {
    if (s_faults.left < 0 || call != s_faults.call || !isBelow(where))
        return false;
    const bool now = s_faults.left == 0 || --s_faults.left == 0;
    if (!now)
        return false;
    if (!s_faults.isForGood)
        s_faults.left = -1;
    ++s_faults.failures;
    errno = s_faults.code;
    return true;
}

} // namespace

extern "C" {

ssize_t pread(int file, void* into, size_t size, off_t at) {
    static const auto next = real<ssize_t (*)(int, void*, size_t, off_t)>("pread");
    return mustFail(Call::Read, file) ? -1 : next(file, into, size, at);
}
ssize_t pread64(int file, void* into, size_t size, off64_t at) {
    return ::pread(file, into, size, at);
}
ssize_t preadv2(int file, const iovec* parts, int count, off_t at, int flags) {
    static const auto next = real<ssize_t (*)(int, const iovec*, int, off_t, int)>("preadv2");
    return mustFail(Call::Read, file) ? -1 : next(file, parts, count, at, flags);
}
ssize_t pwrite(int file, const void* from, size_t size, off_t at) {
    static const auto next = real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    return mustFail(Call::Write, file) ? -1 : next(file, from, size, at);
}
ssize_t pwrite64(int file, const void* from, size_t size, off64_t at) {
    return ::pwrite(file, from, size, at);
}
int rename(const char* from, const char* to) {
    static const auto next = real<int (*)(const char*, const char*)>("rename");
    return mustFail(Call::Rename, from) ? -1 : next(from, to);
}
// Nothing is waited for: no power fails here.
int fsync(int file) {
    return mustFail(Call::Sync, file) ? -1 : 0;
}
int fdatasync(int file) {
    return ::fsync(file);
}
int syncfs(int file) {
    return ::fsync(file);
}
int unlink(const char* path) {
    static const auto next = real<int (*)(const char*)>("unlink");
    return mustFail(Call::Unlink, path) ? -1 : next(path);
}
int open(const char* path, int flags, ...) {
    static const auto next = real<int (*)(const char*, int, mode_t)>("open");
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return mustFail(Call::Open, path) ? -1 : next(path, flags, mode);
}
}
#endif

using namespace meson;
using store::RemovalReason;
using test::StoreFixture;

namespace {

/// Fails the Nth call from its creation to its end.
class Armed {
public:
    Armed(const StoreFixture& fixture, std::int64_t call)
        : Armed(fixture.root().string(), call) {}
    /// What the names of files begin with.
    Armed(const std::string& names, std::int64_t call) {
        s_faults.folder = names;
        s_faults.failures = 0;
        s_faults.left = call;
    }
    ~Armed() { s_faults.left = -1; }
    std::int64_t failures() const { return s_faults.failures; }
};

std::string textOf(const std::vector<std::uint8_t>& bytes) {
    return std::string(base::textOf(bytes));
}

} // namespace

/// Whatever call to the disk fails in a life of the store: no wrong byte is ready to be sent, what
/// was stored is not lost by a refused write, an error has a sentence, and the store goes on.
class IoFaultTest : public QObject {
    Q_OBJECT

private:
    const std::vector<std::vector<std::uint8_t>> m_objects{
        StoreFixture::bytes(1'000, 1), StoreFixture::bytes(300'000, 2),
        StoreFixture::bytes(70'000, 3), StoreFixture::bytes(20'000, 4)};
    std::vector<base::ContentId> m_ids;

    /// Right, or not at all.
    bool isNeverWrong(StoreFixture& fixture) {
        for (std::size_t i = 0; i < m_objects.size(); ++i) {
            const auto blob = fixture.store->reader()->find(m_ids[i]);
            const auto read = blob ? StoreFixture::read(*blob) : std::nullopt;
            if (read && *read != textOf(m_objects[i]))
                return false;
        }
        return true;
    }
    bool isRight(StoreFixture& fixture, std::size_t object) {
        const auto blob = fixture.store->reader()->find(m_ids[object]);
        return blob && StoreFixture::read(*blob) == textOf(m_objects[object]);
    }
    bool hasSentence(const store::StoreResult<base::ContentId>& saved) {
        return saved || !base::explain(saved.error()).empty();
    }
    bool live(StoreFixture& fixture, std::vector<bool>& stored);
    bool isSoundAfterwards(StoreFixture& fixture, const std::vector<bool>& stored);

private Q_SLOTS:
    void initTestCase();
    void survivesTheFailureOfAnyCall_data();
    void survivesTheFailureOfAnyCall();
    void writesTheIndexAgainWhenTheDiskTakesItAgain_data();
    void writesTheIndexAgainWhenTheDiskTakesItAgain();
    void aFullDiskAtStartIsNoDamageOfTheIndex_data();
    void aFullDiskAtStartIsNoDamageOfTheIndex();
};

void IoFaultTest::initTestCase() {
    for (const auto& bytes : m_objects) {
        crypto::ContentHasher hasher;
        hasher.update(bytes);
        m_ids.push_back(hasher.finish().id);
    }
}

/// Saves, reads, changes, deletes and closes; `stored`: what must be there afterwards.
bool IoFaultTest::live(StoreFixture& fixture, std::vector<bool>& stored) {
    bool isRight = true;
    for (const std::size_t i : {1u, 2u, 3u}) { // 0 is there from before
        const auto saved = fixture.save(m_objects[i]);
        stored[i] = saved.has_value();
        isRight = isRight && hasSentence(saved) && isNeverWrong(fixture);
    }
    static_cast<void>(fixture.store->updateMeta(m_ids[1], fixture.meta()));
    if (fixture.store->remove(m_ids[2], RemovalReason::Ordered))
        stored[2] = false;
    std::promise<void> verified;
    fixture.store->verify(m_ids[0], [&](bool) { verified.set_value(); });
    verified.get_future().wait();
    isRight = isRight && isNeverWrong(fixture);
    fixture.close();
    return isRight;
}

bool IoFaultTest::isSoundAfterwards(StoreFixture& fixture, const std::vector<bool>& stored) {
    fixture.openAndCheck();
    for (std::size_t i = 0; i < stored.size(); ++i)
        if (stored[i] && (!isRight(fixture, i) || !fixture.store->find(m_ids[i])))
            return false;
    for (const auto& object : fixture.store->list().first)
        if (!fixture.store->reader()->find(object.id))
            return false;
    for (std::size_t i = 0; i < m_objects.size(); ++i)
        if (!fixture.save(m_objects[i]) || !isRight(fixture, i))
            return false;
    fixture.close();
    return true;
}

void IoFaultTest::survivesTheFailureOfAnyCall_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("forGood");
    for (const bool forGood : {false, true}) {
        const char* how = forGood ? "from then on" : "once";
        QTest::addRow("a write finds the disk full, %s", how)
            << int(Call::Write) << ENOSPC << forGood;
        QTest::addRow("a write fails, %s", how) << int(Call::Write) << EIO << forGood;
        QTest::addRow("a read fails, %s", how) << int(Call::Read) << EIO << forGood;
        QTest::addRow("a file cannot be made, %s", how) << int(Call::Open) << ENOSPC << forGood;
        QTest::addRow("no file handle is left, %s", how) << int(Call::Open) << EMFILE << forGood;
        QTest::addRow("a file cannot be renamed, %s", how) << int(Call::Rename) << EIO << forGood;
        QTest::addRow("the disk does not confirm, %s", how) << int(Call::Sync) << EIO << forGood;
        QTest::addRow("a file cannot be deleted, %s", how) << int(Call::Unlink) << EIO << forGood;
    }
}

void IoFaultTest::survivesTheFailureOfAnyCall() {
#ifndef __linux__
    QSKIP("needs to stand in for the system's calls");
#endif
    QFETCH(int, which);
    QFETCH(int, code);
    QFETCH(bool, forGood);
    s_faults.call = static_cast<Call>(which);
    s_faults.code = code;
    s_faults.isForGood = forGood;
    std::int64_t call = 1;
    for (bool hasFailed = true; hasFailed; call += forGood ? 7 : 1) {
        StoreFixture fixture;
        QVERIFY(fixture.open());
        QVERIFY(fixture.save(m_objects[0]));
        std::vector<bool> stored{true, false, false, false};
        {
            const Armed armed(fixture, call);
            QVERIFY2(live(fixture, stored), qPrintable(QString::number(call)));
            hasFailed = armed.failures() > 0;
        }
        if (s_faults.call ==
            Call::Read) // a sector that cannot be read is damage: dropped, reported
            stored.assign(stored.size(), false);
        QVERIFY2(isSoundAfterwards(fixture, stored), qPrintable(QString::number(call)));
    }
    QVERIFY2(call > 2, "the calls are not seen");
}

void IoFaultTest::writesTheIndexAgainWhenTheDiskTakesItAgain_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("forGood");
    QTest::newRow("a write failed") << EIO << false;
    QTest::newRow("the disk was full for a while") << ENOSPC << true;
}

void IoFaultTest::writesTheIndexAgainWhenTheDiskTakesItAgain() {
#ifndef __linux__
    QSKIP("needs to stand in for the system's calls");
#endif
    QFETCH(int, code);
    QFETCH(bool, forGood);
    s_faults.call = Call::Write;
    s_faults.code = code;
    s_faults.isForGood = forGood;
    StoreFixture fixture;
    QVERIFY(fixture.open());
    QVERIFY(fixture.save(m_objects[0]));
    const auto [before, digest] = fixture.store->indexState();
    {
        const Armed armed(fixture.options.index.string(), 1);
        QVERIFY(fixture.save(m_objects[1])); // the blob has a disk of its own
        QVERIFY(!fixture.store->find(m_ids[1]));
        QVERIFY(fixture.store->remove(m_ids[0], RemovalReason::Ordered));
        QVERIFY(armed.failures() > 0);
    }
    QVERIFY(isRight(fixture, 1)); // served all the same
    QCOMPARE(fixture.store->indexState(), (std::pair{before, digest}));
    fixture.clock.advance(std::chrono::minutes(1));
    QVERIFY(fixture.store->find(m_ids[1]));
    QVERIFY(!fixture.store->find(m_ids[0]));
    const auto changes = fixture.store->changesSince(before);
    QVERIFY(changes);
    QCOMPARE(changes->size(), std::size_t(2));
    QCOMPARE(changes->front().id, m_ids[1]);
    QCOMPARE(changes->back().removed, std::optional(RemovalReason::Ordered));
    const auto after = fixture.store->indexState();
    QCOMPARE(after.first, before + 2);
    fixture.close();
    QVERIFY(fixture.open()); // an orderly stop: nothing is counted anew
    QCOMPARE(fixture.store->indexState(), after);
    QVERIFY(fixture.store->find(m_ids[1]));
    fixture.close();
}

void IoFaultTest::aFullDiskAtStartIsNoDamageOfTheIndex_data() {
    QTest::addColumn<bool>("isNew");
    QTest::newRow("where the index is made") << true;
    QTest::newRow("where a volume came in after a crash") << false;
}

void IoFaultTest::aFullDiskAtStartIsNoDamageOfTheIndex() {
#ifndef __linux__
    QSKIP("needs to stand in for the system's calls");
#endif
    QFETCH(bool, isNew);
    s_faults.call = Call::Write;
    s_faults.code = ENOSPC;
    s_faults.isForGood = true;
    StoreFixture fixture;
    if (!isNew) {
        QVERIFY(fixture.open());
        QVERIFY(fixture.save(m_objects[0]));
        fixture.store.reset();
        fixture.options.volumes.push_back(
            {fixture.root() / "second", base::mebibytes(64), base::Bytes(1)});
    }
    {
        const Armed armed(fixture.options.index.string(), 1);
        const auto opened = fixture.open();
        QVERIFY(!opened);
        QVERIFY(
            base::explain(opened.error()).find(fixture.options.index.string()) !=
            std::string::npos);
        QVERIFY(armed.failures() > 0);
    }
    for (const auto& entry : std::filesystem::directory_iterator(fixture.root()))
        QVERIFY(entry.path().string().find("damaged") == std::string::npos);
    QVERIFY(fixture.openAndCheck().listKeptAside.empty());
    QCOMPARE(fixture.store->find(m_ids[0]).has_value(), !isNew);
    fixture.close();
}

QTEST_GUILESS_MAIN(IoFaultTest)
#include "io_fault_test.moc"
