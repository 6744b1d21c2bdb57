#include "apps/upsmd/watch/condition.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace upsmd::watch {
namespace {

constexpr std::size_t kLongestText = 100;

struct StatusWord {
    std::string_view word;
    std::string_view text;  // "": goes without saying, or is told together with another
    Severity severity;
};

// In the order in which they are told.
constexpr std::array<StatusWord, 15> kStatusWords{{{"FSD", "SHUTTING DOWN", Severity::critical},
                                                   {"OB", "ON BATTERY", Severity::on_battery},
                                                   {"LB", "LOW BATTERY", Severity::warning},
                                                   {"OFF", "OFF", Severity::warning},
                                                   {"OVER", "OVERLOAD", Severity::warning},
                                                   {"ALARM", "ALARM", Severity::warning},
                                                   {"RB", "REPLACE BATTERY", Severity::warning},
                                                   {"BYPASS", "BYPASS", Severity::warning},
                                                   {"OL", "online", Severity::fine},
                                                   {"CHRG", "charging", Severity::fine},
                                                   {"CAL", "calibrating", Severity::fine},
                                                   {"TEST", "self-test", Severity::fine},
                                                   {"TRIM", "trimming", Severity::fine},
                                                   {"BOOST", "boosting", Severity::fine},
                                                   {"HB", "high battery", Severity::fine}}};

std::set<std::string_view> words_of(std::string_view text) {
    std::set<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.insert(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

void append(std::string& text, std::string_view more) {
    if (!text.empty()) text += ", ";
    text += more;
}

Condition condition_of_words(std::set<std::string_view> words) {
    Condition condition{Severity::fine, "", "", words.contains("OB")};
    // A low battery on the mains is being charged; without them it ends soon.
    if (condition.on_battery && words.contains("LB")) condition.severity = Severity::critical;
    if (condition.on_battery) words.erase("DISCHRG");
    for (const StatusWord& known : kStatusWords) {
        if (words.erase(known.word) == 0) continue;
        append(condition.text, known.word == "LB" && condition.on_battery ? "LOW" : known.text);
        condition.severity = std::min(condition.severity, known.severity);
    }
    for (const std::string_view unknown : words) append(condition.text, unknown == "DISCHRG" ? "discharging" : unknown);
    if (condition.text.size() > kLongestText) condition.text.resize(kLongestText);
    return condition;
}

}  // namespace

Condition condition_of(const nut::DriverClient& client) {
    using Link = nut::DriverClient::Link;
    if (client.link() == Link::opening) return {Severity::opening, "connecting", "no answer yet", false};
    if (client.link() == Link::down) return {Severity::no_data, "NO DATA", client.error(), false};
    if (!client.mirror().current()) return {Severity::no_data, "NO DATA", "the driver has no current data", false};
    const auto words = words_of(client.mirror().value("ups.status"));
    if (words.empty()) return {Severity::no_data, "NO DATA", "the driver tells no ups.status", false};
    return condition_of_words(words);
}

}  // namespace upsmd::watch
