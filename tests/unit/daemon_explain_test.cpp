// `upsmdd --check`: what a configuration means, in words, and what is probably not meant.
#include <catch2/catch.hpp>
#include <string>

#include "daemon/config_reader.h"
#include "daemon/explain.h"

using namespace upsmd;
using namespace upsmd::daemon;

namespace {

constexpr const char* kA = "[[ups]]\nname = \"a\"\nport = \"/dev/a\"\nprotocol = \"megatec\"\n";
constexpr const char* kB = "[[ups]]\nname = \"b\"\nport = \"/dev/b\"\n";

Config config_of(const std::string& text) {
    ConfigRead read = read_config(text);
    for (const ConfigProblem& problem : read.problems) FAIL(problem_text("text", problem));
    return std::move(read.config);
}

std::string warned(
    const std::string& text, bool (*has_port)(const std::string&) = [](const std::string&) { return true; }) {
    std::string all;
    for (const std::string& warning : warnings(config_of(text), has_port)) all += (all.empty() ? "" : "\n") + warning;
    return all;
}

// With everything that is warned of otherwise.
std::string with_policy(const std::string& ups, const std::string& policy) {
    return warned(ups + "[ups.policy]\nturn_off = true\n" + policy);
}

}  // namespace

TEST_CASE("explained: one UPS", "[daemon]") {
    CHECK(explain(config_of(std::string(kA) + "[ups.policy]\n")) ==
          "UPS a: /dev/a, protocol megatec\n"
          "    mains away: after 5 s users are told by wall, syslog, then every 120 s\n"
          "    on battery: nothing, until the battery is low\n"
          "    battery low: this computer shuts down\n"
          "    silent on battery for 60 s: as when the battery is low\n"
          "    at the end the UPS is left as it is\n");
    CHECK(explain(config_of(std::string(kB) +
                            "cable = \"940-0020B\"\nbattery_life = 9\n[ups.policy]\nnotify = []\n"
                            "shutdown_on_battery = true\nshutdown_on_battery_wait = 4\ntask = [\"/bin/a\", \"b c\"]\n"
                            "critical_action = \"hibernate\"\nturn_off = true\nshutdown_command = \"halt\"\n")) ==
          "UPS b: /dev/b, protocol simple, cable 940-0020B\n"
          "    mains away: nobody is told\n"
          "    on battery for 4 min: /bin/a \"b c\" is run (30 s at most are waited), then this computer hibernates, "
          "or shuts "
          "down where it cannot (by halt)\n"
          "    battery low: /bin/a \"b c\" is run (30 s at most are waited), then this computer hibernates, or shuts "
          "down where "
          "it cannot (by halt)\n"
          "    silent on battery for 60 s: as when the battery is low\n"
          "    at the end told to turn off, after 180 s or later, until the mains are back: b\n");
}

TEST_CASE("explained: a cable without a low-battery signal", "[daemon]") {
    const std::string text =
        explain(config_of(std::string(kB) + "cable = \"CP=RTS OL=-CTS\"\nbattery_life = 9\n[ups.policy]\n"));
    CHECK(text.find("b tells no low battery: it counts as low after 9 min on battery\n") != std::string::npos);
}

TEST_CASE("explained: a group, and a UPS that is only watched", "[daemon]") {
    const std::string text = std::string(kA) + kB +
                             "[[ups]]\nname = \"c\"\nport = \"/dev/c\"\n[[group]]\nname = \"g\"\nups = [\"a\", \"b\"]\n"
                             "[group.policy]\nturn_off = true\n";
    CHECK(explain(config_of(text)) ==
          "UPS a: /dev/a, protocol megatec\n"
          "    a member of the group g\n"
          "UPS b: /dev/b, protocol auto: it is looked for\n"
          "    a member of the group g\n"
          "UPS c: /dev/c, protocol auto: it is looked for\n"
          "    watched only: this computer does nothing about it\n"
          "Group g: a, b; 1 of 2 have to supply\n"
          "    mains away: after 5 s users are told by wall, syslog, then every 120 s\n"
          "    on battery: nothing, until the battery is low\n"
          "    fewer than 1 supply: this computer shuts down\n"
          "    silent on battery for 60 s: it does not count as supplying\n"
          "    at the end told to turn off, after 180 s or later, until the mains are back: a, b\n");
}

TEST_CASE("warned of", "[daemon]") {
    CHECK(with_policy(kA, "") == "");
    CHECK(warned(kA) == "no UPS has a policy: this computer does not shut down, whatever happens");
    CHECK(warned(std::string(kA) + "[ups.policy]\n")
              .starts_with("a: without turn_off a computer that has shut down stays off"));
    CHECK(with_policy(kA, "notify = []") == "a: nobody is told of an outage");
    CHECK(warned(std::string(kA) + "[ups.policy]\nturn_off = true\n", [](const std::string&) { return false; }) ==
          "a: there is no /dev/a now; it will be opened once it is there");
    CHECK(with_policy("[[ups]]\nname = \"u\"\nport = \"/dev/ttyUSB0\"\n", "")
              .starts_with("u: /dev/ttyUSB0 may be another device"));
    CHECK(
        warned(
            std::string(kA) + kB +
            "[[group]]\nname = \"g\"\nups = [\"a\", \"b\"]\nminimum_supplies = 2\n[group.policy]\nturn_off = true\n") ==
        "g: all of its 2 UPSes are needed: the first low battery shuts this computer down");
    CHECK(with_policy(std::string(kA) + "[ups.policy]\nturn_off = true\n" + kB, "") ==
          "each of the 2 policies shuts this computer down by itself; UPSes that feed it together belong into one "
          "[[group]]");
    CHECK(with_policy("[[ups]]\nname = \"n\"\nport = \"tcp://host:4001\"\nprotocol = \"megatec\"\n", "") ==
          "n: turn_off: the network is gone at the end of a shutdown, and this UPS with it");
    CHECK(with_policy("[[ups]]\nname = \"p\"\nport = \"/dev/p\"\nprotocol = \"voltronic-axpert\"\n", "") ==
          "p: turn_off: this UPS has no way to be turned off that is known");
    const std::string cable = "[[ups]]\nname = \"c\"\nport = \"/dev/c\"\ncable = \"940-0020B\"\n";
    CHECK(with_policy(cable, "").starts_with("c: turn_off: the UPS has to wait by itself, for turn_off_wait at least"));
    CHECK(with_policy(cable + "kill_line_delay = 20\n", "turn_off_wait = 20") == "");
    CHECK_FALSE(with_policy(cable + "kill_line_delay = 20\n", "turn_off_wait = 21") == "");
}

TEST_CASE("ports that are there", "[daemon]") {
    CHECK(port_is_there("/dev/null"));
    CHECK_FALSE(port_is_there("/dev/none/such"));
    CHECK(port_is_there("tcp://host:4001"));
}
