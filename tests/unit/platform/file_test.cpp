// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "engine/platform/file.h"
#include "engine/platform/file_mapping.h"
#include "tests/support/tools.h"

#include <fstream>

using namespace meson;
using platform::File;
using platform::FileError;
using platform::FileMode;

class FileTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_temporary{test::folderOnDisk() + QStringLiteral("/file_test-XXXXXX")};
    std::filesystem::path m_folder = m_temporary.path().toStdString();

private Q_SLOTS:
    void readsWhatWasWritten();
    void readsUpToTheEnd();
    void namesWhatWentWrong();
    void createsOnlyWhatIsNotThere();
    void renamesOverAnExistingFile();
    void keepsRemovedFilesReadable();
    void noticesChanges();
    void readsOnlyWhatIsCachedIfAsked();
    void saysHowMuchSpaceThereIs();
    void locksAFolderOnce();
    void mapsWholeFiles();
    void saysWhatIsInMemory();
    void syncsAFolderTree();
};

void FileTest::readsWhatWasWritten() {
    auto file = File::open(m_folder / "a", FileMode::Create);
    QVERIFY(file);
    QVERIFY(file->writeAt(base::bytesOf("world"), 6));
    QVERIFY(file->writeAt(base::bytesOf("hello "), 0));
    QVERIFY(file->sync());
    QCOMPARE(file->status()->length, 11);
    QVERIFY(file->status()->isOwn);
    std::array<std::uint8_t, 11> bytes;
    QCOMPARE(*file->readAt(bytes, 0), bytes.size());
    QVERIFY(base::textOf(bytes) == "hello world");
}

void FileTest::readsUpToTheEnd() {
    auto file = File::open(m_folder / "short", FileMode::Create);
    QVERIFY(file->writeAt(base::bytesOf("abc"), 0));
    std::array<std::uint8_t, 10> bytes;
    QCOMPARE(*file->readAt(bytes, 1), std::size_t(2));
    QCOMPARE(*file->readAt(bytes, 3), std::size_t(0));
    QCOMPARE(*file->readAt(bytes, 99), std::size_t(0));
}

void FileTest::namesWhatWentWrong() {
    QVERIFY(File::open(m_folder / "absent", FileMode::Read).error() == FileError::NotFound);
    QVERIFY(File::open(m_folder / "no" / "way", FileMode::Create).error() == FileError::NotFound);
    QVERIFY(platform::removeFile(m_folder / "absent").error() == FileError::NotFound);
    QVERIFY(
        platform::renameFile(m_folder / "absent", m_folder / "b").error() == FileError::NotFound);
    QVERIFY(platform::diskSpace(m_folder / "absent").error() == FileError::NotFound);
    std::ofstream(m_folder / "file") << "x";
    QVERIFY(!platform::createFolders(m_folder / "file" / "below"));
    for (const auto error : {FileError::NotFound, FileError::NoSpace, FileError::Failed})
        QVERIFY(!platform::sentence(error).empty());
}

void FileTest::createsOnlyWhatIsNotThere() {
    QVERIFY(File::open(m_folder / "once", FileMode::Create));
    QVERIFY(File::open(m_folder / "once", FileMode::Create).error() == FileError::Exists);
    QVERIFY(File::open(m_folder / "once", FileMode::ReadWrite));
    QVERIFY(platform::createFolders(m_folder / "x" / "y" / "z"));
    QVERIFY(platform::createFolders(m_folder / "x" / "y" / "z"));
}

void FileTest::renamesOverAnExistingFile() {
    std::ofstream(m_folder / "from") << "new";
    std::ofstream(m_folder / "to") << "old";
    QVERIFY(platform::renameFile(m_folder / "from", m_folder / "to"));
    std::string content;
    std::ifstream(m_folder / "to") >> content;
    QCOMPARE(content, std::string("new"));
    QVERIFY(!std::filesystem::exists(m_folder / "from"));
}

