#include "core/estimate.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace upsmd {
namespace {

using V = Variable;

// A battery as a session sees it: one status after the other.
class Battery {
  public:
    explicit Battery(double nominal, const Settings& with = {}) : settings(with) {
        if (nominal > 0) reading.set(V::battery_voltage_nominal, Value::number(nominal, 1));
    }

    void poll(double volts, bool on_mains, Duration later = 1s, int decimals = 2) {
        now += later;
        estimate.apply(reading, Value::number(volts, decimals), on_mains, settings, now);
    }
    void poll_without_voltage() {
        now += 1s;
        estimate.apply(reading, std::nullopt, true, settings, now);
    }
    void set_load(double percent) { reading.set(V::ups_load, Value::number(percent, 0)); }
    double voltage() const { return reading.number(V::battery_voltage).value_or(-1); }
    double charge() const { return reading.number(V::battery_charge).value_or(-1); }
    double runtime() const { return reading.number(V::battery_runtime).value_or(-1); }

    Settings settings;
    Reading reading;
    BatteryEstimate estimate;
    Time now{};
};

Settings with_runtime(double seconds_high, double load_high, double seconds_low, double load_low) {
    Settings settings;
    settings.runtime_high_load = Settings::RuntimePoint{seconds_high, load_high};
    settings.runtime_low_load = Settings::RuntimePoint{seconds_low, load_low};
    return settings;
}

double packs_for(double volts, double nominal) {
    Battery battery(nominal);
    battery.poll(volts, true);
    return battery.estimate.packs().value_or(-1);
}

}  // namespace

TEST_CASE("battery estimate: the factor from cell or block to string") {
    CHECK(packs_for(2.27, 24) == 12);
    CHECK(packs_for(2.28, 36) == 18);
    CHECK(packs_for(2.25, 288) == 144);
    CHECK(packs_for(1.67, 24) == 12);
    CHECK(packs_for(13.6, 24) == 2);
    CHECK(packs_for(13.6, 192) == 16);
    CHECK(packs_for(13.6, 12) == 1);
    CHECK(packs_for(27.4, 24) == 1);
    CHECK(packs_for(19.0, 24) == 1);
    CHECK(packs_for(327.8, 288) == 1);
}

TEST_CASE("battery estimate: the string's voltage keeps the decimals") {
    Battery battery(24);
    battery.poll(2.27, true);
    CHECK(battery.reading.get(V::battery_voltage) == Value::number(2.27 * 12, 2));
    CHECK(battery.reading.get(V::battery_voltage).to_string() == "27.24");
    CHECK(battery.charge() == 100);
    Battery string(24);
    string.poll(27.4, true, 1s, 1);
    CHECK(string.reading.get(V::battery_voltage) == Value::number(27.4, 1));
}

TEST_CASE("battery estimate: the factor is decided once, on mains") {
    Battery battery(24);
    battery.poll(13.0, false);
    CHECK_FALSE(battery.estimate.packs().has_value());
    CHECK(battery.voltage() == 26.0);  // good enough until it is decided
    battery.poll(13.5, true);
    CHECK(battery.estimate.packs() == 2.0);
    battery.poll(9.5, false);
    CHECK(battery.voltage() == 19.0);
    battery.poll(27.0, true);
    CHECK(battery.estimate.packs() == 2.0);
    battery.estimate.reset();
    CHECK_FALSE(battery.estimate.packs().has_value());
}

TEST_CASE("battery estimate: without a nominal voltage nothing is decided or estimated") {
    Battery battery(0);
    battery.poll(2.27, true);
    CHECK(battery.voltage() == 2.27);
    CHECK(battery.charge() == -1);
    CHECK_FALSE(battery.estimate.packs().has_value());
    // It comes later.
    battery.reading.set(V::battery_voltage_nominal, Value::number(24, 1));
    battery.poll(2.27, true);
    CHECK(battery.estimate.packs() == 12.0);
    CHECK(battery.charge() == 100);
}

TEST_CASE("battery estimate: a setting overrides the factor") {
    Settings settings;
    settings.battery_packs = 18;
    Battery battery(24, settings);
    battery.poll(2.0, false);
    CHECK(battery.estimate.packs() == 18.0);
    CHECK(battery.voltage() == 36.0);
    for (const double nonsense : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                                  std::numeric_limits<double>::quiet_NaN()}) {
        battery.settings.battery_packs = nonsense;
        battery.estimate.reset();
        battery.poll(2.0, true);
        CHECK(battery.voltage() == 24.0);
    }
}

