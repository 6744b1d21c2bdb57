// The sockets in a folder where NUT's drivers, or others that speak as they do, put them. POSIX.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace upsmd::nut {

struct SocketFile {
    std::string path;
    std::pair<std::uint64_t, std::uint64_t> identity;  // device and inode: two names of one socket have the same
};

// Sorted by path, 10,000 at the most; a name that leads to a socket counts too. Error: the folder cannot be read.
Result<std::vector<SocketFile>> sockets_in(const std::string& folder);

// The name that NUT knows a UPS by: the file's name is DRIVER-NAME, and both may hold a '-'. `driver`: what the
// driver calls itself (driver.name), "" where that is not known; then the names of drivers that hold a '-' are known
// here. The whole file name where it holds no '-'. Printable ASCII.
std::string ups_name_of(const std::string& path, std::string_view driver);

// The file's name, printable ASCII.
std::string socket_name_of(const std::string& path);

// What is not printable ASCII becomes '?': a file's name may hold what steers a terminal.
std::string printable(std::string text);

}  // namespace upsmd::nut
