#include "history/summary.h"

#include <fmt/format.h>

#include <algorithm>

#include "history/time_text.h"

namespace upsmd::history {
namespace {

bool is_on_battery(std::optional<State> state) { return state == State::on_battery || state == State::low_battery; }

}  // namespace

std::vector<ValueSummary> summarize_values(const Record& record) {
    std::vector<ValueSummary> all;
    for (const Series& series : record.series) {
        ValueSummary summary{series.name, 0.0, 0.0, 0.0, series.points.back().value};
        double sum = 0.0;
        double known = 0.0;
        bool any = false;
        for (std::size_t i = 0; i < series.points.size(); ++i) {
            const Point& point = series.points[i];
            if (!point.value || !point.low || !point.high) continue;
            const Stamp end = i + 1 < series.points.size() ? series.points[i + 1].time : record.to;
            // What ends the range has no length, and counts a millisecond.
            const double length = std::max(1.0, static_cast<double>((end - point.time).count()));
            sum += *point.value * length;
            known += length;
            summary.low = any ? std::min(summary.low, *point.low) : *point.low;
            summary.high = any ? std::max(summary.high, *point.high) : *point.high;
            any = true;
        }
        if (!any) continue;
        summary.mean = sum / known;
        all.push_back(summary);
    }
    return all;
}

std::vector<StateSpan> state_spans(const Record& record) {
    std::vector<StateSpan> spans;
    const auto add = [&](Stamp from, std::optional<State> state, const std::string& words) {
        if (!spans.empty()) spans.back().to = from;
        if (!spans.empty() && spans.back().from == from) spans.pop_back();
        if (spans.empty() || spans.back().state != state) spans.push_back({from, record.to, state, words});
        spans.back().to = record.to;
    };
    add(record.from, std::nullopt, "");
    for (const StateChange& change : record.states) add(change.time, change.state, change.words);
    return spans;
}

StateSummary summarize_states(const Record& record) {
    StateSummary summary;
    std::optional<State> before;
    for (const StateSpan& span : state_spans(record)) {
        const auto length = span.to - span.from;
        if (!span.state) summary.unwatched += length;
        else if (*span.state == State::online) summary.online += length;
        else if (*span.state == State::on_battery) summary.on_battery += length;
        else if (*span.state == State::low_battery) summary.low_battery += length;
        else summary.no_comm += length;
        if (is_on_battery(span.state) && !is_on_battery(before)) ++summary.outages;
        before = span.state;
    }
    return summary;
}

std::string summary_sentence(const Record& record) {
    const StateSummary summary = summarize_states(record);
    const auto on_battery = summary.on_battery + summary.low_battery;
    std::string text = fmt::format("{} {}", summary.outages, summary.outages == 1 ? "outage" : "outages");
    if (summary.outages > 0) text += ", " + duration_text(on_battery) + " on battery";
    if (summary.low_battery.count() > 0) text += " (" + duration_text(summary.low_battery) + " of it low)";
    if (summary.no_comm.count() > 0) text += "; no communication for " + duration_text(summary.no_comm);
    if (summary.unwatched.count() > 0) text += "; not recorded for " + duration_text(summary.unwatched);
    return text + ".";
}

std::vector<Happening> happenings(const Record& record) {
    std::vector<Happening> all;
    for (const StateSpan& span : state_spans(record)) {
        const std::string words = span.words.empty() ? "" : ": " + span.words;
        all.push_back({span.from, true, span.state,
                       fmt::format("{}{}, {}", state_words(span.state), words, duration_text(span.to - span.from))});
    }
    for (const Event& event : record.events) all.push_back({event.time, false, std::nullopt, event.text});
    std::ranges::stable_sort(all, {}, &Happening::time);
    return all;
}

const char* state_words(std::optional<State> state) {
    if (!state) return "not recorded";
    switch (*state) {
        case State::online: return "on line";
        case State::on_battery: return "on battery";
        case State::low_battery: return "battery low";
        case State::no_comm: break;
    }
    return "no communication";
}

std::string number_text(double number) {
    std::string text = fmt::format("{:.2f}", number);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text == "-0" ? "0" : text;
}

}  // namespace upsmd::history
