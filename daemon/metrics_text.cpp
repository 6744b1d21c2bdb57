#include "daemon/metrics_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include "history/markup.h"

namespace upsmd::daemon {
namespace {

// The words of ups.status (core/status_flags.h).
constexpr std::array kFlags{"ALARM", "OL", "OB", "LB", "RB", "CHRG", "DISCHRG", "BYPASS", "CAL", "TEST", "OFF", "OVER",
                            "TRIM", "BOOST", "FSD", "ECO"};
constexpr std::array kStates{std::pair{State::online, "online"}, std::pair{State::on_battery, "on_battery"},
                             std::pair{State::low_battery, "low_battery"}, std::pair{State::no_comm, "no_comm"}};
constexpr std::array kInfo{std::pair{Variable::device_mfr, "manufacturer"}, std::pair{Variable::device_model, "model"},
                           std::pair{Variable::device_serial, "serial"}, std::pair{Variable::ups_firmware, "firmware"}};

struct Unit {
    std::string_view name;
    double factor = 1.0;
};

// By what NUT's list of names says the number is in.
Unit unit_of(std::string_view name) {
    const auto has = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
    if (has("percent") || has("charge") || has("load") || has("humidity")) return {"ratio", 0.01};
    if (has("powerfactor")) return {"ratio"};
    if (has("temperature")) return {"celsius"};
    if (has("frequency")) return {"hertz"};
    if (has("current")) return {"amperes"};
    if (has("capacity")) return {"ampere_hours"};
    if (has("realpower")) return {"watts"};
    if (has("runtime") || has("delay") || has("timer") || has("uptime")) return {"seconds"};
    if (has("voltage") || has("transfer")) return {"volts"};
    if (has("power")) return {"volt_amperes"};
    return {""};  // a number of things: phases, packs
}

// A label's value.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : history::clean_text(text)) {
        if (c == '\\' || c == '"') out += '\\';
        out += c;
    }
    return out + '"';
}

std::optional<double> number_of(const std::string& text) {
    double number = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

bool has_word(const std::string& words, std::string_view word) {
    return (" " + words + " ").find(fmt::format(" {} ", word)) != std::string::npos;
}

void tell_states(std::string& out, const MetricsSnapshot& upses) {
    head(out, "upsmd_up", "gauge", "1 while the UPS answers.");
    for (const auto& [name, ups] : upses)
        out += fmt::format("upsmd_up{{ups={}}} {}\n", quoted(name), ups.state == State::no_comm ? 0 : 1);
    head(out, "upsmd_state", "gauge", "1 for the state that the UPS is in.");
    for (const auto& [name, ups] : upses)
        for (const auto& [state, word] : kStates)
            out += fmt::format("upsmd_state{{ups={},state=\"{}\"}} {}\n", quoted(name), word, ups.state == state ? 1 : 0);
    head(out, "upsmd_outages_total", "counter", "How often the UPS has gone on battery since upsmdd was started.");
    for (const auto& [name, ups] : upses)
        out += fmt::format("upsmd_outages_total{{ups={}}} {}\n", quoted(name), ups.outages);
    head(out, "upsmd_status", "gauge", "1 for each word of ups.status; absent while the UPS does not answer.");
    for (const auto& [name, ups] : upses) {
        const auto words = ups.values.find(Variable::ups_status);
        if (words == ups.values.end()) continue;
        for (const char* const flag : kFlags)
            out += fmt::format("upsmd_status{{ups={},flag=\"{}\"}} {}\n", quoted(name), flag,
                               has_word(words->second, flag) ? 1 : 0);
    }
    head(out, "upsmd_info", "gauge", "Always 1; what the UPS is, and where.");
    for (const auto& [name, ups] : upses) {
        out += fmt::format("upsmd_info{{ups={},port={}", quoted(name), quoted(ups.port));
        for (const auto& [variable, label] : kInfo) {
            const auto value = ups.values.find(variable);
            if (value != ups.values.end()) out += fmt::format(",{}={}", label, quoted(value->second));
        }
        out += "} 1\n";
    }
}

void tell_values(std::string& out, const MetricsSnapshot& upses) {
    for (std::size_t i = 0; i < kVariableCount; ++i) {
        const auto variable = static_cast<Variable>(i);
        const std::optional<MetricName> metric = metric_name(variable);
        if (!metric) continue;
        bool first = true;
        for (const auto& [name, ups] : upses) {
            const auto value = ups.values.find(variable);
            const std::optional<double> number = value != ups.values.end() ? number_of(value->second) : std::nullopt;
            if (!number) continue;
            if (std::exchange(first, false)) head(out, metric->name, "gauge", metric->help);
            // Six digits: a hundredth of 12 percent is 0.12 and not 0.12000000000000001.
            const double told = metric->factor == 1.0 ? *number : *number * metric->factor;
            out += fmt::format("{}{{ups={}}} {}\n", metric->name, quoted(name),
                               metric->factor == 1.0 ? fmt::format("{}", told) : fmt::format("{:.6g}", told));
        }
    }
}

}  // namespace

std::optional<MetricName> metric_name(Variable variable) {
    if (variable_kind(variable) != VariableKind::number) return std::nullopt;
    const std::string_view nut = variable_name(variable);
    const Unit unit = unit_of(nut);
    std::string name = "upsmd_";
    for (const char c : nut) name += c == '.' || c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (name.ends_with("_percent")) name.resize(name.size() - std::string_view("_percent").size());
    if (!unit.name.empty()) name += "_" + std::string(unit.name);
    return MetricName{name, unit.factor, fmt::format("{} of NUT's names{}.", nut, unit.factor != 1.0 ? ", 0 to 1" : "")};
}

std::string metrics_text(const MetricsSnapshot& upses) {
    std::string out;
    head(out, "upsmd_build_info", "gauge", "Always 1; the version.");
    out += "upsmd_build_info{version=\"" UPSMD_VERSION "\"} 1\n";
    tell_states(out, upses);
    tell_values(out, upses);
    return out;
}

}  // namespace upsmd::daemon
