#include <catch2/catch.hpp>

#include "core/state_rules.h"

using namespace upsmd;

namespace {

constexpr Time at(Duration since_start) { return Time{since_start}; }

StatusSample sample(std::initializer_list<StatusFlag> flags) { return {StatusFlags(flags), {}, {}, {}}; }

const StatusSample kOnline = sample({StatusFlag::ol});
const StatusSample kBattery = sample({StatusFlag::ob});
const StatusSample kLow = sample({StatusFlag::ob, StatusFlag::lb});

}  // namespace

TEST_CASE("rules: nothing is known before the first sample", "[rules]") {
    const StateRules rules({});
    CHECK(rules.state() == State::no_comm);
    CHECK(rules.deadline() == kNever);
}

TEST_CASE("rules: the first sample decides at once, but low battery still needs its second sign", "[rules]") {
    StateRules online({});
    online.on_sample(kOnline, at(0s));
    CHECK(online.state() == State::online);

    StateRules low({});
    low.on_sample(kLow, at(0s));
    CHECK(low.state() == State::on_battery);
    low.on_sample(kLow, at(1s));
    CHECK(low.state() == State::low_battery);
}

TEST_CASE("rules: a power failure counts at its first sign", "[rules]") {
    StateRules rules({});
    rules.on_sample(kOnline, at(0s));
    rules.on_sample(kBattery, at(1s), true);
    CHECK(rules.state() == State::on_battery);
}

TEST_CASE("rules: one low sign alone never means low battery", "[rules]") {
    StateRules rules({});
    rules.on_sample(kOnline, at(0s));
    rules.on_sample(kLow, at(1s));
    CHECK(rules.state() == State::on_battery);
    rules.on_sample(kBattery, at(2s));
    rules.on_sample(kLow, at(3s));
    CHECK(rules.state() == State::on_battery);
    rules.on_sample(kLow, at(4s));
    CHECK(rules.state() == State::low_battery);
}

TEST_CASE("rules: an alert is a first sign, never a second", "[rules]") {
    StateRules rules({});
    rules.on_sample(kBattery, at(0s));
    rules.on_sample(kLow, at(1s), true);
    rules.on_sample(kLow, at(2s), true);
    CHECK(rules.state() == State::on_battery);
    rules.on_sample(kLow, at(3s));
    CHECK(rules.state() == State::low_battery);
}

TEST_CASE("rules: back on line only after one more poll", "[rules]") {
    StateRules rules({});
    rules.on_sample(kLow, at(0s));
    rules.on_sample(kLow, at(1s));
    rules.on_sample(kOnline, at(2s));
    CHECK(rules.state() == State::low_battery);
    rules.on_sample(kLow, at(3s));
    rules.on_sample(kOnline, at(4s));
    CHECK(rules.state() == State::low_battery);
    rules.on_sample(kOnline, at(5s));
    CHECK(rules.state() == State::online);
}

TEST_CASE("rules: a low battery while charging is on line", "[rules]") {
    StateRules rules({});
    const StatusSample charging = sample({StatusFlag::ol, StatusFlag::lb});
    for (int poll = 0; poll < 5; ++poll) rules.on_sample(charging, at(poll * 1s));
    CHECK(rules.state() == State::online);
}

TEST_CASE("rules: no low battery during a test or calibration while the mains are there", "[rules]") {
    const StatusFlag during = GENERATE(StatusFlag::cal, StatusFlag::test);
    StateRules rules({});
    StatusSample testing = sample({StatusFlag::ob, StatusFlag::lb, during});
    testing.mains_voltage = true;
    for (int poll = 0; poll < 5; ++poll) rules.on_sample(testing, at(poll * 1s));
    CHECK(rules.state() == State::on_battery);
    testing.mains_voltage = false;
    rules.on_sample(testing, at(6s));
    rules.on_sample(testing, at(7s));
    CHECK(rules.state() == State::low_battery);
}

TEST_CASE("rules: flags that say nothing about the input change nothing", "[rules]") {
    StateRules rules({});
    rules.on_sample(kBattery, at(0s));
    rules.on_sample(sample({StatusFlag::off}), at(1s));
    rules.on_sample(sample({StatusFlag::over, StatusFlag::rb, StatusFlag::bypass}), at(2s));
    CHECK(rules.state() == State::on_battery);
}

