// The simulated SHUT unit by itself, from the vendor's descriptions.
#include "tests/unit/sim_desk.h"

using namespace upsmd;
using namespace std::string_literals;
using upsmd::sim::Desk;

namespace {

constexpr std::string_view kAck = "\x06";

std::string get(char report) {
    std::string packet = "\x81\x88\xA1\x01"s + report + "\x03\x00\x00\x08\x00"s;
    char check = 0;
    for (std::size_t i = 2; i < packet.size(); ++i) check = static_cast<char>(check ^ packet[i]);
    return packet + check;
}

// A whole response, packet after packet.
std::string read(Desk& desk, std::string_view request) {
    std::string data;
    std::string part = desk.ask(request);
    if (part.substr(0, 1) != kAck) return "not taken";
    part.erase(0, 1);
    while (part.size() > 3) {
        data += part.substr(2, part.size() - 3);
        part = part[0] == '\x04' ? desk.ask(kAck) : "";
    }
    return data;
}

// Sets report `bytes[0]`; both packets have to be taken.
bool set(Desk& desk, const std::string& bytes) {
    std::string first = "\x01\x88\x21\x09"s + bytes[0] + "\x03\x00\x00"s + static_cast<char>(bytes.size()) + '\0';
    char check = 0;
    for (std::size_t i = 2; i < first.size(); ++i) check = static_cast<char>(check ^ first[i]);
    if (desk.ask(first + check, 500ms) != kAck) return false;
    check = 0;
    for (const char each : bytes) check = static_cast<char>(check ^ each);
    const auto length = static_cast<char>(bytes.size() << 4U | bytes.size());
    return desk.ask("\x81"s + length + bytes + check, 500ms) == kAck;
}

}  // namespace

TEST_CASE("simulated shut: in step, the samples of the description", "[sim][shut]") {
    Desk desk("mge-shut", {{"unit", "ellipse"}});
    CHECK(desk.ask("\x18") == "\x18");
    CHECK(desk.ask("\x16") == "\x16");
    CHECK(desk.ask(get(2)) == "\x06\x84\x33\x02\x21\x00\x23"s);
    desk.ask(kAck);
    desk.command("mains off");
    CHECK(desk.ask("\x18") == "\x85\x33\x02\x24\x00\x26\x18"s);  // it had been told to notify
    CHECK(desk.ask(get(2)) == "\x06\x84\x33\x02\x24\x00\x26"s);
    desk.command("battery 10");
    CHECK(desk.ask(get(2)) == "\x06\x84\x33\x02\x2C\x00\x2E"s);
    CHECK(desk.ask("\x15") == "\x84\x33\x02\x2C\x00\x2E"s);  // once more
}

TEST_CASE("simulated shut: damaged requests, unknown reports, the oldest units, lines the wrong way round",
          "[sim][shut]") {
    Desk desk("mge-shut", {{"unit", "ellipse"}, {"quiet", "off"}});
    CHECK(desk.ask("\x18") == "");
    CHECK(desk.ask("\x16") == "\x16");
    std::string damaged = get(2);
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    CHECK(desk.ask(damaged) == "\x15");
    CHECK(desk.ask(get(99)) == "\x15");
    Desk silent("mge-shut", {{"unknown", "silence"}});
    CHECK(silent.ask(get(99)) == "");
    silent.ups->on_outputs({.dtr = true, .rts = false, .brk = false}, silent.now);
    CHECK(silent.ask("\x16") == "");
    silent.ups->on_outputs({.dtr = false, .rts = true, .brk = false}, silent.now);
    CHECK(silent.ask("\x16") == "\x16");
}

TEST_CASE("simulated shut: descriptors in packets that are acknowledged one by one", "[sim][shut]") {
    const std::string unit = GENERATE(as<std::string>{}, "ellipse", "evolution", "extreme", "esprit");
    Desk desk("mge-shut", {{"unit", unit}});
    const std::string device = read(desk, "\x81\x88\x80\x06\x00\x01\x00\x00\x12\x00\x95"s);
    REQUIRE(device.size() == 18);
    CHECK(device.substr(8, 2) == "\x63\x04");
    const std::string hid = read(desk, "\x81\x88\x81\x06\x00\x21\x00\x00\x09\x00\xAF"s);
    REQUIRE(hid.size() == 9);
    CHECK(hid[7] == hid[8]);
    std::string request = "\x81\x88\x81\x06\x00\x22\x00\x00"s + hid[7] + hid[8];
    char check = 0;
    for (std::size_t i = 2; i < request.size(); ++i) check = static_cast<char>(check ^ request[i]);
    const std::string descriptor = read(desk, request + check);
    CHECK(descriptor.size() == static_cast<std::size_t>(hid[7]) * 257);
    CHECK(descriptor.substr(0, 6) == "\x05\x84\x09\x04\xA1\x01");
}

TEST_CASE("simulated shut: off after the delay, back with the mains", "[sim][shut]") {
    Desk desk("mge-shut", {{"unit", "ellipse"}});
    desk.command("mains off");
    REQUIRE(set(desk, "\x11\x03\x00\x00"s));
    REQUIRE(set(desk, "\x0F\x14\x00\x00"s));
    CHECK(read(desk, get(15)).substr(0, 1) == "\x0F");
    desk.after(5s);
    CHECK(desk.ups->output_on());
    desk.after(20s);
    CHECK_FALSE(desk.ups->output_on());
    desk.command("mains on");
    desk.after(60s);
    CHECK(desk.ups->output_on());
}

TEST_CASE("simulated shut: cancelled, stays off, test, beeper", "[sim][shut]") {
    Desk desk("mge-shut", {{"unit", "evolution"}});
    REQUIRE(set(desk, "\x28\x0A\x00\x00"s));
    REQUIRE(set(desk, "\x28\xFF\xFF\xFF"s));
    desk.after(60s);
    CHECK(desk.ups->output_on());
    CHECK(read(desk, get(18)) == "\x12\x06");
    REQUIRE(set(desk, "\x12\x01"s));
    CHECK(read(desk, get(18)) == "\x12\x05");
    desk.after(20s);
    CHECK(read(desk, get(18)) == "\x12\x01");
    REQUIRE(set(desk, "\x0A\x01"s));
    CHECK(read(desk, get(10)) == "\x0A\x01");
    REQUIRE(set(desk, "\x28\x05\x00\x00"s));
    desk.after(60s);
    CHECK_FALSE(desk.ups->output_on());
    REQUIRE(set(desk, "\x29\x00\x00\x00"s));
    CHECK(desk.ups->output_on());
    CHECK(desk.executed().find("DANGER") == std::string::npos);
}
