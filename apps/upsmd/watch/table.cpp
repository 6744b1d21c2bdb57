#include "apps/upsmd/watch/table.h"

#include <algorithm>
#include <array>

#include "apps/upsmd/watch/format.h"

namespace upsmd::watch {
namespace {

constexpr std::size_t kSigns = 2;  // the selection's and the severity's
constexpr std::size_t kState = 16;

std::size_t longest(std::span<const Ups* const> upses, std::string Ups::*text) {
    std::size_t most = 0;
    for (const Ups* ups : upses) most = std::max(most, (ups->*text).size());
    return most;
}

Style load_style(double load) { return load >= 100 ? Style::critical : load >= 80 ? Style::warning : Style::fine; }

Style charge_style(double charge) { return charge < 20 ? Style::critical : charge < 50 ? Style::warning : Style::fine; }

void add(Line& line, const std::string& text, Style style = Style::plain) {
    line.spans.push_back({" ", Style::plain});
    line.spans.push_back({text, style});
}

// A bar and its number. The bar of what is bad is no inverse video: it would look full.
void add_percent(Line& line, const std::optional<double>& percent, std::size_t bar_width, std::size_t width,
                 Style style, const Glyphs& marks) {
    if (style == Style::critical) style = Style::no_data;
    if (bar_width > 0) {
        if (percent)
            add(line, bar(*percent, bar_width, marks), style);
        else
            add(line, std::string(bar_width, ' '));
    }
    if (width > 0) add(line, fit_right(percent_text(percent), width, marks));
}

}  // namespace

Columns columns_for(std::size_t width, std::span<const Ups* const> upses) {
    Columns columns;
    const std::size_t room = width > kSigns + 1 ? width - kSigns - 1 : 0;
    const std::size_t longest_name = longest(upses, &Ups::label);
    columns.name = std::min(std::clamp<std::size_t>(longest_name, 4, 16), room * 2 / 5);
    columns.state = std::min(kState, room - columns.name);
    std::size_t rest = room - columns.name - columns.state;
    const auto want = [&rest](std::size_t& column, std::size_t wanted) {
        if (rest < wanted + 1) return;
        column = wanted;
        rest -= wanted + 1;
    };
    want(columns.charge, 4);
    want(columns.runtime, 7);
    want(columns.load, 4);
    want(columns.charge_bar, 4);
    want(columns.since, 5);
    want(columns.volts, 7);
    want(columns.load_bar, 4);
    want(columns.model, 8);
    const auto widen = [&rest](std::size_t& column, std::size_t to) {
        if (column == 0 || column >= to) return;
        const std::size_t more = std::min(to - column, rest);
        column += more;
        rest -= more;
    };
    widen(columns.name, std::min<std::size_t>(longest_name, 32));
    widen(columns.model, std::min<std::size_t>(longest(upses, &Ups::model), 20));
    widen(columns.state, 24);
    widen(columns.charge_bar, 10);
    widen(columns.load_bar, 10);
    widen(columns.state, 40);
    return columns;
}

Line table_heading(const Columns& columns, const Glyphs& marks) {
    Line line;
    line.spans.push_back({std::string(kSigns, ' '), Style::heading});
    const auto head = [&](const char* text, std::size_t width, bool right = false) {
        if (width == 0) return;
        const std::string fitted = right ? fit_right(text, width, marks) : fit(text, width, marks);
        line.spans.push_back({" " + fitted, Style::heading});
    };
    const auto with_bar = [](std::size_t bar_width, std::size_t width) {
        return bar_width > 0 ? bar_width + 1 + width : width;
    };
    line.spans.push_back({fit("NAME", columns.name, marks), Style::heading});
    head("STATE", columns.state);
    head("FOR", columns.since, true);
    head("LOAD", with_bar(columns.load_bar, columns.load), columns.load_bar == 0);
    const bool has_bar = columns.charge_bar > 0;
    head(has_bar ? "CHARGE" : "CHG", with_bar(columns.charge_bar, columns.charge), !has_bar);
    head("RUNTIME", columns.runtime, true);
    head("IN/OUT", columns.volts, true);
    head("MODEL", columns.model);
    return line;
}

std::string sign_of(Severity severity) {
    switch (severity) {
        case Severity::critical: return "!";
        case Severity::on_battery: return "*";
        case Severity::no_data: return "?";
        case Severity::warning: return "~";
        case Severity::opening:
        case Severity::fine: break;
    }
    return " ";
}

Line table_row(const Columns& columns, const Ups& ups, bool selected, Time now, const Glyphs& marks) {
    Line line;
    line.selected = selected;
    const Style style = style_of(ups.condition.severity);
    line.spans.push_back({selected ? ">" : " ", Style::bold});
    line.spans.push_back({sign_of(ups.condition.severity), style});
    line.spans.push_back({fit(ups.label, columns.name, marks), selected ? Style::bold : Style::plain});
    add(line, fit(ups.condition.text, columns.state, marks), style);
    if (columns.since > 0)
        add(line, fit_right(ups.since ? age_text(now - *ups.since) : "", columns.since, marks), Style::dim);
    // Old values must not pass for new ones.
    const bool current = ups.condition.has_data();
    const auto now_only = [current](const std::optional<double>& value) { return current ? value : std::nullopt; };
    const Style load = load_style(ups.load.value_or(0));
    const Style charge = charge_style(ups.charge.value_or(0));
    add_percent(line, now_only(ups.load), columns.load_bar, columns.load, load, marks);
    add_percent(line, now_only(ups.charge), columns.charge_bar, columns.charge, charge, marks);
    if (columns.runtime > 0) add(line, fit_right(runtime_text(now_only(ups.runtime)), columns.runtime, marks));
    if (columns.volts > 0)
        add(line, fit_right(volts_text(now_only(ups.input)) + "/" + volts_text(now_only(ups.output)), columns.volts,
                            marks));
    if (columns.model > 0) add(line, fit(ups.model, columns.model, marks), Style::dim);
    return line;
}

std::string plain_table(std::span<const Ups* const> upses) {
    using Row = std::array<std::string, 8>;
    std::vector<Row> rows{{"NAME", "STATE", "LOAD", "CHARGE", "RUNTIME", "INPUT", "OUTPUT", "MODEL"}};
    for (const Ups* ups : upses) {
        const bool current = ups->condition.has_data();
        const auto shown = [&](const std::optional<double>& value) { return current ? value : std::nullopt; };
        rows.push_back({ups->label, ups->condition.text + (current ? "" : ": " + ups->condition.reason),
                        percent_text(shown(ups->load)), percent_text(shown(ups->charge)),
                        runtime_text(shown(ups->runtime)), volts_text(shown(ups->input)),
                        volts_text(shown(ups->output)), ups->model.empty() ? "-" : ups->model});
    }
    std::array<std::size_t, 8> widths{};
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string text;
    for (const Row& row : rows) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) text += fit(row[i], widths[i] + 2, glyphs(false));
        text += row.back() + "\n";
    }
    return text;
}

}  // namespace upsmd::watch
