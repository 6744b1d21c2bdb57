// UPSTurnOff (CONTRACT §2): the right bytes, before it returns, never too early, refused where it must be.
#include <catch2/catch.hpp>
#include <regex>

#include "tests/contract/bridge.h"
#include "tests/contract/rig.h"

using namespace upsmd::contract;
using upsmd::RegValue;

namespace {

// Until the UPS has been asked again after what is past: everything sent before has arrived then.
void await_next_poll() {
    mark_log();
    await_log("rx ", 10);
}

// The unit's grace time is one of the first things asked for, but not yet known when UPSInit returns.
void await_grace_time() {
    await_log("rx 70", 10);
    await_next_poll();
}

// "… output off in 180 s, …" -> 180
double turn_off_delay(const std::string& line) {
    std::smatch match;
    if (!std::regex_search(line, match, std::regex("output off in ([0-9.]+) s"))) FAIL("no delay in " << line);
    return std::stod(match[1]);
}

}  // namespace

TEST_CASE("megatec: cancels, then orders the turn-off, before UPSTurnOff returns", "[turn-off]") {
    start_simulator("megatec --no-pace");
    Rig rig("megatec");
    rig.init_online();
    mark_log();
    rig.turn_off(180);
    rig.stop();  // the service may unload us right now
    await_log("exec S03R0003: output off in 180 s, return with mains");
    const Lines log = read_log();
    const auto place_of = [&](const std::string& regex) {
        for (std::size_t i = 0; i < log.size(); ++i)
            if (std::regex_search(log[i], std::regex(regex))) return static_cast<int>(i);
        return -1;
    };
    CHECK(place_of("rx 43 0D") >= 0);
    CHECK(place_of("rx 43 0D") < place_of("rx 53 30 33 52 30 30 30 33 0D"));
    CHECK(count_log("rx 53") == 1);
}

TEST_CASE("megatec: never before the time asked for", "[turn-off]") {
    start_simulator("megatec --no-pace");
    Rig rig("megatec");
    rig.init_online();
    for (const std::uint32_t seconds : {0U, 1U, 12U, 13U, 54U, 55U, 60U, 61U, 120U, 121U, 599U, 600U}) {
        CAPTURE(seconds);
        mark_log();
        rig.turn_off(seconds);
        const double delay = turn_off_delay(await_log("exec S.*output off in"));
        CHECK(delay >= seconds);
        CHECK(delay >= 12);             // ".0" and ".1" are at once on some units
        CHECK(delay < seconds + 60.0);  // rounded up to what the protocol can say
        await_log("rx 51");             // the next may be asked for once this one is through
    }
}

TEST_CASE("megatec: refused where the protocol cannot wait that long", "[turn-off]") {
    start_simulator("megatec --no-pace");
    Rig rig("megatec");
    rig.init_online();
    mark_log();
    for (const std::uint32_t seconds : {3600U, 100000U, 0x7FFFFFFFU, 0xFFFFFFFFU}) rig.turn_off(seconds);
    await_next_poll();
    rig.stop();
    CHECK(count_log("exec") == 0);
    CHECK(count_log("rx 53") == 0);
}

TEST_CASE("megatec: a UPS that is silent is still told", "[turn-off]") {
    start_simulator("megatec --no-pace");
    Rig rig("megatec");
    rig.init_online();
    simulate("silent on");
    mark_log();
    rig.turn_off(180);
    await_log("exec S03R0003: output off in 180 s");
}

TEST_CASE("megatec at 2400 baud: within 3 s", "[turn-off]") {
    start_simulator("megatec");
    Rig rig("megatec");
    rig.init_online();
    mark_log();
    rig.turn_off(180);
    await_log("exec S03R0003: output off in 180 s");
}

TEST_CASE("apc-smart: refused while its grace time is shorter than what is asked for", "[turn-off]") {
    start_simulator("apc-smart --no-pace");
    Rig rig("apc-smart");
    rig.init_online();
    await_grace_time();
    const bool on_battery = GENERATE(false, true);
    if (on_battery) {
        simulate("mains off");
        REQUIRE(rig.reaches(kOnBattery));
    }
    mark_log();
    rig.turn_off(180);  // the unit's grace time is 20 s
    rig.turn_off(21);
    await_log("rx 51", 10);
    rig.stop();
    CHECK(count_log("exec") == 0);
    CHECK(count_log("rx 53") == 0);
    CHECK(count_log("rx 40") == 0);
    CHECK(count_log("rx 4B") == 0);
}

TEST_CASE("apc-smart: ordered while its grace time is long enough", "[turn-off]") {
    const std::uint32_t seconds = GENERATE(0U, 20U);
    const bool on_battery = GENERATE(false, true);
    CAPTURE(seconds, on_battery);
    start_simulator("apc-smart --no-pace");
    Rig rig("apc-smart");
    rig.init_online();
    await_grace_time();
    if (on_battery) {
        simulate("mains off");
        REQUIRE(rig.reaches(kOnBattery));
    }
    mark_log();
    rig.turn_off(seconds);
    rig.stop();
    const std::string line = await_log("exec .*output off in");
    CHECK(turn_off_delay(line) >= seconds);
    CHECK(line.find("stay off") == std::string::npos);
}

TEST_CASE("apc-smart: a grace time of 180 s does for the default delay", "[turn-off]") {
    start_simulator("apc-smart --no-pace");
    simulate("reply p 180\\r\\n");
    Rig rig("apc-smart");
    rig.init_online();
    await_grace_time();
    simulate("mains off");
    REQUIRE(rig.reaches(kOnBattery));
    mark_log();
    rig.turn_off(180);
    await_log("exec (S|@000): output off");
}

TEST_CASE("simple: refused, because the UPS would cut the power at once", "[turn-off]") {
    if (!has_modem_lines()) return;
    start_simulator("simple --no-pace --option hold=100");
    Rig rig("simple");
    rig.init_online();
    simulate("mains off");
    REQUIRE(rig.reaches(kOnBattery));
    mark_log();
    rig.turn_off(180);
    rig.turn_off(0);
    simulate("mains on");
    REQUIRE(rig.reaches(kOnline));
    CHECK(count_log("kill level") == 0);
    CHECK(count_log("DTR=1") == 0);
    CHECK(count_log("output off") == 0);
}

namespace {

// A unit that, once told, waits 240 s by itself; on battery.
void start_delaying_unit(Rig& rig) {
    rig.configure("KillLineDelay", RegValue::dword(240));
    rig.init_online();
    simulate("mains off");
    REQUIRE(rig.reaches(kOnBattery));
    mark_log();
}

}  // namespace

TEST_CASE("simple: ordered where the administrator says that the unit waits by itself", "[turn-off]") {
    if (!has_modem_lines()) return;
    start_simulator("simple --no-pace --option hold=1000 --option turn-off-delay=240");
    Rig rig("simple");
    start_delaying_unit(rig);
    rig.turn_off(240);
    await_log("kill level begins");
    CHECK(turn_off_delay(await_log("exec kill line: output off in")) >= 240);
}

TEST_CASE("simple: refused beyond the time that the unit waits by itself", "[turn-off]") {
    if (!has_modem_lines()) return;
    start_simulator("simple --no-pace --option hold=100 --option turn-off-delay=240");
    Rig rig("simple");
    start_delaying_unit(rig);
    rig.turn_off(241);
    simulate("mains on");
    REQUIRE(rig.reaches(kOnline));
    CHECK(count_log("kill level") == 0);
}
