#include "core/estimate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace upsmd {
namespace {

// A lead cell has 2 V, and never 3; a block has six of them.
constexpr double kCellVolts = 2;
constexpr double kMostCellVolts = 3;
constexpr double kBlockVolts = 12;
constexpr double kLeastBlockReading = 10;
constexpr double kMostBlockReading = 16;

// Empty and full, as parts of the nominal voltage: 1.73 V and 2.17 V a cell.
constexpr double kEmptyPart = 104.0 / 120.0;
constexpr double kFullPart = 130.0 / 120.0;
// A string outside these parts of its nominal voltage is not the one that the nominal voltage speaks of.
constexpr double kLeastPart = 0.5;
constexpr double kMostPart = 1.5;

constexpr double kRechargeSeconds = 43200;
constexpr double kLeastEffectiveLoad = 0.10;
// What went on in a longer gap is not known: the run time begins again from the charge.
constexpr Duration kLongestGap = 5min;

bool is_positive(double number) {
    return std::isfinite(number) && number > 0;
}

std::optional<double> positive(std::optional<double> number) {
    return number && is_positive(*number) ? number : std::nullopt;
}

// By the reading alone, so that a deep discharge cannot choose another factor than a full battery.
double guess_packs(double volts, double nominal) {
    if (volts < kMostCellVolts && nominal > kCellVolts) return nominal / kCellVolts;
    const bool is_block =
        volts >= kLeastBlockReading && volts <= kMostBlockReading && nominal >= 2 * kBlockVolts;
    return is_block ? nominal / kBlockVolts : 1;
}

std::optional<double> charge_at(double volts, std::optional<double> nominal, const Reading& reading,
                                const Settings& settings) {
    auto low = positive(settings.battery_voltage_low);
    auto high = positive(settings.battery_voltage_high);
    const auto told_low = positive(reading.number(Variable::battery_voltage_low));
    const auto told_high = positive(reading.number(Variable::battery_voltage_high));
    if (told_low && told_high) {
        if (!low) low = told_low;
        if (!high) high = told_high;
    }
    if (nominal && !(low && high)) {
        if (volts < kLeastPart * *nominal || volts > kMostPart * *nominal) return std::nullopt;
        if (!low) low = kEmptyPart * *nominal;
        if (!high) high = kFullPart * *nominal;
    }
    if (!low || !high || *high <= *low) return std::nullopt;
    return std::clamp(100 * (volts - *low) / (*high - *low), 0.0, 100.0);
}

// Run time grows with a power of 1 / load: two measured points give the power, and the run time at full load.
struct RuntimeCurve {
    double exponent = 1;
    double full_load_seconds = 0;

    double effective_load(double load) const {
        return std::max(std::pow(std::max(load, 0.0) / 100, exponent), kLeastEffectiveLoad);
    }
};

std::optional<RuntimeCurve> runtime_curve(const Settings& settings) {
    if (!settings.runtime_high_load || !settings.runtime_low_load) return std::nullopt;
    const auto& high = *settings.runtime_high_load;
    const auto& low = *settings.runtime_low_load;
    const std::array points{high.seconds, high.load, low.seconds, low.load};
    if (!std::all_of(points.begin(), points.end(), is_positive)) return std::nullopt;
    if (high.load <= low.load || low.seconds < high.seconds) return std::nullopt;
    RuntimeCurve curve;
    curve.exponent = std::log(low.seconds / high.seconds) / std::log(high.load / low.load);
    curve.full_load_seconds = high.seconds * std::pow(high.load / 100, curve.exponent);
    if (!std::isfinite(curve.exponent) || !is_positive(curve.full_load_seconds)) return std::nullopt;
    return curve;
}

double seconds_between(Time from, Time to) {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

void BatteryEstimate::apply(Reading& reading, std::optional<Value> voltage_as_reported, bool on_mains,
                            const Settings& settings, Time now, bool runtime_is_told) {
    const auto clear_runtime = [&] {
        if (!runtime_is_told) reading.clear(Variable::battery_runtime);
    };
    const Time before = last_;
    last_ = now;
    const bool measured = voltage_as_reported && voltage_as_reported->kind() == Value::Kind::number &&
                          std::isfinite(voltage_as_reported->as_number());
    if (!measured) {
        reading.clear(Variable::battery_voltage);
        reading.clear(Variable::battery_charge);
        clear_runtime();
        return;
    }
    const double reported = voltage_as_reported->as_number();
    const auto nominal = positive(reading.number(Variable::battery_voltage_nominal));
    double factor = 1;
    if (const auto set = positive(settings.battery_packs)) {
        packs_ = set;
        factor = *set;
    } else if (packs_) {
        factor = *packs_;
    } else if (nominal && is_positive(reported)) {
        factor = guess_packs(reported, *nominal);
        if (on_mains) packs_ = factor;
    }
    const double volts = reported * factor;
    reading.set(Variable::battery_voltage, Value::number(volts, voltage_as_reported->decimals()));

    const auto charge = charge_at(volts, nominal, reading, settings);
    if (!charge) {
        reading.clear(Variable::battery_charge);
        clear_runtime();
        runtime_at_full_load_.reset();
        return;
    }
    reading.set(Variable::battery_charge, Value::number(std::round(*charge), 0));

    const auto curve = runtime_curve(settings);
    if (!curve || runtime_is_told) {
        clear_runtime();
        return;
    }
    const auto load = reading.number(Variable::ups_load);
    const bool known_load = load && std::isfinite(*load);
    // A load that is not known may be a full one.
    const double effective = curve->effective_load(known_load ? *load : 100);
    const double at_this_voltage = curve->full_load_seconds * *charge / 100;
    const bool continues = runtime_at_full_load_ && now >= before && now - before <= kLongestGap;
    double left = continues ? *runtime_at_full_load_ : at_this_voltage;
    if (continues) {
        const double passed = seconds_between(before, now);
        left += on_mains ? curve->full_load_seconds * passed / kRechargeSeconds : -effective * passed;
    }
    // An aged battery is emptier than the time says.
    left = std::clamp(left, 0.0, at_this_voltage);
    runtime_at_full_load_ = left;
    if (known_load)
        reading.set(Variable::battery_runtime, Value::number(std::round(left / effective), 0));
    else
        clear_runtime();
}

}  // namespace upsmd
