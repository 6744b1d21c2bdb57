// The pages of text: one UPS, and the help.
#include <fmt/format.h>

#include <algorithm>

#include "apps/upsmd/watch/format.h"
#include "apps/upsmd/watch/table.h"
#include "apps/upsmd/watch/view.h"
#include "nut/socket_folder.h"

namespace upsmd::watch {
namespace {

constexpr std::size_t kEventsOfUps = 5;

Line plain(std::string text, Style style = Style::plain) { return Line{{{std::move(text), style}}, false}; }

}  // namespace

std::vector<Line> View::scrolled(std::vector<Line> lines, std::size_t rows) {
    page_rows_ = std::max<std::size_t>(rows, 1);
    first_line_ = std::min(first_line_, lines.size() - std::min(lines.size(), rows));
    lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(first_line_));
    if (lines.size() > rows) lines.resize(rows);
    return lines;
}

std::vector<Line> View::ups_page(const Ups& ups, std::size_t rows, Time now) {
    std::vector<Line> lines;
    const Condition& condition = ups.condition;
    Line head = plain(" " + ups.label + "  ", Style::bold);
    head.spans.push_back({sign_of(condition.severity) + " " + condition.text, style_of(condition.severity)});
    if (ups.since)
        head.spans.push_back({"  for " + age_text(now - *ups.since), Style::plain});
    lines.push_back(std::move(head));
    lines.push_back(plain(" " + nut::printable(ups.path), Style::dim));
    if (!condition.has_data()) lines.push_back(plain(" " + condition.reason, Style::no_data));
    if (!ups.alarm.empty()) lines.push_back(plain(" alarm: " + ups.alarm, Style::warning));
    const nut::UpsMirror::Variables& variables = ups.client->mirror().variables();
    const bool old = !condition.has_data() && !variables.empty();
    lines.push_back(plain(old ? " What was told last, and is not current:" : "", Style::no_data));
    std::size_t width = 0;
    for (const auto& [name, value] : variables) width = std::max(width, std::min<std::size_t>(name.size(), 40));
    for (const auto& [name, value] : variables) {
        Line line = plain(" " + fit(name, std::max(width, name.size()), marks_) + "  ");
        line.spans.push_back({value, old ? Style::dim : Style::bold});
        lines.push_back(std::move(line));
    }
    lines.push_back(plain(""));
    lines.push_back(plain(" Events", Style::bold));
    for (Line& line : event_lines(ups.path, kEventsOfUps)) lines.push_back(std::move(line));
    return scrolled(std::move(lines), rows);
}

std::vector<Line> View::help_page(std::size_t rows) {
    const std::string arrows(marks_.arrows);
    std::vector<Line> lines;
    lines.push_back(plain(" Keys", Style::bold));
    for (const auto& [key, what] : {std::pair<std::string, const char*>{arrows + ", j k", "choose a UPS, scroll"},
                                    {"PgUp PgDn", "a page at a time"},
                                    {"Home End", "first and last; at the top the choice stays with the worst"},
                                    {"Enter", "all that is known of the UPS; back"},
                                    {"s", "sort by trouble, name, load, charge, runtime"},
                                    {"x", "forget those whose socket is gone"},
                                    {"?", "this page"},
                                    {"q, Esc", "back; q in the table: quit"}})
        lines.push_back(plain("   " + fit(key, 14, marks_) + what));
    lines.push_back(plain(""));
    lines.push_back(plain(" Signs", Style::bold));
    for (const auto& [severity, what] : {std::pair{Severity::critical,
                                                   "battery low on battery, shutdown, no data since on battery"},
                                         {Severity::on_battery, "on battery"},
                                         {Severity::no_data, "the driver does not answer, or has no current data"},
                                         {Severity::warning, "overload, alarm, bypass, off, replace battery"}}) {
        Line line = plain("   ");
        line.spans.push_back({sign_of(severity), style_of(severity)});
        line.spans.push_back({fmt::format("{:13}{}", "", what), Style::plain});
        lines.push_back(std::move(line));
    }
    lines.push_back(plain(""));
    lines.push_back(plain(" FOR: since when it is so, where that was seen."));
    lines.push_back(plain(" Without current data the table shows no values; the page of the UPS has the last ones."));
    return scrolled(std::move(lines), rows);
}

}  // namespace upsmd::watch
