#include <filesystem>
#include <iterator>

#include "tests/contract/process_info.h"

namespace upsmd::contract {

namespace {

int count_entries(const char* folder) {
    const std::filesystem::directory_iterator entries(folder);
    return static_cast<int>(std::distance(begin(entries), end(entries)));
}

}  // namespace

int open_handle_count() { return count_entries("/proc/self/fd"); }

int thread_count() { return count_entries("/proc/self/task"); }

}  // namespace upsmd::contract
