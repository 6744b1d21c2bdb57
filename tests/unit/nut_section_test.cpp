// ups.conf, and what a section means (nut/ups_conf.h, nut/driver_section.h).
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <string>

#include "nut/driver_section.h"
#include "nut/ups_conf.h"

using namespace upsmd;
using namespace upsmd::nut;

namespace {

// A file that goes with the object.
struct TemporaryFile {
    explicit TemporaryFile(const std::string& text)
        : path(std::filesystem::temp_directory_path() / "upsmd-nut-section-test.conf") {
        std::ofstream(path, std::ios::binary) << text;
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::filesystem::path path;
};

UpsConf conf_of(const std::string& text) {
    const TemporaryFile file(text);
    auto conf = read_ups_conf(file.path.string());
    REQUIRE(conf);
    conf->path = "ups.conf";
    return *conf;
}

Section section_of(const std::string& lines) {
    UpsConf conf = conf_of("[u]\nport = /dev/ttyS0\n" + lines);
    REQUIRE(conf.sections.size() == 1);
    return conf.sections[0];
}

std::string error_of(const std::string& lines) {
    const auto read = read_driver_section(section_of(lines), "ups.conf");
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::invalid_argument);
    return read.error().message;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("ups.conf is sections of assignments and flags", "[nut]") {
    const UpsConf conf = conf_of("maxretry = 3\nstatepath=/run/x\n\n[one] # the first\ndriver = upsmd-nut\nport=\"/dev/a b\"\n"
                                 "allow_killpower\n[two]\nport = a\nport = b\n");
    CHECK(conf.global.find("statepath") == "/run/x");
    REQUIRE(conf.sections.size() == 2);
    const Section* const one = conf.find("one");
    REQUIRE(one != nullptr);
    CHECK(one->line == 4);
    CHECK(one->find("port") == "/dev/a b");
    CHECK_FALSE(one->find("allow_killpower"));
    REQUIRE(one->assignments.size() == 3);
    CHECK(one->assignments[2].line == 7);
    CHECK(conf.find("two")->find("port") == "b");
    CHECK(conf.find("three") == nullptr);
}

TEST_CASE("faults of ups.conf stay with their section", "[nut]") {
    const UpsConf conf = conf_of("[a]\nport = x y\nport =\n= 3\ndesc = \"a # b\"\n[b]\nport = z\n");
    REQUIRE(conf.sections.size() == 2);
    CHECK(conf.sections[0].faults.size() == 4);
    CHECK(contains(conf.sections[0].faults[0], ":2: port: more than one value: it needs quotes"));
    CHECK(contains(conf.sections[0].faults[3], ":5: a # within quotes needs a backslash"));
    CHECK(conf.sections[1].faults.empty());
    CHECK_FALSE(read_driver_section(conf.sections[0], "ups.conf"));
    CHECK(read_driver_section(conf.sections[1], "ups.conf"));
}

TEST_CASE("a file that cannot be read is an error with its name", "[nut]") {
    const auto missing = read_ups_conf("/nonexistent/ups.conf");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == ErrorCode::not_found);
    CHECK(contains(missing.error().message, "/nonexistent/ups.conf"));
}

TEST_CASE("a section says how a UPS is spoken to", "[nut]") {
    const auto plain = read_driver_section(section_of("desc = \"cellar\"\nsdorder = 1\n"), "ups.conf");
    REQUIRE(plain);
    CHECK(plain->choice.protocol->name == "auto");
    CHECK(plain->port == "/dev/ttyS0");
    CHECK_FALSE(plain->served.off_delay);
    CHECK(plain->served.parameters.at("desc") == "cellar");

    const auto full = read_driver_section(
        section_of("protocol = megatec\nlow_battery_charge = 30\npollinterval = 0.5\noffdelay = 0\nbaud = 9600\n"
                   "allow_killpower\noverride.battery.packs = 3\ndefault.ups.mfr = ACME\n"),
        "ups.conf");
    REQUIRE(full);
    CHECK(full->choice.protocol->name == "megatec");
    CHECK(full->choice.protocol->line.baud == 9600);
    CHECK(full->choice.settings.low_battery_charge == 30.0);
    CHECK(full->choice.settings.poll_interval == 500ms);
    CHECK(full->served.off_delay == 0s);
    CHECK(full->served.allow_killpower);
    CHECK(full->served.overrides.at("battery.packs") == "3");
    CHECK(full->served.defaults.at("ups.mfr") == "ACME");
    CHECK(full->served.parameters.at("pollinterval") == "0.5");
    const auto other_case =
        read_driver_section(section_of("Poll_Interval = 2\noverride.INPUT.l1-n.Voltage = 230\n"), "ups.conf");
    REQUIRE(other_case);
    CHECK(other_case->choice.settings.poll_interval == 2s);
    CHECK(other_case->served.overrides.contains("input.L1-N.voltage"));
    CHECK_FALSE(full->served.parameters.contains("driver"));
}

TEST_CASE("later assignments win, as those of the command line do", "[nut]") {
    Section section = section_of("protocol = megatec\n");
    section.assignments.push_back({"protocol", "voltronic", 0});
    const auto read = read_driver_section(section, "ups.conf");
    REQUIRE(read);
    CHECK(read->choice.protocol->name == "voltronic");
    section.assignments.push_back({"protokoll", "x", 0});
    const auto wrong = read_driver_section(section, "ups.conf");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().message == "-x: protokoll: is not known to this driver");
}

TEST_CASE("what is wrong with a section is told with its line, all at once", "[nut]") {
    const std::string text = error_of("protocol = megatec\npollinterval = 61\noffdelay = -1\nbatterypack = 3\nignorelb\nnolock\n"
                                      "baud = 1\nallow_killpower = yes\n");
    CHECK(contains(text, "ups.conf:4: pollinterval: \"61\" has to be 0.1 to 60 s\n"));
    CHECK(contains(text, "ups.conf:5: offdelay: \"-1\" has to be 0 to 86400 s\n"));
    CHECK(contains(text, "ups.conf:6: batterypack: is not known to this driver\n"));
    CHECK(contains(text, "ups.conf:7: ignorelb:"));
    CHECK(contains(text, "ups.conf:8: nolock:"));
    CHECK(contains(text, "ups.conf:9: Baud: \"1\" has to be 300..115200"));
    CHECK(contains(text, "ups.conf:10: allow_killpower: has to be 0 or 1"));
    CHECK(contains(error_of("protocol = megatek\n"), "ups.conf:1: [u]: Protocol: \"megatek\" is not known"));
    CHECK(contains(error_of("protocol = simple\n"), "Protocol: simple needs Cable"));
    CHECK(contains(error_of("driver = blazer_ser\n"), "ups.conf:3: driver: is blazer_ser, and this is upsmd-nut"));
    CHECK(contains(error_of("override.ups.status = OL\n"), "ups.conf:3: override.ups.status: what the UPS says"));
    for (const char* wrong : {"override. = 1", "\"default.a b\" = 1", "default.driver.name = x", "override.DRIVER.version = 1", "user = root", "group = nut", "override.UPS.Status = OL",
                              "PollInterval = 500", "poll_interval = 61", "pollinterval = x", "pollinterval = 1s", "offdelay = 1.5", "offdelay = 86401", "offdelay ="})
        CHECK_FALSE(read_driver_section(section_of(wrong), "ups.conf"));
    Section no_port = section_of("");
    no_port.assignments.clear();
    const auto read = read_driver_section(no_port, "ups.conf");
    REQUIRE_FALSE(read);
    CHECK(read.error().message == "ups.conf:1: [u]: no port");
}
