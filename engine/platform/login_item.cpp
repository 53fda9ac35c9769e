// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/platform/login_item.h"

#include "engine/platform/private_file.h"

#include <cstdlib>

#ifdef _WIN32
#include <windows.h>
#endif

namespace meson::platform {

namespace fs = std::filesystem;

#ifdef _WIN32

namespace {

constexpr const wchar_t* kRun = L"Software\\Microsoft\\Windows\\CurrentVersion\\Run";

std::wstring wide(const std::string& utf8) {
    return fs::path(std::u8string(utf8.begin(), utf8.end())).wstring();
}

/// As CommandLineToArgvW() reads it back; our arguments hold no quotes.
std::wstring commandLine(const LoginItem& item) {
    std::wstring line = L'"' + item.program.wstring() + L'"';
    for (const std::string& argument : item.arguments)
        line += L" \"" + wide(argument) + L'"';
    return line;
}

} // namespace

bool isLoginItem(const std::string& id) {
    return RegGetValueW(
               HKEY_CURRENT_USER, kRun, wide(id).c_str(), RRF_RT_REG_SZ, nullptr, nullptr,
               nullptr) == ERROR_SUCCESS;
}

bool addLoginItem(const LoginItem& item) {
    const std::wstring line = commandLine(item);
    const auto bytes = static_cast<DWORD>((line.size() + 1) * sizeof(wchar_t));
    return RegSetKeyValueW(
               HKEY_CURRENT_USER, kRun, wide(item.id).c_str(), REG_SZ, line.c_str(), bytes) ==
           ERROR_SUCCESS;
}

bool removeLoginItem(const std::string& id) {
    const auto result = RegDeleteKeyValueW(HKEY_CURRENT_USER, kRun, wide(id).c_str());
    return result == ERROR_SUCCESS || result == ERROR_FILE_NOT_FOUND;
}

#else

namespace {

fs::path homeFolder() {
    const char* home = std::getenv("HOME");
    return home ? fs::path(home) : fs::path();
}

#ifdef __APPLE__

fs::path fileOf(const std::string& id) {
    return homeFolder() / "Library" / "LaunchAgents" / (id + ".plist");
}

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text)
        out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    return out;
}

std::string contentOf(const LoginItem& item) {
    std::string arguments = "<string>" + escaped(item.program.string()) + "</string>";
    for (const std::string& argument : item.arguments)
        arguments += "<string>" + escaped(argument) + "</string>";
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>\n"
           "<key>Label</key><string>" +
           item.id + "</string>\n<key>ProgramArguments</key><array>" + arguments +
           "</array>\n<key>RunAtLoad</key><true/>\n<key>ProcessType</key><string>Interactive"
           "</string>\n</dict></plist>\n";
}

#else

fs::path fileOf(const std::string& id) {
    const char* config = std::getenv("XDG_CONFIG_HOME");
    const fs::path folder =
        config && fs::path(config).is_absolute() ? fs::path(config) : homeFolder() / ".config";
    return folder / "autostart" / (id + ".desktop");
}

/// Desktop Entry specification, "The Exec key": within double quotes, `"`, "`", "$" and "\" are
/// escaped by a backslash, which a string value itself writes twice; "%" is written twice.
std::string quoted(const std::string& argument) {
    std::string out = "\"";
    for (const char c : argument) {
        if (c == '\\')
            out += "\\\\\\\\";
        else if (c == '"' || c == '`' || c == '$')
            out += std::string("\\\\") + c;
        else if (c == '%')
            out += "%%";
        else
            out += c;
    }
    return out + '"';
}

std::string contentOf(const LoginItem& item) {
    std::string command = quoted(item.program.string());
    for (const std::string& argument : item.arguments)
        command += ' ' + quoted(argument);
    return "[Desktop Entry]\nType=Application\nVersion=1.5\nName=" + item.name +
           "\nIcon=" + item.icon + "\nExec=" + command +
           "\nTerminal=false\nX-GNOME-Autostart-enabled=true\nX-KDE-autostart-after=panel\n"
           "X-LXQt-Need-Tray=true\n";
}

#endif

} // namespace

bool isLoginItem(const std::string& id) {
    const auto content = readFile(fileOf(id));
    // Desktops switch an item off by either of these rather than delete it.
    return content && content->find("Hidden=true") == std::string::npos &&
           content->find("X-GNOME-Autostart-enabled=false") == std::string::npos;
}

bool addLoginItem(const LoginItem& item) {
    const fs::path file = fileOf(item.id);
    const std::string content = contentOf(item);
    return readFile(file) == content || savePrivateFile(file, content);
}

bool removeLoginItem(const std::string& id) {
    std::error_code error;
    fs::remove(fileOf(id), error);
    return !error;
}

#endif

fs::path startedProgram(const fs::path& executable) {
#ifdef __linux__
    if (const char* image = std::getenv("APPIMAGE"))
        return image;
#endif
    return executable;
}

} // namespace meson::platform
