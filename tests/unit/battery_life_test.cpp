// The battery of a UPS that cannot say how it is, by the clock.
#include <catch2/catch.hpp>

#include "core/battery_life.h"

using namespace upsmd;

namespace {
Time at(Duration time) { return Time{time}; }
}  // namespace

TEST_CASE("battery life: empty after its minutes on battery", "[battery_life]") {
    BatteryLife battery(2min, 10min);
    CHECK(battery.on_state(State::online, at(0s)) == State::online);
    CHECK(battery.deadline() == kNever);
    CHECK(battery.on_state(State::on_battery, at(1h)) == State::on_battery);
    CHECK(battery.deadline() == at(1h + 2min));
    CHECK(battery.on_state(State::on_battery, at(1h + 119s)) == State::on_battery);
    CHECK(battery.on_state(State::on_battery, at(1h + 2min)) == State::low_battery);
    CHECK(battery.deadline() == kNever);
    CHECK(battery.on_state(State::online, at(1h + 3min)) == State::online);
}

TEST_CASE("battery life: what was used comes back slowly", "[battery_life]") {
    BatteryLife battery(2min, 10min);
    battery.on_state(State::on_battery, at(0s));
    battery.on_state(State::online, at(60s));
    battery.on_state(State::on_battery, at(60s + 300s));  // 300 s of mains: 30 s of battery
    CHECK(battery.deadline() == at(360s + 90s));
}

TEST_CASE("battery life: it drains while nobody can ask", "[battery_life]") {
    BatteryLife battery(2min, 10min);
    battery.on_state(State::on_battery, at(0s));
    CHECK(battery.on_state(State::no_comm, at(30s)) == State::no_comm);
    CHECK(battery.deadline() == kNever);
    CHECK(battery.on_state(State::on_battery, at(150s)) == State::low_battery);
    // A UPS that was never on battery does not drain either.
    BatteryLife other(2min, 10min);
    other.on_state(State::online, at(0s));
    other.on_state(State::no_comm, at(1s));
    CHECK(other.on_state(State::on_battery, at(1h)) == State::on_battery);
}
