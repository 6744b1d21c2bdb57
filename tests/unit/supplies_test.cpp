// Several UPSes that feed one computer.
#include <catch2/catch.hpp>
#include <string>

#include "core/supplies.h"

using namespace upsmd;

namespace {

constexpr State kOnline = State::online;
constexpr State kBattery = State::on_battery;
constexpr State kLow = State::low_battery;
constexpr State kLost = State::no_comm;

struct Rig {
    Rig(std::size_t members, std::size_t minimum) : supplies(members, minimum, 60s) {
        for (std::size_t i = 0; i < members; ++i) supplies.on_state(i, kOnline, Time{});
    }
    std::string after(Duration time, std::size_t member, State state) {
        now += time;
        supplies.on_state(member, state, now);
        return said();
    }
    std::string later(Duration time) {
        now += time;
        return said();
    }
    std::string said() const { return std::string(state_name(supplies.state(now))); }

    Supplies supplies;
    Time now{};
};

}  // namespace

TEST_CASE("supplies: one of two is enough", "[supplies]") {
    Rig rig(2, 1);
    CHECK(rig.said() == "ONLINE");
    CHECK(rig.after(1s, 0, kBattery) == "ONLINE");
    CHECK(rig.after(1s, 0, kLow) == "ONLINE");
    CHECK(rig.supplies.supplying(rig.now) == 1);
    CHECK(rig.after(1s, 1, kBattery) == "ONBATTERY");
    CHECK(rig.after(1s, 0, kOnline) == "ONLINE");
    CHECK(rig.after(1s, 1, kLow) == "ONLINE");
    CHECK(rig.after(1s, 0, kBattery) == "ONBATTERY");
    CHECK(rig.supplies.deadline(rig.now) == kNever);
    CHECK(rig.after(1s, 0, kLow) == "LOWBATTERY");
    CHECK(rig.after(1s, 1, kOnline) == "ONLINE");
}

TEST_CASE("supplies: both are needed", "[supplies]") {
    Rig rig(2, 2);
    CHECK(rig.after(1s, 0, kBattery) == "ONBATTERY");
    CHECK(rig.after(1s, 1, kBattery) == "ONBATTERY");
    CHECK(rig.after(1s, 0, kLow) == "LOWBATTERY");
    CHECK(rig.after(1s, 0, kOnline) == "ONBATTERY");
    CHECK(rig.after(1s, 1, kOnline) == "ONLINE");
}

TEST_CASE("supplies: two of three", "[supplies]") {
    Rig rig(3, 2);
    CHECK(rig.after(1s, 0, kLow) == "ONLINE");
    CHECK(rig.after(1s, 1, kBattery) == "ONBATTERY");
    CHECK(rig.after(1s, 1, kLow) == "LOWBATTERY");
}

TEST_CASE("supplies: a silent member is what it was while the mains are there", "[supplies]") {
    Rig rig(2, 2);
    CHECK(rig.after(1s, 0, kLost) == "ONLINE");
    CHECK(rig.later(24h) == "ONLINE");
    CHECK(rig.supplies.deadline(rig.now) == kNever);
    CHECK(rig.after(1s, 1, kLost) == "NOCOMM");
    CHECK(rig.later(24h) == "NOCOMM");
    CHECK(rig.after(1s, 0, kOnline) == "ONLINE");
}

TEST_CASE("supplies: members that were never heard keep the computer up", "[supplies]") {
    Supplies supplies(2, 2, 60s);
    CHECK(supplies.state(Time{}) == kLost);
    CHECK(supplies.state(Time{100h}) == kLost);
    supplies.on_state(0, kOnline, Time{101h});
    CHECK(supplies.state(Time{200h}) == kOnline);
}

TEST_CASE("supplies: one that is lost on battery", "[supplies]") {
    Rig rig(2, 1);
    rig.after(1s, 0, kBattery);
    CHECK(rig.after(1s, 1, kBattery) == "ONBATTERY");
    CHECK(rig.after(1s, 0, kLost) == "ONBATTERY");
    CHECK(rig.supplies.deadline(rig.now) == rig.now + 60s);
    SECTION("supplies for a while") {
        CHECK(rig.later(59s) == "ONBATTERY");
        CHECK(rig.supplies.supplying(rig.now) == 2);
        CHECK(rig.later(1s) == "ONBATTERY");
        CHECK(rig.supplies.supplying(rig.now) == 1);
        CHECK(rig.supplies.deadline(rig.now) == kNever);
        CHECK(rig.after(1s, 1, kLow) == "LOWBATTERY");
        CHECK(rig.after(1s, 0, kBattery) == "ONBATTERY");
    }
    SECTION("the last one too: no NOCOMM, which would end in nothing") {
        CHECK(rig.after(10s, 1, kLost) == "ONBATTERY");
        CHECK(rig.supplies.deadline(rig.now) == rig.now + 50s);
        CHECK(rig.later(50s) == "ONBATTERY");
        CHECK(rig.supplies.deadline(rig.now) == rig.now + 10s);
        CHECK(rig.later(10s) == "LOWBATTERY");
    }
    SECTION("at once where the battery was low") {
        rig.after(1s, 0, kLow);
        rig.after(0s, 0, kLost);
        CHECK(rig.supplies.supplying(rig.now) == 1);
    }
}

TEST_CASE("supplies: an outage that one member reports casts doubt on a silent one", "[supplies]") {
    Rig rig(2, 1);
    CHECK(rig.after(1s, 0, kLost) == "ONLINE");
    CHECK(rig.later(10min) == "ONLINE");
    CHECK(rig.after(1s, 1, kBattery) == "ONBATTERY");
    CHECK(rig.supplies.deadline(rig.now) == rig.now + 60s);
    SECTION("it is not counted on for long") {
        CHECK(rig.later(61s) == "ONBATTERY");
        CHECK(rig.after(1s, 1, kLow) == "LOWBATTERY");
    }
    SECTION("the mains are back: as before") {
        CHECK(rig.after(1s, 1, kOnline) == "ONLINE");
        CHECK(rig.supplies.deadline(rig.now) == kNever);
        CHECK(rig.supplies.supplying(rig.now) == 2);
    }
    SECTION("it speaks again: what it says counts") {
        CHECK(rig.after(100s, 0, kOnline) == "ONLINE");
        CHECK(rig.supplies.supplying(rig.now) == 2);
    }
}

TEST_CASE("supplies: another wait holds at once", "[supplies]") {
    Rig rig(1, 1);
    rig.after(1s, 0, kBattery);
    CHECK(rig.after(1s, 0, kLost) == "ONBATTERY");
    rig.supplies.set_lost_wait(5s);
    CHECK(rig.later(4s) == "ONBATTERY");
    CHECK(rig.later(1s) == "LOWBATTERY");
}

TEST_CASE("supplies: forgotten is forgotten", "[supplies]") {
    Rig rig(2, 1);
    rig.after(1s, 0, kLow);
    CHECK(rig.after(1s, 1, kLow) == "LOWBATTERY");
    rig.supplies.forget();
    CHECK(rig.said() == "NOCOMM");
    CHECK(rig.supplies.deadline(rig.now) == kNever);
    CHECK(rig.after(1s, 1, kBattery) == "ONBATTERY");
}
