// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/base/log_file.h"

#include "engine/base/mutex.h"

#include <fstream>
#include <iterator>

namespace meson::base {
namespace {

/// Lines are with the system as soon as they are written, so that a crash loses none.
class LogFile {
public:
    bool open(const std::filesystem::path& file, Bytes most) {
        const MutexLock lock(m_mutex);
        m_file = file;
        m_most = most.count();
        return reopen();
    }
    void write(std::string_view line) {
        const MutexLock lock(m_mutex);
        if (!m_stream.is_open())
            return;
        if (static_cast<std::int64_t>(m_stream.tellp()) + std::ssize(line) > m_most) {
            m_stream.close();
            std::filesystem::path older = m_file;
            older += ".1";
            std::error_code error;
            std::filesystem::rename(m_file, older, error);
            if (!reopen())
                return;
        }
        m_stream.write(line.data(), static_cast<std::streamsize>(line.size())).flush();
    }

private:
    bool reopen() MESON_REQUIRES(m_mutex) {
        m_stream.clear();
        m_stream.open(m_file, std::ios::binary | std::ios::app);
        if (!m_stream)
            return false;
        m_stream.seekp(0, std::ios::end);
        std::error_code error;
        using std::filesystem::perms;
        std::filesystem::permissions(m_file, perms::owner_read | perms::owner_write, error);
        return true;
    }

    Mutex m_mutex;
    std::filesystem::path m_file MESON_GUARDED_BY(m_mutex);
    std::int64_t m_most MESON_GUARDED_BY(m_mutex) = 0;
    std::ofstream m_stream MESON_GUARDED_BY(m_mutex);
};

LogFile& logFile() {
    static LogFile file;
    return file;
}

} // namespace

bool keepLogFile(const std::filesystem::path& file, Bytes most) {
    return logFile().open(file, most);
}

void writeToLogFile(std::string_view line) {
    logFile().write(line);
}

} // namespace meson::base
