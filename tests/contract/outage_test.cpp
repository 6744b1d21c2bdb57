// A whole outage through the six functions, and a port that comes back (CONTRACT §2, §5).
#include <catch2/catch.hpp>

#include "tests/contract/bridge.h"
#include "tests/contract/rig.h"

using namespace upsmd::contract;

TEST_CASE("an outage, to low battery and back", "[outage]") {
    const std::string protocol = GENERATE("megatec", "apc-smart", "simple");
    CAPTURE(protocol);
    if (protocol == "simple" && !has_modem_lines()) return;
    start_simulator(protocol + " --no-pace");
    Rig rig(protocol);
    rig.init_online();
    simulate("mains off");
    CHECK(rig.reaches(kOnBattery));
    simulate("battery-low on");
    CHECK(rig.reaches(kLowBattery));
    simulate("battery-low off");
    CHECK(rig.reaches(kOnBattery));
    simulate("mains on");
    CHECK(rig.reaches(kOnline));
}

TEST_CASE("a UPS that falls silent is lost and found", "[outage]") {
    const std::string protocol = GENERATE("megatec", "apc-smart");
    CAPTURE(protocol);
    start_simulator(protocol + " --no-pace");
    Rig rig(protocol);
    rig.init_online();
    simulate("silent on");
    CHECK(rig.reaches(kNoComm));
    simulate("mains off");
    simulate("silent off");
    CHECK(rig.reaches(kOnBattery));
}

TEST_CASE("a port that is pulled out and plugged in again", "[outage]") {
    const std::string protocol = GENERATE("megatec", "apc-smart", "simple");
    CAPTURE(protocol);
    if (protocol == "simple" && !has_modem_lines()) return;
    start_simulator(protocol + " --no-pace");
    Rig rig(protocol);
    rig.init_online();
    for (int i = 0; i < 3; ++i) {
        simulate("hangup");
        CHECK(rig.reaches(kNoComm));
        simulate("replug");
        CHECK(rig.reaches(kOnline));
    }
}
