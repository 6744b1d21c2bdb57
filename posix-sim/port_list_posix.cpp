#include "posix-sim/port_list_posix.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace upsmd {
namespace {

namespace fs = std::filesystem;

// The kernel makes ttyS0 to ttyS3 whether there are chips or not.
bool has_chip(const fs::path& entry) {
    std::ifstream file(entry / "type");
    int type = 1;
    return !(file >> type) || type != 0;
}

// ttyS10 comes after ttyS9.
std::pair<std::string, int> sort_key(const std::string& path) {
    const std::size_t digits = path.find_last_not_of("0123456789") + 1;
    int number = -1;
    std::from_chars(path.data() + digits, path.data() + path.size(), number);
    return {path.substr(0, digits), number};
}

}  // namespace

std::vector<std::string> list_serial_ports(const std::string& class_folder, const std::string& device_folder) {
    std::vector<std::string> ports;
    std::error_code error;
    for (fs::directory_iterator entry(class_folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code missing;
        if (!fs::exists(entry->path() / "device", missing) || !has_chip(entry->path())) continue;
        ports.push_back((fs::path(device_folder) / entry->path().filename()).string());
    }
    std::sort(ports.begin(), ports.end(), [](const auto& a, const auto& b) { return sort_key(a) < sort_key(b); });
    return ports;
}

}  // namespace upsmd
