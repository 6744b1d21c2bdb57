// What UPSInit says when something is missing (CONTRACT §2), and that UPSStop after it, and a new UPSInit, work.
#include <catch2/catch.hpp>

#include "platform/ups_keys.h"
#include "tests/contract/bridge.h"
#include "tests/contract/rig.h"
#include "tests/contract/system.h"

using namespace upsmd::contract;

namespace {

void check_failure(Rig& rig, std::uint32_t result) {
    CHECK(rig.init() == result);
    CHECK(rig.driver().get_state() == kNoComm);
    rig.stop();  // what the service does at once
    CHECK(rig.driver().get_state() == kNoComm);
    CHECK(rig.wait(kNoComm, kInfinite).count() < 5);
}

}  // namespace

TEST_CASE("without its registry key: UPS_INITREGISTRYERROR", "[init]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    REQUIRE(rig.registry().remove_key(upsmd::kUpsKey));
    check_failure(rig, kRegistryError);
    CHECK(count_log("port opened") == 0);

    REQUIRE(rig.registry().set(upsmd::kUpsConfigKey, "Port", upsmd::RegValue::sz(port_name())));
    rig.init_online();
}

TEST_CASE("with a protocol that does not exist: UPS_INITREGISTRYERROR, and not a byte is sent", "[init]") {
    start_simulator("megatec --no-pace");
    Rig rig("no-such-protocol");
    check_failure(rig, kRegistryError);
    CHECK(count_log("port opened") == 0);

    rig.configure("Protocol", upsmd::RegValue::sz("megatec"));
    rig.init_online();
}

TEST_CASE("without its port: UPS_INITCOMMOPENERROR", "[init]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    REQUIRE(rig.registry().set(upsmd::kUpsConfigKey, "Port", upsmd::RegValue::sz(missing_port())));
    check_failure(rig, kCommOpenError);

    REQUIRE(rig.registry().set(upsmd::kUpsConfigKey, "Port", upsmd::RegValue::sz(port_name())));
    rig.init_online();
}

TEST_CASE("with a port that another program has open: UPS_INITCOMMOPENERROR", "[init]") {
    Rig rig;
    {
        const auto holder = occupy_port();
        check_failure(rig, kCommOpenError);
    }
    start_simulator("megatec --no-pace");
    rig.init_online();
}

TEST_CASE("with a port that refuses its settings: UPS_INITCOMMSETUPERROR", "[init]") {
    link_port("/dev/null");
    Rig rig;
    check_failure(rig, kCommSetupError);

    start_simulator("megatec --no-pace");
    rig.init_online();
}

TEST_CASE("with a silent UPS: UPS_INITOK, no communication, and recovery later", "[init]") {
    const std::string protocol = GENERATE("megatec", "apc-smart");
    CAPTURE(protocol);
    start_simulator(protocol + " --no-pace");
    Rig rig(protocol);
    simulate("silent on");
    CHECK(rig.init() == kInitOk);
    CHECK(rig.driver().get_state() == kNoComm);
    CHECK(rig.status_becomes("CommStatus", upsmd::RegValue::dword(2)));

    simulate("silent off");
    CHECK(rig.reaches(kOnline));
    CHECK(rig.status_becomes("CommStatus", upsmd::RegValue::dword(1)));
}
