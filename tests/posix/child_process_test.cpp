// A child that talks in lines, with the system's own programs as children.
#include "platform/child_process.h"

#include <signal.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "tests/posix/child_ear.h"

using namespace upsmd;
using upsmd::test::run_until;

namespace {

struct Rig {
    std::unique_ptr<ChildProcess> run(const std::string& script) {
        auto started = start_child(io, {"/bin/sh", "-c", script}, ear);
        REQUIRE(started);
        return std::move(*started);
    }
    boost::asio::io_context io;
    test::ChildEar ear;
};

// Of a process that was collected; a zombie still has a number.
bool is_there(long pid) { return ::kill(static_cast<pid_t>(pid), 0) == 0; }

}  // namespace

TEST_CASE("child: lines both ways, and how it ends", "[child]") {
    Rig rig;
    const auto child = rig.run("read a; echo \"heard $a\"; read b; printf 'and %s\\r\\n' \"$b\"; exit 3");
    child->send("one");
    REQUIRE(rig.ear.until_lines(rig.io, 1));
    CHECK(rig.ear.lines[0] == "heard one");
    child->send("two");
    REQUIRE(rig.ear.until_end(rig.io));
    CHECK(rig.ear.lines.back() == "and two");
    CHECK(rig.ear.ends == std::vector<std::string>{"exit code 3"});
    child->send("nobody is there");
    test::run_ready(rig.io);
    CHECK(rig.ear.ends.size() == 1);
}

TEST_CASE("child: killed by a signal", "[child]") {
    Rig rig;
    const auto child = rig.run("kill -SEGV $$");
    REQUIRE(rig.ear.until_end(rig.io));
    CHECK(rig.ear.ends[0] == "signal 11");
}

TEST_CASE("child: one that is not there", "[child]") {
    Rig rig;
    const auto started = start_child(rig.io, {"/nowhere/host"}, rig.ear);
    REQUIRE_FALSE(started);
    CHECK(started.error().code == ErrorCode::not_found);
    CHECK(started.error().message.find("/nowhere/host") != std::string::npos);
}

TEST_CASE("child: destroyed while it runs: it is gone, and nothing is told", "[child]") {
    Rig rig;
    auto child = rig.run("echo $$; exec sleep 1000");
    REQUIRE(rig.ear.until_lines(rig.io, 1));
    const long pid = std::stol(rig.ear.lines[0]);
    CHECK(is_there(pid));
    child.reset();
    CHECK_FALSE(is_there(pid));
    test::run_ready(rig.io);
    CHECK(rig.ear.ends.empty());
}

TEST_CASE("child: one that does not read does not hold us up", "[child]") {
    Rig rig;
    auto child = rig.run("echo here; exec sleep 1000");
    REQUIRE(rig.ear.until_lines(rig.io, 1));
    const std::string line(4000, 'x');
    for (int i = 0; i < 100; ++i) child->send(line);  // more than a pipe holds
    test::run_ready(rig.io);
    child.reset();
    test::run_ready(rig.io);
    CHECK(rig.ear.ends.empty());
}

TEST_CASE("child: much output, and a line that is too long", "[child]") {
    Rig rig;
    SECTION("much") {
        const auto child = rig.run("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done");
        REQUIRE(rig.ear.until_end(rig.io));
        CHECK(rig.ear.lines.size() == 5000);
        CHECK(rig.ear.lines.back() == "line 4999");
    }
    SECTION("as long as may be") {
        const auto child = rig.run("head -c 4096 /dev/zero | tr '\\0' x; echo; exit 0");
        REQUIRE(rig.ear.until_end(rig.io));
        REQUIRE(rig.ear.lines.size() == 1);
        CHECK(rig.ear.lines[0].size() == 4096);
    }
    SECTION("longer") {
        const auto child = rig.run("head -c 4097 /dev/zero | tr '\\0' x; echo; exec sleep 1000");
        REQUIRE(rig.ear.until_end(rig.io));
        CHECK(rig.ear.lines.empty());
        CHECK(rig.ear.ends[0] == "a line that is too long");
    }
    SECTION("without an end") {
        const auto child = rig.run("exec cat /dev/zero");
        REQUIRE(rig.ear.until_end(rig.io));
        CHECK(rig.ear.ends[0] == "a line that is too long");
    }
}

TEST_CASE("child: it inherits no file of ours", "[child]") {
    Rig rig;
    const std::ofstream ours("/dev/null");
    const auto child = rig.run("exec ls /proc/self/fd");  // ls has the folder open, as number 3
    REQUIRE(rig.ear.until_end(rig.io));
    CHECK(rig.ear.lines == std::vector<std::string>{"0", "1", "2", "3"});
}

TEST_CASE("child: destroyed from inside its own call", "[child]") {
    struct Breaker final : ChildListener {
        void on_child_line(std::string_view) override {
            child.reset();
            ++calls;
        }
        void on_child_end(const std::string&) override { ++calls; }
        std::unique_ptr<ChildProcess> child;
        int calls = 0;
    };
    boost::asio::io_context io;
    Breaker breaker;
    auto started = start_child(io, {"/bin/sh", "-c", "echo a; echo b; exec sleep 1000"}, breaker);
    REQUIRE(started);
    breaker.child = std::move(*started);
    REQUIRE(run_until(io, [&] { return breaker.calls > 0; }));
    test::run_ready(io);
    CHECK(breaker.calls == 1);
}
