// A child that talks in lines, on Windows: named pipes, a job, quoted arguments. UPSMD_TALKER: talker.cpp, by full path.
#include "platform/child_process.h"

#include <windows.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/posix/child_ear.h"

using namespace upsmd;

namespace {

struct Rig {
    std::unique_ptr<ChildProcess> run(std::vector<std::string> arguments) {
        const char* const talker = std::getenv("UPSMD_TALKER");
        REQUIRE(talker != nullptr);
        arguments.insert(arguments.begin(), talker);
        auto started = start_child(io, arguments, ear);
        if (!started) FAIL(started.error().message);
        return std::move(*started);
    }
    boost::asio::io_context io;
    test::ChildEar ear;
};

DWORD handles() {
    DWORD count = 0;
    GetProcessHandleCount(GetCurrentProcess(), &count);
    return count;
}

}  // namespace

TEST_CASE("child: lines both ways, and how it ends", "[child]") {
    Rig rig;
    const auto child = rig.run({"echo"});
    child->send("one");
    child->send("two");
    REQUIRE(rig.ear.until_lines(rig.io, 2));
    CHECK(rig.ear.lines == std::vector<std::string>{"heard one", "heard two"});
    child->send("exit 3");
    REQUIRE(rig.ear.until_end(rig.io));
    CHECK(rig.ear.ends == std::vector<std::string>{"exit code 3"});
    child->send("nobody is there");
    test::run_ready(rig.io);
    CHECK(rig.ear.ends.size() == 1);
}

TEST_CASE("child: a crash", "[child]") {
    Rig rig;
    const auto child = rig.run({"crash"});
    REQUIRE(rig.ear.until_end(rig.io));
    CHECK(rig.ear.ends[0] == "exception 0xC0000005");
}

TEST_CASE("child: one that is not there", "[child]") {
    Rig rig;
    const auto started = start_child(rig.io, {"C:\\nowhere\\host.exe"}, rig.ear);
    REQUIRE_FALSE(started);
    CHECK(started.error().code == ErrorCode::not_found);
    CHECK(started.error().message.find("C:\\nowhere\\host.exe") != std::string::npos);
}

TEST_CASE("child: arguments arrive as they are", "[child]") {
    Rig rig;
    const std::vector<std::string> arguments{"", "a b", "a\"b", "end\\", "\\\\x\\\"y z\\\\", "%PATH%", "a\tb"};
    std::vector<std::string> all{"arguments"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto child = rig.run(all);
    REQUIRE(rig.ear.until_end(rig.io));
    CHECK(rig.ear.lines == arguments);
}

TEST_CASE("child: destroyed while it runs: nothing is told, and no handle stays", "[child]") {
    Rig rig;
    {
        const auto first = rig.run({"echo"});  // what is made once is made now
        first->send("here");
        REQUIRE(rig.ear.until_lines(rig.io, 1));
    }
    test::run_ready(rig.io);
    const DWORD before = handles();
    for (std::size_t i = 2; i < 6; ++i) {
        const auto child = rig.run({"echo"});
        child->send("here");
        REQUIRE(rig.ear.until_lines(rig.io, i));
    }
    test::run_ready(rig.io);
    CHECK(handles() <= before);
    CHECK(rig.ear.ends.empty());
}

TEST_CASE("child: one that does not read does not hold us up", "[child]") {
    Rig rig;
    auto child = rig.run({"long", "4096"});
    REQUIRE(rig.ear.until_lines(rig.io, 1));
    CHECK(rig.ear.lines[0].size() == 4096);
    const std::string line(4000, 'x');
    for (int i = 0; i < 100; ++i) child->send(line);
    child.reset();
    test::run_ready(rig.io);
    CHECK(rig.ear.ends.empty());
}

TEST_CASE("child: much output, and a line that is too long", "[child]") {
    Rig rig;
    SECTION("much") {
        const auto child = rig.run({"lines", "5000"});
        REQUIRE(rig.ear.until_end(rig.io));
        CHECK(rig.ear.lines.size() == 5000);
        CHECK(rig.ear.lines.back() == "line 4999");
    }
    SECTION("too long") {
        const auto child = rig.run({"long", "4097"});
        REQUIRE(rig.ear.until_end(rig.io));
        CHECK(rig.ear.lines.empty());
        CHECK(rig.ear.ends[0] == "a line that is too long");
    }
}
