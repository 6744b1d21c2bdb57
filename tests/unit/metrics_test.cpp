// Names and units of the metrics; a real parser looks at the text in tests/posix/upsmdd_history_test.py.
#include "daemon/metrics_text.h"

#include <array>
#include <catch2/catch.hpp>
#include <set>

#include "daemon/metrics_observer.h"

namespace upsmd::daemon {
namespace {

TEST_CASE("metrics: each number has a name of its own, in base units") {
    std::set<std::string> names;
    for (std::size_t i = 0; i < kVariableCount; ++i) {
        const auto variable = static_cast<Variable>(i);
        const auto metric = metric_name(variable);
        CHECK(metric.has_value() == (variable_kind(variable) == VariableKind::number));
        if (!metric) continue;
        INFO(metric->name);
        CHECK(names.insert(metric->name).second);
        CHECK(metric->name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
    }
    const auto name = [](Variable variable) { return metric_name(variable)->name; };
    CHECK(name(Variable::battery_charge) == "upsmd_battery_charge_ratio");
    CHECK(name(Variable::battery_charge_low) == "upsmd_battery_charge_low_ratio");
    CHECK(name(Variable::battery_runtime) == "upsmd_battery_runtime_seconds");
    CHECK(name(Variable::battery_packs) == "upsmd_battery_packs");
    CHECK(name(Variable::battery_capacity) == "upsmd_battery_capacity_ampere_hours");
    CHECK(name(Variable::input_voltage) == "upsmd_input_voltage_volts");
    CHECK(name(Variable::input_l1_n_voltage) == "upsmd_input_l1_n_voltage_volts");
    CHECK(name(Variable::input_transfer_low) == "upsmd_input_transfer_low_volts");
    CHECK(name(Variable::input_transfer_delay) == "upsmd_input_transfer_delay_seconds");
    CHECK(name(Variable::output_l1_power_percent) == "upsmd_output_l1_power_ratio");
    CHECK(name(Variable::output_l1_power) == "upsmd_output_l1_power_volt_amperes");
    CHECK(name(Variable::output_powerfactor) == "upsmd_output_powerfactor_ratio");
    CHECK(metric_name(Variable::output_powerfactor)->factor == 1.0);
    CHECK(name(Variable::ups_realpower_nominal) == "upsmd_ups_realpower_nominal_watts");
    CHECK(name(Variable::input_phases) == "upsmd_input_phases");
    CHECK(name(Variable::ups_temperature) == "upsmd_ups_temperature_celsius");
}

TEST_CASE("metrics: what is not known is not told") {
    MetricsObserver observer;
    observer.on_ups_added("a \"quoted\"", "/dev/ttyS0");
    const std::string silent = metrics_text(observer.snapshot());
    CHECK(silent.find(R"(upsmd_up{ups="a \"quoted\""} 0)") != std::string::npos);
    CHECK(silent.find("upsmd_status{") == std::string::npos);
    CHECK(silent.find("input_voltage") == std::string::npos);

    observer.on_state("a \"quoted\"", State::on_battery);
    observer.on_state("a \"quoted\"", State::low_battery);
    const std::array values{ObservedValue{"ups.status", "OB LB"}, ObservedValue{"battery.charge", "12"},
                            ObservedValue{"input.voltage", "0.0"}, ObservedValue{"device.model", "back\\slash\n"}};
    observer.on_values("a \"quoted\"", values);
    const std::string told = metrics_text(observer.snapshot());
    CHECK(told.find(R"(upsmd_outages_total{ups="a \"quoted\""} 1)") != std::string::npos);
    CHECK(told.find(R"(state="low_battery"} 1)") != std::string::npos);
    CHECK(told.find(R"(flag="LB"} 1)") != std::string::npos);
    CHECK(told.find(R"(flag="OL"} 0)") != std::string::npos);
    CHECK(told.find(R"(upsmd_battery_charge_ratio{ups="a \"quoted\""} 0.12)") != std::string::npos);
    CHECK(told.find(R"(model="back\\slash)") != std::string::npos);

    const std::array gone{ObservedValue{"ups.status", ""}, ObservedValue{"battery.charge", ""}};
    observer.on_values("a \"quoted\"", gone);
    CHECK(metrics_text(observer.snapshot()).find("battery_charge") == std::string::npos);
    observer.on_ups_removed("a \"quoted\"");
    CHECK(metrics_text(observer.snapshot()).find("upsmd_up{") == std::string::npos);
}

}  // namespace
}  // namespace upsmd::daemon