TEST_CASE("rules: OL and OB together is on battery", "[rules]") {
    StateRules rules({});
    rules.on_sample(sample({StatusFlag::ol, StatusFlag::ob}), at(0s));
    CHECK(rules.state() == State::on_battery);
}

TEST_CASE("rules: thresholds need three polls on battery and a confirmation", "[rules]") {
    StateRules rules({Duration{0}, 30.0, 120.0});
    StatusSample weak = kBattery;
    const bool by_charge = GENERATE(true, false);
    if (by_charge)
        weak.charge = 29.9;
    else
        weak.runtime = 119.0;
    rules.on_sample(weak, at(1s));
    rules.on_sample(weak, at(2s));
    StatusSample strong = kBattery;
    strong.charge = 80.0;
    strong.runtime = 900.0;
    rules.on_sample(strong, at(3s));  // the value jumped back
    rules.on_sample(weak, at(4s));
    rules.on_sample(weak, at(5s));
    rules.on_sample(weak, at(6s));
    CHECK(rules.state() == State::on_battery);
    rules.on_sample(weak, at(7s));
    CHECK(rules.state() == State::low_battery);
}

TEST_CASE("rules: a value that was said once is not counted with every poll", "[rules]") {
    StateRules rules({Duration{0}, 30.0, {}});
    StatusSample weak = kBattery;
    weak.charge = 5.0;
    rules.on_sample(weak, at(1s));
    for (int poll = 2; poll < 60; ++poll) rules.on_sample(kBattery, at(poll * 1s));
    CHECK(rules.state() == State::on_battery);
    rules.on_sample(weak, at(60s));
    rules.on_sample(kBattery, at(61s));
    rules.on_sample(weak, at(62s));
    rules.on_sample(kBattery, at(63s));
    CHECK(rules.state() == State::low_battery);
}

TEST_CASE("rules: a line that went unseen before it was steady changes nothing", "[rules]") {
    StateRules rules({100ms, {}, {}});
    rules.on_sample(kOnline, at(0s));
    rules.on_sample(kLow, at(1s));
    rules.forget_pending();
    CHECK(rules.deadline() == kNever);
    rules.on_time(at(9s));
    CHECK(rules.state() == State::on_battery);
}

TEST_CASE("rules: thresholds mean nothing on line", "[rules]") {
    StateRules rules({Duration{0}, 30.0, {}});
    StatusSample charging = kOnline;
    charging.charge = 1.0;
    for (int poll = 0; poll < 9; ++poll) rules.on_sample(charging, at(poll * 1s));
    CHECK(rules.state() == State::online);
}

TEST_CASE("rules: lines are believed after 100 ms", "[rules]") {
    StateRules rules({100ms, {}, {}});
    rules.on_sample(kOnline, at(0s));
    rules.on_sample(kLow, at(1s));
    CHECK(rules.state() == State::on_battery);
    CHECK(rules.deadline() == at(1100ms));
    rules.on_time(at(1099ms));
    CHECK(rules.state() == State::on_battery);
    rules.on_sample(kLow, at(1050ms));  // another line's edge does not restart the clock
    CHECK(rules.deadline() == at(1100ms));
    rules.on_time(at(1100ms));
    CHECK(rules.state() == State::low_battery);
    CHECK(rules.deadline() == kNever);
}

TEST_CASE("rules: a line that bounces back in time changes nothing", "[rules]") {
    StateRules rules({100ms, {}, {}});
    rules.on_sample(kBattery, at(0s));
    rules.on_sample(kOnline, at(1s));
    rules.on_sample(kBattery, at(1099ms));
    rules.on_time(at(5s));
    CHECK(rules.state() == State::on_battery);
}

TEST_CASE("rules: after a loss the next sample decides as at first contact", "[rules]") {
    StateRules rules({});
    rules.on_sample(kLow, at(0s));
    rules.on_sample(kLow, at(1s));
    rules.on_comm_lost();
    CHECK(rules.state() == State::no_comm);
    rules.on_sample(kOnline, at(9s));
    CHECK(rules.state() == State::online);
}
