// The file that tells the end of a shutdown which UPSes to turn off.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "daemon/kill_power_file.h"

using namespace upsmd;
using namespace upsmd::daemon;

namespace {

KillOrder order_for(const std::string& name, UpsOptions options) {
    KillOrder order;
    order.ups.name = name;
    order.ups.port = "/dev/" + name;
    order.ups.options = std::move(options);
    order.delay = std::chrono::seconds(20);
    return order;
}

std::string problem_of(const std::string& lines) {
    const KillOrdersRead read = read_kill_orders("[[ups]]\nname = \"a\"\nport = \"/dev/a\"\n" + lines);
    CHECK(read.orders.size() + read.problems.size() == 1);
    return read.problems.empty() ? "" : read.problems[0].text;
}

struct Folder {
    Folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path = "/tmp/upsmd-kill-XXXXXX";
};

std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("kill-power file: what is written is read again", "[daemon]") {
    KillOrder found = order_for("b", {});
    found.ups.port = "/dev/a \"b\" \\ \t\x7f ü";
    found.remembered = "megatec 2400 DTR " + found.ups.port;
    const auto text = kill_orders_text(
        {order_for("a", {{"Protocol", "megatec"}, {"PollInterval", "500"}, {"BatteryPacks", "2.5"}}), found});
    const KillOrdersRead read = read_kill_orders(text);
    REQUIRE(read.problems.empty());
    REQUIRE(read.orders.size() == 2);
    CHECK(read.orders[0].ups.name == "a");
    CHECK(read.orders[0].ups.port == "/dev/a");
    CHECK(read.orders[0].ups.options ==
          UpsOptions{{"Protocol", "megatec"}, {"PollInterval", "500"}, {"BatteryPacks", "2.5"}});
    CHECK(read.orders[0].delay == std::chrono::seconds(20));
    CHECK(read.orders[0].remembered.empty());
    CHECK(read.orders[1].ups.port == found.ups.port);
    CHECK(read.orders[1].remembered == found.remembered);
}

TEST_CASE("kill-power file: nothing is guessed, nothing is looked for", "[daemon]") {
    CHECK(problem_of("protocol = \"megatec\"\ndelay = 5").empty());
    CHECK(problem_of("protocol = \"megatec\"") == "[[ups]] \"a\": has no delay");
    const std::string no_auto = "[[ups]] \"a\": remembered: has to say what the UPS speaks: here nothing is looked for";
    CHECK(problem_of("delay = 5") == no_auto);
    CHECK(problem_of("delay = 5\nprotocol = \"auto\"\nremembered = \"megatec 2400 DTR /dev/other\"") == no_auto);
    CHECK(problem_of("delay = 5\nremembered = \"megatec 2400 DTR /dev/a\"").empty());
    CHECK(problem_of("protocol = \"megatec\"\ndelay = -1") == "[[ups]] \"a\": delay: -1 has to be 0..86400 s");
    CHECK(read_kill_orders("[[ups").problems.size() == 1);
}

TEST_CASE("kill-power file: there while anybody has ordered something", "[daemon]") {
    const Folder folder;
    const std::string path = folder.path + "/killpower";
    KillPowerFile file(path);
    std::ofstream(path) << "old";
    REQUIRE(file.remove_old());
    CHECK_FALSE(std::filesystem::exists(path));
    REQUIRE(file.remove_old());
    const KillOrder a = order_for("a", {{"Protocol", "megatec"}});
    const KillOrder b = order_for("b", {{"Protocol", "megatec"}});
    REQUIRE(file.order("x", {b}));
    REQUIRE(file.order("g", {a}));
    CHECK(content(path) == kill_orders_text({a, b}));
    REQUIRE(file.order("g", {a, a}));
    CHECK(content(path) == kill_orders_text({a, a, b}));
    REQUIRE(file.drop("x"));
    CHECK(content(path) == kill_orders_text({a, a}));
    REQUIRE(file.drop("nobody"));
    REQUIRE(file.drop("g"));
    CHECK(std::filesystem::is_empty(folder.path));
}

TEST_CASE("kill-power file: a folder that is not there", "[daemon]") {
    KillPowerFile file("/nonexistent/killpower");
    const Result<void> ordered = file.order("a", {order_for("a", {})});
    REQUIRE_FALSE(ordered);
    CHECK(ordered.error().message == "/nonexistent/killpower.new: No such file or directory");
}
