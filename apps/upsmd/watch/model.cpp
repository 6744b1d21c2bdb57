#include "apps/upsmd/watch/model.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <tuple>

#include "nut/socket_folder.h"

namespace upsmd::watch {
namespace {

std::optional<double> number(std::string_view text, double least, double most) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (!std::isfinite(value) || value < least || value > most) return std::nullopt;
    return value;
}

// For a sort in ascending order; what is not known comes last.
double sort_value(const Ups& ups, SortBy sorting) {
    const auto or_last = [&](const std::optional<double>& value, double sign) {
        return value && ups.condition.has_data() ? sign * *value : HUGE_VAL;
    };
    switch (sorting) {
        case SortBy::trouble: return static_cast<double>(ups.condition.severity);
        case SortBy::load: return or_last(ups.load, -1);
        case SortBy::charge: return or_last(ups.charge, 1);
        case SortBy::runtime: return or_last(ups.runtime, 1);
        case SortBy::name: break;
    }
    return 0;
}

}  // namespace

std::string sorting_name(SortBy sorting) {
    switch (sorting) {
        case SortBy::trouble: return "trouble";
        case SortBy::name: return "name";
        case SortBy::load: return "load";
        case SortBy::charge: return "charge";
        case SortBy::runtime: return "runtime";
    }
    return "";
}

void Model::update(const std::string& path, const nut::DriverClient& client, Time now, const std::string& time) {
    const auto [found, is_new] = upses_.try_emplace(path);
    Ups& ups = found->second;
    ups.path = path;
    ups.client = &client;
    const std::string_view driver = client.mirror().value("driver.name");
    if (is_new || (!ups.is_named && !driver.empty())) {
        ups.is_named = !driver.empty();
        ups.name = nut::ups_name_of(path, driver);
        label_all();
    }
    Condition condition = condition_of(client);
    // The last that was heard is that the battery drains: silence does not make that better.
    if (condition.severity == Severity::no_data && ups.was_on_battery)
        condition = {Severity::critical, "LOST ON BATTERY", condition.reason, false};
    const bool first = ups.condition.severity == Severity::opening;
    const bool changed = condition.text != ups.condition.text;
    ups.condition = std::move(condition);
    if (changed && !is_new) {
        if (!first) ups.since = now;
        const std::string reason = ups.condition.has_data() ? "" : ": " + ups.condition.reason;
        if (!first || ups.condition.severity != Severity::fine)
            note(ups, ups.condition.severity, ups.condition.text + reason, time);
    }
    if (!ups.condition.has_data()) return;
    take_values(ups);
    const std::string alarm(client.mirror().value("ups.alarm"));
    if (alarm != ups.alarm && !alarm.empty()) note(ups, Severity::warning, "alarm: " + alarm, time);
    ups.alarm = alarm;
}

void Model::take_values(Ups& ups) {
    constexpr double kMostPercent = 999;
    constexpr double kMostSeconds = 1e7;
    constexpr double kMostVolts = 9999;
    const nut::UpsMirror& mirror = ups.client->mirror();
    ups.was_on_battery = ups.condition.on_battery;
    ups.load = number(mirror.value("ups.load"), 0, kMostPercent);
    ups.charge = number(mirror.value("battery.charge"), 0, kMostPercent);
    ups.runtime = number(mirror.value("battery.runtime"), 0, kMostSeconds);
    ups.input = number(mirror.value("input.voltage"), 0, kMostVolts);
    ups.output = number(mirror.value("output.voltage"), 0, kMostVolts);
    ups.model = mirror.value("ups.model");
    if (ups.model.empty()) ups.model = mirror.value("device.model");
}

void Model::forget(const std::string& path) {
    const auto found = upses_.find(path);
    if (found == upses_.end()) return;
    upses_.erase(found);
    label_all();
}

void Model::label_all() {
    std::map<std::string_view, int> times;
    for (const auto& [path, ups] : upses_) ++times[ups.name];
    for (auto& [path, ups] : upses_) ups.label = times[ups.name] == 1 ? ups.name : nut::socket_name_of(path);
}

void Model::note(const Ups& ups, Severity severity, const std::string& text, const std::string& time) {
    events_.push_front({time, ups.path, ups.label, severity, text});
    if (events_.size() > kMostEvents) events_.pop_back();
}

const Ups* Model::find(const std::string& path) const {
    const auto found = upses_.find(path);
    return found == upses_.end() ? nullptr : &found->second;
}

std::vector<const Ups*> Model::sorted(SortBy sorting) const {
    std::vector<const Ups*> order;
    order.reserve(upses_.size());
    for (const auto& [path, ups] : upses_) order.push_back(&ups);
    std::ranges::sort(order, {}, [&](const Ups* ups) {
        return std::tuple(sort_value(*ups, sorting), std::string_view(ups->label), std::string_view(ups->path));
    });
    return order;
}

std::size_t Model::count(Severity severity) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(upses_, [&](const auto& entry) { return entry.second.condition.severity == severity; }));
}

}  // namespace upsmd::watch