TEST_CASE("battery estimate: charge from voltage") {
    Battery battery(24);
    const auto charge_at = [&battery](double volts) {
        battery.poll(volts, true);
        return battery.charge();
    };
    CHECK(charge_at(27.4) == 100);
    CHECK(charge_at(26.0) == 100);
    CHECK(charge_at(24.6) == 73);
    CHECK(charge_at(21.2) == 8);
    CHECK(charge_at(20.8) == 0);
    CHECK(charge_at(19.0) == 0);
    Battery small(12);
    small.poll(12.1, false);
    CHECK(small.charge() == 65);
    CHECK(small.reading.get(V::battery_charge).to_string() == "65");
}

TEST_CASE("battery estimate: a nominal voltage of something else gives no charge") {
    Battery battery(12);
    battery.poll(82.0, true);
    CHECK(battery.voltage() == 82.0);
    CHECK(battery.charge() == -1);
    battery.poll(0.0, true);
    CHECK(battery.charge() == -1);
    battery.poll(-5.0, true);
    CHECK(battery.charge() == -1);
}

TEST_CASE("battery estimate: empty and full voltage as set") {
    Settings settings;
    settings.battery_voltage_low = 20;
    settings.battery_voltage_high = 30;
    Battery battery(0, settings);
    battery.poll(25, false);
    CHECK(battery.charge() == 50);
    battery.settings.battery_voltage_high.reset();
    battery.poll(25, false);
    CHECK(battery.charge() == -1);
    battery.reading.set(V::battery_voltage_nominal, Value::number(24, 1));
    battery.poll(23, false);
    CHECK(battery.charge() == 50);  // 20 to 26
    battery.settings.battery_voltage_low = 26;
    battery.poll(25, false);
    CHECK(battery.charge() == -1);  // nothing between empty and full
    battery.settings.battery_voltage_low = std::numeric_limits<double>::quiet_NaN();
    battery.poll(24.6, false);
    CHECK(battery.charge() == 73);
}

TEST_CASE("battery estimate: empty and full voltage as the UPS tells them, both or none; settings come first") {
    Battery battery(24);
    battery.reading.set(V::battery_voltage_low, Value::number(20.0, 1));
    battery.poll(27.4, true);
    CHECK(battery.charge() == 100);  // one alone says nothing
    battery.reading.set(V::battery_voltage_high, Value::number(27.6, 1));
    battery.poll(27.4, true);
    CHECK(battery.charge() == 97);
    battery.poll(24.1, false);
    CHECK(battery.charge() == 54);
    battery.settings.battery_voltage_high = 27.4;
    battery.poll(27.4, true);
    CHECK(battery.charge() == 100);
}

TEST_CASE("battery estimate: a run time that the UPS tells is left alone") {
    Settings settings;
    settings.runtime_high_load = Settings::RuntimePoint{240, 100};
    settings.runtime_low_load = Settings::RuntimePoint{720, 50};
    for (const Settings& each : {Settings{}, settings}) {
        Battery battery(24, each);
        battery.set_load(25);
        battery.reading.set(V::battery_runtime, Value::number(900, 0));
        battery.estimate.apply(battery.reading, Value::number(27.4, 1), true, battery.settings, battery.now, true);
        battery.estimate.apply(battery.reading, std::nullopt, true, battery.settings, battery.now, true);
        CHECK(battery.reading.number(V::battery_runtime) == 900);
    }
}

TEST_CASE("battery estimate: without a voltage everything estimated is absent") {
    Battery battery(24, with_runtime(240, 100, 720, 50));
    battery.set_load(25);
    battery.poll(27.4, true);
    REQUIRE(battery.charge() == 100);
    REQUIRE(battery.runtime() > 0);
    battery.poll_without_voltage();
    CHECK_FALSE(battery.reading.get(V::battery_voltage).present());
    CHECK_FALSE(battery.reading.get(V::battery_charge).present());
    CHECK_FALSE(battery.reading.get(V::battery_runtime).present());
    battery.poll(std::numeric_limits<double>::quiet_NaN(), true);
    CHECK_FALSE(battery.reading.get(V::battery_voltage).present());
}

TEST_CASE("battery estimate: no run time without two measured points") {
    Battery battery(24);
    battery.set_load(25);
    battery.poll(27.4, true);
    CHECK(battery.runtime() == -1);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const Settings& settings :
         {with_runtime(240, 50, 720, 50), with_runtime(240, 50, 720, 100), with_runtime(720, 100, 240, 50),
          with_runtime(0, 100, 720, 50), with_runtime(240, 100, 720, 0), with_runtime(nan, 100, 720, 50)}) {
        Battery wrong(24, settings);
        wrong.set_load(25);
        wrong.poll(27.4, true);
        CHECK(wrong.charge() == 100);
        CHECK(wrong.runtime() == -1);
    }
}

