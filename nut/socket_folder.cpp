#include "nut/socket_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

namespace upsmd::nut {
namespace {

constexpr std::size_t kMostFiles = 10000;
// Ours, and NUT's (its list of drivers). Every other name ends at the first '-'.
constexpr std::array<std::string_view, 16> kNamesWithDash{
    "upsmd-nut",      "apcsmart-old", "apcupsd-ups",  "clone-outlet", "dummy-ups",  "huawei-ups2000",
    "liebert-esp2",   "macosx-ups",   "mge-shut",     "mge-utalk",    "microsol-apc", "netxml-ups",
    "nut-ipmipsu",    "nutdrv_siemens-sitop",         "snmp-ups",     "usbhid-ups"};

}  // namespace

Result<std::vector<SocketFile>> sockets_in(const std::string& folder) {
    std::vector<SocketFile> found;
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    const std::filesystem::directory_iterator end;
    for (; !error && entry != end && found.size() < kMostFiles; entry.increment(error)) {
        struct stat status {};
        const std::string path = entry->path().string();
        if (::stat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode))
            found.push_back({path, {status.st_dev, status.st_ino}});
    }
    if (error) return Error{ErrorCode::io, folder + ": " + error.message(), error.value()};
    std::ranges::sort(found, {}, &SocketFile::path);
    return found;
}

std::string socket_name_of(const std::string& path) {
    return printable(std::filesystem::path(path).filename().string());
}

std::string printable(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return text;
}

std::string ups_name_of(const std::string& path, std::string_view driver) {
    const std::string name = socket_name_of(path);
    const auto without = [&](std::string_view prefix) -> std::string {
        const bool fits = !prefix.empty() && name.size() > prefix.size() + 1 && name.starts_with(prefix);
        return fits && name[prefix.size()] == '-' ? name.substr(prefix.size() + 1) : "";
    };
    if (std::string rest = without(driver); !rest.empty()) return rest;
    for (const std::string_view known : kNamesWithDash)
        if (std::string rest = without(known); !rest.empty()) return rest;
    std::string rest = without(std::string_view(name).substr(0, name.find('-')));
    return rest.empty() ? name : rest;
}

}  // namespace upsmd::nut
