#include "tests/contract/system.h"

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <iterator>
#include <stdexcept>

#include "platform/backend.h"
#include "tests/contract/bridge.h"

namespace upsmd::contract {

namespace {

int count_entries(const char* folder) {
    const std::filesystem::directory_iterator entries(folder);
    return static_cast<int>(std::distance(begin(entries), end(entries)));
}

struct OpenPort {
    boost::asio::io_context io;
    std::unique_ptr<SerialPort> port;
};

}  // namespace

int open_handle_count() { return count_entries("/proc/self/fd"); }

int thread_count() { return count_entries("/proc/self/task"); }

std::string missing_port() { return port_name() + "-missing"; }

std::shared_ptr<void> occupy_port() {
    start_simulator("megatec --no-pace");
    auto holder = std::make_shared<OpenPort>();
    auto opened = make_port_opener(holder->io)->open(port_name(), {});
    if (!opened) throw std::runtime_error(opened.error().message);
    holder->port = std::move(*opened);
    return holder;
}

}  // namespace upsmd::contract
