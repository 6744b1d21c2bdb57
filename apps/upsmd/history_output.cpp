#include "apps/upsmd/history_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "apps/upsmd/json_value.h"
#include "history/summary.h"
#include "history/time_text.h"

namespace upsmd {
namespace {

using history::Point;
using history::Record;
using history::Series;
using nlohmann::ordered_json;

// Text of a device may hold anything; a terminal gets no control characters.
std::string printable(std::string text) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

// A mean has many digits that mean nothing.
double rounded(double number) { return std::round(number * 1e4) / 1e4; }

ordered_json number_json(std::optional<double> number) {
    return number ? ordered_json(rounded(*number)) : ordered_json(nullptr);
}

std::string number_or(std::optional<double> number, const char* none) {
    return number ? history::number_text(*number) : none;
}

std::string summary_table(const Record& record) {
    const std::vector<history::ValueSummary> values = history::summarize_values(record);
    if (values.empty()) return "";
    std::size_t width = 4;
    for (const history::ValueSummary& value : values) width = std::max(width, value.name.size());
    std::string text = fmt::format("\n  {:{}}  {:>9}  {:>9}  {:>9}  {:>9}\n", "name", width, "lowest", "mean", "highest",
                                   "last");
    for (const history::ValueSummary& value : values)
        text += fmt::format("  {:{}}  {:>9}  {:>9}  {:>9}  {:>9}\n", value.name, width, history::number_text(value.low),
                            history::number_text(value.mean), history::number_text(value.high), number_or(value.last, "-"));
    return text;
}

std::string values_table(const Record& record) {
    struct Row {
        const Point* point;
        const std::string* name;
    };
    std::vector<Row> rows;
    for (const Series& series : record.series)
        for (const Point& point : series.points) rows.push_back({&point, &series.name});
    std::ranges::stable_sort(rows, {}, [](const Row& row) { return row.point->time; });
    std::string text = rows.empty() ? "" : "\n  time                 value\n";
    for (const Row& row : rows) {
        text += fmt::format("  {}  {}: {}", history::plain_time(row.point->time), *row.name,
                            number_or(row.point->value, "-"));
        if (row.point->thinned && row.point->value)
            text += fmt::format(" ({} to {})", number_or(row.point->low, "-"), number_or(row.point->high, "-"));
        text += '\n';
    }
    return text;
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string exact(std::optional<double> number) { return number ? fmt::format("{}", rounded(*number)) : ""; }

const char* state_or_empty(std::optional<State> state) { return state ? state_name(*state).data() : ""; }

}  // namespace

std::string history_table(const std::vector<Record>& records, bool every_value) {
    std::string text;
    for (const Record& record : records) {
        if (!text.empty()) text += '\n';
        text += fmt::format("{}: {} to {}\n  {}\n", record.ups, history::plain_time(record.from),
                            history::plain_time(record.to), history::summary_sentence(record));
        text += every_value ? values_table(record) : summary_table(record);
        text += "\n  time                 what\n";
        for (const history::Happening& row : history::happenings(record))
            text += fmt::format("  {}  {}\n", history::plain_time(row.time), printable(row.text));
    }
    return text;
}

std::string history_json(const std::vector<Record>& records) {
    ordered_json all = ordered_json::array();
    for (const Record& record : records) {
        ordered_json ups{{"ups", record.ups}, {"from", history::iso_time(record.from)}, {"to", history::iso_time(record.to)}};
        ups["states"] = ordered_json::array();
        for (const history::StateSpan& span : history::state_spans(record))
            ups["states"].push_back({{"from", history::iso_time(span.from)},
                                     {"to", history::iso_time(span.to)},
                                     {"state", span.state ? ordered_json(state_name(*span.state)) : ordered_json(nullptr)},
                                     {"ups.status", span.words}});
        ups["events"] = ordered_json::array();
        for (const history::Event& event : record.events)
            ups["events"].push_back({{"time", history::iso_time(event.time)}, {"level", event.kind}, {"text", event.text}});
        ups["values"] = ordered_json::object();
        for (const Series& series : record.series) {
            ordered_json& points = ups["values"][series.name] = ordered_json::array();
            for (const Point& point : series.points) {
                ordered_json object{{"time", history::iso_time(point.time)}, {"value", number_json(point.value)}};
                if (point.thinned && point.value) {
                    object["low"] = number_json(point.low);
                    object["high"] = number_json(point.high);
                }
                points.push_back(std::move(object));
            }
        }
        all.push_back(std::move(ups));
    }
    return one_line(all) + "\n";
}

std::string history_csv(const std::vector<Record>& records) {
    std::string text = "time,ups,name,value,low,high\r\n";
    for (const Record& record : records) {
        const std::string ups = quoted(record.ups);
        for (const history::StateSpan& span : history::state_spans(record))
            text += fmt::format("{},{},upsmd.state,{},,\r\n", history::iso_time(span.from), ups, state_or_empty(span.state));
        for (const Series& series : record.series)
            for (const Point& point : series.points)
                text += fmt::format("{},{},{},{},{},{}\r\n", history::iso_time(point.time), ups, series.name,
                                    exact(point.value), exact(point.low), exact(point.high));
        for (const history::Event& event : record.events)
            text += fmt::format("{},{},event,{},,\r\n", history::iso_time(event.time), ups, quoted(event.text));
    }
    return text;
}

}  // namespace upsmd
