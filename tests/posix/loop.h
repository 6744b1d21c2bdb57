// Runs an io_context until something has happened.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>

namespace upsmd::test {

// False when it has not happened within 20 s.
template <typename Predicate>
bool run_until(boost::asio::io_context& io, const Predicate& happened) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!happened()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        io.restart();
        io.run_one_for(std::chrono::milliseconds(100));
    }
    return true;
}

// Everything that is ready now.
inline void run_ready(boost::asio::io_context& io) {
    io.restart();
    io.poll();
}

}  // namespace upsmd::test
