// [history] and [metrics] of the configuration file.
#include <catch2/catch.hpp>

#include "daemon/config_reader.h"

namespace upsmd::daemon {
namespace {

ConfigRead read(const std::string& sections) {
    return read_config("[[ups]]\nname = \"a\"\nport = \"/dev/ttyS0\"\nprotocol = \"megatec\"\n" + sections);
}

std::string problem(const std::string& sections) {
    const ConfigRead result = read(sections);
    return result.problems.size() == 1 ? result.problems[0].text : std::to_string(result.problems.size()) + " problems";
}

TEST_CASE("config: without their sections neither history nor metrics") {
    const ConfigRead result = read("");
    CHECK(result.problems.empty());
    CHECK_FALSE(result.config.history);
    CHECK_FALSE(result.config.metrics);
}

TEST_CASE("config: [history]") {
    const ConfigRead plain = read("[daemon]\nstate_directory = \"/srv\"\n[history]\n");
    REQUIRE(plain.config.history);
    CHECK(plain.config.history->file == "/srv/history.db");
    CHECK(plain.config.history->limits.full == std::chrono::hours(72));
    const ConfigRead all = read("[history]\nfile = \"/h.db\"\nfull_days = 7\nkeep_days = 30\nsize = 10\nwrite_interval = 5\n");
    REQUIRE(all.config.history);
    CHECK(all.problems.empty());
    CHECK(all.config.history->file == "/h.db");
    CHECK(all.config.history->limits.keep == std::chrono::hours(720));
    CHECK(all.config.history->limits.bytes == 10'000'000);
    CHECK(all.config.history->write_interval == std::chrono::seconds(5));
    CHECK(problem("[history]\nfile = \"h.db\"\n").find("full path") != std::string::npos);
    CHECK(problem("[history]\nfull_days = 30\nkeep_days = 7\n").find("less than full_days (30)") != std::string::npos);
    CHECK(problem("[history]\nsize = 0\n").find("size") != std::string::npos);
    CHECK(problem("[history]\nsizes = 3\n").find("sizes") != std::string::npos);
}

TEST_CASE("config: [metrics] listens on this computer only, unless it is said") {
    const auto listen = [](const char* text) { return std::string("[metrics]\nlisten = \"") + text + "\"\n"; };
    const ConfigRead four = read(listen("127.0.0.1:9000"));
    REQUIRE(four.config.metrics);
    CHECK(four.config.metrics->address == "127.0.0.1");
    CHECK(four.config.metrics->port == 9000);
    CHECK(read(listen("[::1]:9000")).config.metrics->address == "::1");
    for (const char* const open : {"0.0.0.0:9000", "192.168.1.5:9000", "[::]:9000"}) {
        CHECK(problem(listen(open)).find("allow_remote") != std::string::npos);
        CHECK(read(listen(open) + "allow_remote = true\n").problems.empty());
    }
    for (const char* const wrong : {"9000", "localhost:9000", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:9x",
                                    "::1:9000", ":9000", "127.0.0.1:"}) {
        INFO(wrong);
        CHECK(problem(listen(wrong)).find("no address with a port") != std::string::npos);
    }
    CHECK(problem("[metrics]\n").find("listen is missing") != std::string::npos);
}

}  // namespace
}  // namespace upsmd::daemon
