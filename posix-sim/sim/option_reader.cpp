#include "posix-sim/sim/option_reader.h"

#include <algorithm>

#include "posix-sim/sim/words.h"

namespace upsmd::sim {

const std::string* OptionReader::find(std::string_view key) {
    used_.insert(std::string(key));
    const auto found = options_.find(key);
    return found == options_.end() ? nullptr : &found->second;
}

void OptionReader::fail(std::string_view key, std::string_view value, std::string_view why) {
    if (!error_.empty()) return;
    error_ = "option " + std::string(key) + ": " + std::string(why) + ": \"" + std::string(value) + '"';
}

double OptionReader::number(std::string_view key, double fallback, double low, double high) {
    const std::string* const value = find(key);
    if (value == nullptr) return fallback;
    const auto number = to_number(*value);
    if (number && *number >= low && *number <= high) return *number;
    fail(key, *value, "not a number in range");
    return fallback;
}

bool OptionReader::flag(std::string_view key, bool fallback) {
    const std::string* const value = find(key);
    if (value == nullptr) return fallback;
    const auto wanted = to_switch(*value);
    if (!wanted) fail(key, *value, "not on or off");
    return wanted.value_or(fallback);
}

std::string OptionReader::text(std::string_view key, std::string_view fallback) {
    const std::string* const value = find(key);
    return value == nullptr ? std::string(fallback) : *value;
}

std::string OptionReader::choice(std::string_view key, std::initializer_list<std::string_view> choices) {
    const std::string* const value = find(key);
    if (value == nullptr) return std::string(*choices.begin());
    if (std::find(choices.begin(), choices.end(), *value) != choices.end()) return *value;
    std::string why = "not one of";
    for (const std::string_view each : choices) why += " " + std::string(each);
    fail(key, *value, why);
    return std::string(*choices.begin());
}

std::optional<Duration> OptionReader::milliseconds(std::string_view key) {
    if (find(key) == nullptr) return std::nullopt;
    return Duration(static_cast<Duration::rep>(number(key, 0, 0, 60000) * 1000));
}

std::set<std::string> OptionReader::list(std::string_view key) {
    const std::string words = text(key, "");
    std::set<std::string> found;
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = std::min(words.find('+', at), words.size());
        found.insert(words.substr(at, end - at));
        at = end + 1;
    }
    return found;
}

bool OptionReader::finish(std::string& error) const {
    error = error_;
    if (!error.empty()) return false;
    for (const auto& [key, value] : options_) {
        if (used_.contains(key)) continue;
        error = "unknown option \"" + key + '"';
        return false;
    }
    return true;
}

PowerConfig read_power_config(OptionReader& reader) {
    PowerConfig config;
    config.nominal_voltage = reader.number("nominal-voltage", config.nominal_voltage, 1, 999);
    config.nominal_frequency = reader.number("nominal-frequency", config.nominal_frequency, 1, 99);
    config.nominal_battery = reader.number("nominal-battery", config.nominal_battery, 1, 999);
    config.runtime = reader.number("runtime", config.runtime, 1, 1e6);
    config.recharge = reader.number("recharge", config.recharge, 1, 1e6);
    config.runtime_load = reader.number("load", config.runtime_load, 1, 999);
    config.low_level = reader.number("low-level", config.low_level, 0, 99);
    return config;
}

}  // namespace upsmd::sim
