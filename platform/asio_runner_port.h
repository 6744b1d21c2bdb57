// One port of an AsioRunner; for its own source files.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/asio_runner.h"

namespace upsmd {

struct AsioRunner::Port {
    Port(Fleet::Id own_id, std::string port_name, boost::asio::io_context& io)
        : id(own_id), name(std::move(port_name)), retry_timer(io), look_timer(io) {}

    Fleet::Id id;
    std::string name;
    std::unique_ptr<SerialPort> serial;  // null while it cannot be opened
    std::unique_ptr<SerialPort> coming;  // opened, not ready yet
    std::uint32_t baud = 0;              // as it was set last
    bool has_speed = true;               // ... and the port took it
    OutputLines lines;                   // the same
    InputLines seen;                     // as the session was told last
    State told_state = State::no_comm;
    std::string told_error;              // the last failure that was logged: a retry twice a second must not flood
    boost::asio::steady_timer retry_timer;
    boost::asio::steady_timer look_timer;
    std::vector<std::function<void(ControlPhase)>> waiting;  // when_committed
};

}  // namespace upsmd
