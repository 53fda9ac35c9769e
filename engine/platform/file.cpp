// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/file.h"

namespace meson::platform {

std::string_view sentence(FileError error) {
    switch (error) {
    case FileError::NotFound:
        return "The file or one of its folders does not exist.";
    case FileError::NotAllowed:
        return "This user may not do that there: check the permissions.";
    case FileError::ReadOnly:
        return "The file system is mounted read-only.";
    case FileError::NoSpace:
        return "The disk is full.";
    case FileError::Exists:
        return "A file of that name exists already.";
    case FileError::InUse:
        return "Another program uses it.";
    case FileError::TooManyOpen:
        return "Too many files are open.";
    case FileError::Failed:
        break;
    }
    return "The disk or the system refused.";
}

FileResult<void> createFolders(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (!error)
        return {};
    if (error == std::errc::permission_denied)
        return tl::unexpected(FileError::NotAllowed);
    if (error == std::errc::no_space_on_device)
        return tl::unexpected(FileError::NoSpace);
    if (error == std::errc::read_only_file_system)
        return tl::unexpected(FileError::ReadOnly);
    return tl::unexpected(FileError::Failed);
}

} // namespace meson::platform