TEST_CASE("battery estimate: run time at the two points and between") {
    const auto full_at = [](double load) {
        Battery battery(24, with_runtime(240, 100, 720, 50));
        battery.set_load(load);
        battery.poll(27.4, true);
        return battery.runtime();
    };
    CHECK(full_at(100) == 240);
    CHECK(full_at(50) == 720);
    CHECK(full_at(25) == 2160);
    CHECK(full_at(0) == 2400);  // an idle unit still uses a tenth
    CHECK(full_at(120) < 240);
    // The same time at both loads: the load does not matter.
    Battery flat(24, with_runtime(600, 100, 600, 50));
    flat.set_load(0);
    flat.poll(27.4, true);
    CHECK(flat.runtime() == 600);
}

TEST_CASE("battery estimate: run time shrinks on battery, by the load") {
    Battery battery(24, with_runtime(240, 100, 720, 50));
    battery.set_load(50);
    battery.poll(27.4, true);
    REQUIRE(battery.runtime() == 720);
    for (int i = 0; i < 60; ++i) battery.poll(26.0, false);
    CHECK(battery.runtime() == Approx(660).margin(1));
    battery.set_load(100);
    CHECK(battery.charge() == 100);
    for (int i = 0; i < 60; ++i) battery.poll(26.0, false);
    CHECK(battery.runtime() == Approx(160).margin(1));
    for (int i = 0; i < 600; ++i) battery.poll(26.0, false);
    CHECK(battery.runtime() == 0);
}

TEST_CASE("battery estimate: a low voltage shortens the run time at once, mains lengthen it slowly") {
    Battery battery(24, with_runtime(240, 100, 720, 50));
    battery.set_load(50);
    battery.poll(27.4, true);
    battery.poll(23.4, false);  // half
    CHECK(battery.runtime() == 360);
    battery.poll(27.4, true, 4min);
    CHECK(battery.runtime() == Approx(360 + 720.0 * 240 / 43200).margin(1));
    // 12 hours fill it, and not more.
    for (int i = 0; i < 200; ++i) battery.poll(27.4, true, 4min);
    CHECK(battery.runtime() == 720);
}

TEST_CASE("battery estimate: after a long gap the run time begins again from the charge") {
    Battery battery(24, with_runtime(240, 100, 720, 50));
    battery.set_load(50);
    battery.poll(27.4, true);
    battery.poll(23.4, false);
    REQUIRE(battery.runtime() == 360);
    battery.poll(26.0, true, 24h);
    CHECK(battery.runtime() == 720);
}

TEST_CASE("battery estimate: time that goes backwards or stands still does no harm") {
    Battery battery(24, with_runtime(240, 100, 720, 50));
    battery.set_load(50);
    battery.poll(27.4, true);
    battery.poll(27.4, false, 0s);
    CHECK(battery.runtime() == 720);
    battery.poll(27.4, false, -1h);
    CHECK(battery.runtime() == 720);
    battery.poll(27.4, false, 10s);
    CHECK(battery.runtime() == 710);
}

TEST_CASE("battery estimate: an unknown load gives no run time, and counts as a full one") {
    Battery battery(24, with_runtime(240, 100, 720, 50));
    battery.poll(26.0, true);
    CHECK(battery.runtime() == -1);
    battery.poll(26.0, false, 60s);
    battery.set_load(100);
    battery.poll(26.0, false, 0s);
    CHECK(battery.runtime() == 180);
}

TEST_CASE("battery estimate: whatever comes, values are finite and in range") {
    const std::array numbers{-1e9, -1.0, 0.0, 1e-300, 0.5, 1.0, 2.27, 13.6, 24.0, 1e9, 1e300,
                             std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()};
    for (const double volts : numbers) {
        for (const double nominal : numbers) {
            for (const double setting : numbers) {
                Settings settings = with_runtime(setting, 100, 720, setting);
                settings.battery_voltage_low = setting;
                Battery battery(24, settings);
                battery.reading.set(V::battery_voltage_nominal, Value::number(nominal, 1));
                battery.set_load(setting);
                battery.poll(volts, true);
                battery.poll(volts, false);
                for (const Variable variable : {V::battery_charge, V::battery_runtime}) {
                    const auto number = battery.reading.number(variable);
                    if (!number) continue;
                    INFO(volts << " V of " << nominal << ", setting " << setting);
                    REQUIRE(std::isfinite(*number));
                    REQUIRE(*number >= 0);
                    if (variable == V::battery_charge) REQUIRE(*number <= 100);
                }
            }
        }
    }
}

}  // namespace upsmd
