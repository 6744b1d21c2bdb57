// What a child says, kept, and waiting for it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "platform/child_process.h"
#include "tests/posix/loop.h"

namespace upsmd::test {

struct ChildEar final : ChildListener {
    void on_child_line(std::string_view line) override { lines.emplace_back(line); }
    void on_child_end(const std::string& how) override { ends.push_back(how); }

    bool until_end(boost::asio::io_context& io) const {
        return run_until(io, [this] { return !ends.empty(); });
    }
    bool until_lines(boost::asio::io_context& io, std::size_t count) const {
        return run_until(io, [this, count] { return lines.size() >= count; });
    }

    std::vector<std::string> lines;
    std::vector<std::string> ends;
};

}  // namespace upsmd::test
