#include "nut/driver_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/variables.h"
#include "nut/words.h"
#include "platform/setting_table.h"

namespace upsmd::nut {
namespace {

// For upsdrvctl, upsd or NUT's common code, without a meaning for us.
constexpr std::array<std::string_view, 6> kOthers{"driver",        "desc",      "sdorder",
                                                  "maxstartdelay", "debug_min", "synchronous"};
constexpr double kMostPoll = 60;  // s, as PollInterval
constexpr double kLeastPoll = 0.1;
constexpr int kMostOffDelay = 86400;

std::optional<double> number_of(const std::string& text) {
    double number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

class Reader {
  public:
    explicit Reader(DriverSection& into) : into_(into) {}

    // What is wrong with it; empty: nothing.
    std::string take(const std::string& name, const std::optional<std::string>& value) {
        if (name == "driver" && value && *value != kDriverName)
            return fmt::format("driver: is {}, and this is {}", *value, kDriverName);
        if (name == "user" || name == "group") return name + ": stands before the first section, for all";
        if (std::ranges::find(kOthers, name) != kOthers.end()) return {};
        if (name == "allow_killpower") return take_killpower(value);
        if (!value) return take_flag(name);
        if (name == "port") into_.port = *value;
        else if (name == "offdelay") return take_off_delay(*value);
        else if (name.starts_with("override.")) return take_variable(name, 9, *value, into_.served.overrides);
        else if (name.starts_with("default.")) return take_variable(name, 8, *value, into_.served.defaults);
        else return take_option(name, *value);
        return {};
    }

    UpsOptions& options() { return options_; }

  private:
    static std::string take_flag(const std::string& name) {
        if (name == "ignorelb")
            return "ignorelb: the UPS's own low-battery signal is always heeded (docs/nut.md); lowbatterycharge and "
                   "lowbatteryruntime make it earlier";
        if (name == "nolock") return "nolock: a port is never used without a lock";
        return fmt::format("{}: is no flag of this driver, or needs a value", name);
    }

    std::string take_killpower(const std::optional<std::string>& value) {
        if (value && *value != "0" && *value != "1") return "allow_killpower: has to be 0 or 1";
        into_.served.allow_killpower = !value || *value == "1";
        return {};
    }

    static std::string take_variable(const std::string& name, std::size_t prefix, const std::string& value,
                                     std::map<std::string, std::string>& into) {
        const std::string variable = spelled(name.substr(prefix));
        const bool is_word = !variable.empty() && std::ranges::all_of(variable, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
        });
        if (!is_word) return fmt::format("{}: is no name of a variable", name);
        if (variable == "ups.status") return fmt::format("{}: what the UPS says of its state always counts", name);
        if (is_same_name(variable.substr(0, 7), "driver.")) return fmt::format("{}: variables below driver. are the driver's own", name);
        into[variable] = value;
        return {};
    }

    // NUT's names are the same in any case; those that we publish have one of their own.
    static std::string spelled(const std::string& name) {
        for (std::size_t i = 0; i < kVariableCount; ++i)
            if (const std::string_view ours = variable_name(static_cast<Variable>(i)); is_same_name(ours, name))
                return std::string(ours);
        return name;
    }

    std::string take_poll(const std::string& value) {
        const auto seconds = number_of(value);
        if (!seconds || *seconds < kLeastPoll || *seconds > kMostPoll)
            return fmt::format("pollinterval: \"{}\" has to be {} to {} s", value, kLeastPoll, kMostPoll);
        options_["PollInterval"] = std::to_string(std::lround(*seconds * 1000));
        return {};
    }

    std::string take_off_delay(const std::string& value) {
        const auto seconds = number_of(value);
        if (!seconds || *seconds < 0 || *seconds > kMostOffDelay || *seconds != std::floor(*seconds))
            return fmt::format("offdelay: \"{}\" has to be 0 to {} s", value, kMostOffDelay);
        into_.served.off_delay = std::chrono::seconds(std::lround(*seconds));
        return {};
    }

    std::string take_option(const std::string& name, const std::string& value) {
        const SettingInfo* const option = find_ups_option(name);
        if (option == nullptr) return fmt::format("{}: is not known to this driver", name);
        // Seconds however it is written: the table's own are milliseconds.
        if (option == find_ups_option("PollInterval")) return take_poll(value);
        if (const auto fits = check_ups_option(*option, value); !fits) return fits.error().message;
        options_[std::string(option->name)] = value;
        return {};
    }

    DriverSection& into_;
    UpsOptions options_;
};

}  // namespace

Result<DriverSection> read_driver_section(const Section& section, const std::string& path) {
    DriverSection made;
    made.name = section.name;
    made.served.name = section.name;
    made.served.driver = kDriverName;
    made.served.version = UPSMD_VERSION;
    std::vector<std::string> faults = section.faults;
    Reader reader(made);
    for (const Assignment& each : section.assignments) {
        const std::string where = each.line != 0 ? fmt::format("{}:{}", path, each.line) : "-x";
        if (std::string wrong = reader.take(each.name, each.value); !wrong.empty())
            faults.push_back(fmt::format("{}: {}", where, wrong));
        if (each.name == "driver" || each.name == "allow_killpower" || each.name.find('.') != std::string::npos) continue;
        if (each.value) made.served.parameters[each.name] = *each.value;
        else made.served.flags[each.name] = "enabled";
    }
    const std::string where = fmt::format("{}:{}: [{}]", path, section.line, section.name);
    if (made.port.empty()) faults.push_back(where + ": no port");
    if (faults.empty()) {
        Result<UpsChoice> choice = resolve_ups_options(where, reader.options());
        if (choice) made.choice = std::move(*choice);
        else faults.push_back(choice.error().message);
    }
    if (faults.empty()) return made;
    std::string text;
    for (const std::string& fault : faults) text += (text.empty() ? "" : "\n") + fault;
    return Error{ErrorCode::invalid_argument, text, 0};
}

}  // namespace upsmd::nut
