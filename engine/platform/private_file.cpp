// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/private_file.h"

#include "engine/platform/file.h"

#include <fstream>
#include <iterator>

namespace meson::platform {

namespace fs = std::filesystem;

namespace {

enum class Readers { Owner, All };

/// Waits for it: a name that reached the disk before the bytes would be an empty file after a power
/// cut.
bool isOnDisk(const fs::path& path) {
    auto file = File::open(path, FileMode::ReadWrite);
    return file && file->sync();
}

bool save(const fs::path& file, std::string_view text, Readers readers) {
    std::error_code error;
    if (file.has_parent_path())
        fs::create_directories(file.parent_path(), error);
    fs::path draft = file;
    draft += ".new";
    {
        std::ofstream stream(draft, std::ios::binary | std::ios::trunc);
        if (!stream)
            return false;
        if (readers == Readers::Owner)
            fs::permissions(draft, fs::perms::owner_read | fs::perms::owner_write, error);
        stream << text;
        if (!stream.flush() || error)
            return false;
    }
    if (!isOnDisk(draft))
        return false;
    fs::rename(draft, file, error);
    return !error;
}

} // namespace

bool savePrivateFile(const fs::path& file, std::string_view text) {
    return save(file, text, Readers::Owner);
}

bool savePublicFile(const fs::path& file, std::string_view text) {
    return save(file, text, Readers::All);
}

bool ensurePrivateFile(const fs::path& file) {
    std::error_code error;
    if (fs::exists(file, error))
        return true;
    if (!std::ofstream(file, std::ios::binary))
        return false;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
    return !error;
}

std::optional<std::string> readFile(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

bool isPrivateFile([[maybe_unused]] const fs::path& file) {
#ifdef _WIN32
    return true;
#else
    std::error_code error;
    const fs::perms others = fs::perms::group_all | fs::perms::others_all;
    return (fs::status(file, error).permissions() & others) == fs::perms::none;
#endif
}

} // namespace meson::platform