void FileTest::keepsRemovedFilesReadable() {
    std::ofstream(m_folder / "going") << "still here";
    const auto file = File::open(m_folder / "going", FileMode::Read);
    QVERIFY(platform::removeFile(m_folder / "going"));
    std::array<std::uint8_t, 10> bytes;
    QCOMPARE(*file->readAt(bytes, 0), bytes.size());
}

void FileTest::noticesChanges() {
    std::ofstream(m_folder / "changing") << "one";
    const auto file = File::open(m_folder / "changing", FileMode::Read);
    const auto before = *file->status();
    std::filesystem::last_write_time(
        m_folder / "changing",
        std::filesystem::last_write_time(m_folder / "changing") + std::chrono::milliseconds(5));
    QVERIFY(file->status()->modified != before.modified);
    QCOMPARE(file->status()->length, before.length);
}

void FileTest::readsOnlyWhatIsCachedIfAsked() {
    auto file = File::open(m_folder / "cached", FileMode::Create);
    const std::vector<std::uint8_t> bytes(100'000, 7);
    QVERIFY(file->writeAt(bytes, 0));
    QVERIFY(file->sync());
    std::vector<std::uint8_t> read(bytes.size());
    const std::size_t warm = file->readCachedAt(read, 0);
    QVERIFY(
        warm == 0 || (warm == bytes.size() && read == bytes)); // 0 where the system does not tell
    file->dropFromCache();
    QVERIFY(file->readCachedAt(read, 0) <= warm);
    QCOMPARE(*file->readAt(read, 0), bytes.size());
}

void FileTest::saysHowMuchSpaceThereIs() {
    const auto disk = platform::diskSpace(m_folder);
    QVERIFY(disk);
    QVERIFY(disk->free > 0 && disk->free <= disk->total);
    QVERIFY(disk->block >= 512);
    QVERIFY(platform::openFileLimit() >= 16);
}

void FileTest::locksAFolderOnce() {
    {
        const auto lock = platform::FolderLock::acquire(m_folder);
        QVERIFY(lock);
        QVERIFY(platform::FolderLock::acquire(m_folder).error() == FileError::InUse);
    }
    QVERIFY(platform::FolderLock::acquire(m_folder));
    QVERIFY(platform::FolderLock::acquire(m_folder / "absent").error() == FileError::NotFound);
}

void FileTest::mapsWholeFiles() {
    auto file = File::open(m_folder / "mapped", FileMode::Create);
    std::vector<std::uint8_t> bytes(100'001);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(i * 7);
    QVERIFY(file->writeAt(bytes, 0));
    QVERIFY(!platform::FileMapping::create(file->descriptor(), 0));
    const auto mapping = platform::FileMapping::create(file->descriptor(), 100'001);
    if (!mapping)
        QSKIP("no mappings on this system");
    QVERIFY(
        std::equal(bytes.begin(), bytes.end(), mapping->bytes().begin(), mapping->bytes().end()));
}

void FileTest::saysWhatIsInMemory() {
    using platform::Residency;
    auto file = File::open(m_folder / "resident", FileMode::Create);
    const std::vector<std::uint8_t> bytes(3'000'000, 7);
    QVERIFY(file->writeAt(bytes, 0));
    QVERIFY(file->sync());
    const auto mapping = platform::FileMapping::create(file->descriptor(), 3'000'000);
    if (!mapping || mapping->residency(0, 1) == Residency::Unknown)
        QSKIP("this system does not tell");
    QVERIFY(mapping->residency(0, 3'000'000) == Residency::Resident);
    file->dropFromCache();
    if (mapping->residency(0, 3'000'000) == Residency::Resident)
        MESON_SKIP(
            QStringLiteral("The files of /var/tmp never leave the memory: mount a disk there."));
    std::array<std::uint8_t, 1> one;
    QVERIFY(file->readAt(one, 2'999'999));
    QVERIFY(mapping->residency(2'999'999, 1) == Residency::Resident);
    QVERIFY(mapping->residency(0, 3'000'000) == Residency::Absent);
}

void FileTest::syncsAFolderTree() {
    QVERIFY(platform::syncFileSystem(m_folder));
}

QTEST_GUILESS_MAIN(FileTest)
#include "file_test.moc"
