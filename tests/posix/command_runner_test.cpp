// Commands beside the loop, with real processes.
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>

#include "daemon/command_runner.h"
#include "tests/posix/loop.h"

using namespace upsmd;
using namespace upsmd::daemon;

namespace {

struct Rig {
    // How it ended: what it wrote, or "error: …".
    std::string run(Command command) {
        std::optional<std::string> end;
        runner.run(command, [&end](const Result<std::string>& result) {
            end = result ? *result : "error: " + result.error().message;
        });
        CHECK_FALSE(end);  // never from inside
        CHECK(test::run_until(io, [&end] { return end.has_value(); }));
        return end.value_or("");
    }
    std::string shell(const std::string& script, std::vector<std::string> environment = {}) {
        return run({{"/bin/sh", "-c", script}, std::move(environment), std::chrono::seconds(20), true});
    }

    boost::asio::io_context io;
    CommandRunner runner{io};
};

}  // namespace

TEST_CASE("command runner: how commands end", "[daemon]") {
    Rig rig;
    CHECK(rig.shell("echo said") == "said\n");
    CHECK(rig.shell("exit 0").empty());
    CHECK(rig.shell("exit 7") == "error: /bin/sh: exit code 7");
    CHECK(rig.shell("kill -9 $$") == "error: /bin/sh: ended by signal 9");
    CHECK(rig.run({{"/no/such/program"}}) == "error: /no/such/program: No such file or directory");
    CHECK(rig.run({{"/"}}) == "error: /: Permission denied");
    CHECK(rig.run({{"true", "--with", "words"}}).empty());
}

TEST_CASE("command runner: words are words, no shell sees them", "[daemon]") {
    Rig rig;
    CHECK(rig.run({{"printf", "<%s>", "a b", "$HOME", "*", ""}, {}, std::chrono::seconds(20), true}) ==
          "<a b><$HOME><*><>");
}

TEST_CASE("command runner: a long output is cut, and holds nothing up", "[daemon]") {
    Rig rig;
    CHECK(rig.shell("head -c 200000 /dev/zero | tr '\\0' x").size() == 4096);
}

TEST_CASE("command runner: what a command finds", "[daemon]") {
    Rig rig;
    ::setenv("UPSMD_TEST_KEPT", "kept", 1);
    ::setenv("UPSMD_TEST_REPLACED", "old", 1);
    ::setenv("NOTIFY_SOCKET", "/nowhere", 1);
    CHECK(rig.shell("echo $UPSMD_TEST_KEPT $UPSMD_TEST_REPLACED ${NOTIFY_SOCKET-none}", {"UPSMD_TEST_REPLACED=new"}) ==
          "kept new none\n");
    ::unsetenv("NOTIFY_SOCKET");
    // Nothing to read, and no signal that we ignore.
    CHECK(rig.shell("cat | wc -c") == "0\n");
    std::signal(SIGPIPE, SIG_IGN);
    CHECK(rig.shell("sh -c 'kill -PIPE $$'; echo $?") == "141\n");
    std::signal(SIGPIPE, SIG_DFL);
}

TEST_CASE("command runner: what a command leaves behind is not waited for", "[daemon]") {
    Rig rig;
    CHECK(rig.shell("sleep 30 2>/dev/null & echo $!") != "");
}

TEST_CASE("command runner: several at once", "[daemon]") {
    Rig rig;
    int ended = 0;
    for (int i = 0; i < 20; ++i)
        rig.runner.run({{"true"}}, [&ended](const Result<std::string>& result) { ended += result ? 1 : 100; });
    CHECK(test::run_until(rig.io, [&ended] { return ended >= 20; }));
    CHECK(ended == 20);
}

TEST_CASE("command runner: one that takes too long is ended", "[daemon]") {
    Rig rig;
    CHECK(rig.run({{"sleep", "60"}, {}, std::chrono::seconds(1)}) == "error: sleep: not through after 1 s, ended");
}

TEST_CASE("command runner: one that goes before its commands", "[daemon]") {
    boost::asio::io_context io;
    bool ended = false;
    {
        CommandRunner runner(io);
        runner.run({{"true"}}, [&ended](const Result<std::string>&) { ended = true; });
    }
    test::run_ready(io);
    CHECK_FALSE(ended);
}
