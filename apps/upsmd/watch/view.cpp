#include "apps/upsmd/watch/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "apps/upsmd/watch/table.h"

namespace upsmd::watch {
namespace {

// Fewer lines than this have no room for a title, headings and keys.
constexpr std::size_t kRowsForFrame = 5;
constexpr std::size_t kRowsForEvents = 10;

std::string summary_word(Severity severity) {
    switch (severity) {
        case Severity::critical: return "CRITICAL";
        case Severity::on_battery: return "ON BATTERY";
        case Severity::no_data: return "NO DATA";
        case Severity::warning: return "warning";
        case Severity::opening: return "connecting";
        case Severity::fine: return "fine";
    }
    return "";
}

Line plain(std::string text, Style style = Style::plain) { return Line{{{std::move(text), style}}, false}; }

// Where there is nothing to show, why.
std::vector<Line> nothing_found(const Surroundings& surroundings) {
    std::vector<Line> lines{plain(" No UPS: no driver's socket in", Style::warning)};
    for (const std::string& folder : surroundings.folders) lines.push_back(plain("   " + folder));
    lines.push_back(plain(" Sockets that come are shown at once."));
    return lines;
}

}  // namespace

View::Wish View::on_key(Key key) {
    if (key == Key::interrupt) return Wish::quit;
    if (key == Key::stop) return Wish::stop;
    if (key == Key::quit || key == Key::back) {
        if (page_ == Page::table) return key == Key::quit ? Wish::quit : Wish::nothing;
        page_ = Page::table;
    } else if (key == Key::help) {
        page_ = page_ == Page::help ? Page::table : Page::help;
        first_line_ = 0;
    } else if (page_ != Page::table) {
        if (key == Key::enter) page_ = Page::table;
        move_in_text(key);
    } else if (key == Key::sort) {
        sorting_ = static_cast<SortBy>((static_cast<int>(sorting_) + 1) % kSortings);
    } else if (key == Key::forget) {
        return Wish::forget;
    } else if (key == Key::enter) {
        if (model_.size() == 0) return Wish::nothing;
        // From now on the page is that UPS's, whatever comes first in the table.
        if (model_.find(selected_) == nullptr) selected_ = model_.sorted(sorting_).front()->path;
        page_ = Page::ups;
        first_line_ = 0;
    } else {
        move_in_table(key);
    }
    return Wish::nothing;
}

void View::move_in_table(Key key) {
    const auto order = model_.sorted(sorting_);
    if (order.empty()) return;
    const auto found = std::ranges::find(order, selected_, &Ups::path);
    const auto last = static_cast<long>(order.size()) - 1;
    long at = found == order.end() ? 0 : found - order.begin();
    const long page = std::max(1L, static_cast<long>(page_rows_) - 1);
    if (key == Key::up) --at;
    if (key == Key::down) ++at;
    if (key == Key::page_up) at -= page;
    if (key == Key::page_down) at += page;
    if (key == Key::home) at = 0;
    if (key == Key::end) at = last;
    at = std::clamp(at, 0L, last);
    // At the top the selection stays there: with what is worst.
    selected_ = at == 0 ? "" : order[static_cast<std::size_t>(at)]->path;
}

void View::move_in_text(Key key) {
    const std::size_t page = std::max<std::size_t>(page_rows_, 2) - 1;
    if (key == Key::up) first_line_ -= std::min<std::size_t>(first_line_, 1);
    if (key == Key::down) ++first_line_;
    if (key == Key::page_up) first_line_ -= std::min(first_line_, page);
    if (key == Key::page_down) first_line_ += page;
    if (key == Key::home) first_line_ = 0;
    if (key == Key::end) first_line_ = SIZE_MAX / 2;
}

std::vector<Line> View::render(std::size_t columns, std::size_t rows, Time now, const std::string& clock,
                               const Surroundings& surroundings) {
    const bool framed = rows >= kRowsForFrame;
    const std::size_t inner = framed ? rows - 2 : rows;
    const Ups* ups = page_ == Page::ups ? model_.find(selected_) : nullptr;
    if (page_ == Page::ups && ups == nullptr) page_ = Page::table;  // forgotten meanwhile
    std::vector<Line> lines;
    switch (page_) {
        case Page::table: lines = table_page(columns, inner, now, surroundings); break;
        case Page::ups: lines = ups_page(*ups, inner, now); break;
        case Page::help: lines = help_page(inner); break;
    }
    lines.resize(inner);
    if (framed) {
        lines.insert(lines.begin(), title(clock));
        lines.push_back(footer());
    }
    for (Line& line : lines) cut(line, columns);
    return lines;
}

Line View::title(const std::string& clock) const {
    Line line = plain(fmt::format(" {}  {} UPS{}", clock, model_.size(), model_.size() == 1 ? "" : "es"), Style::bold);
    const char* before = ": ";
    for (const Severity severity : {Severity::critical, Severity::on_battery, Severity::no_data, Severity::warning,
                                    Severity::opening, Severity::fine}) {
        const std::size_t count = model_.count(severity);
        if (count == 0) continue;
        line.spans.push_back({before, Style::plain});
        line.spans.push_back({fmt::format("{} {}", count, summary_word(severity)), style_of(severity)});
        before = ", ";
    }
    return line;
}

Line View::footer() const {
    const std::string arrows(marks_.arrows);
    switch (page_) {
        case Page::table:
            return plain(fmt::format(" {} choose  Enter details  s sort: {}  ? help  q quit", arrows,
                                     sorting_name(sorting_)), Style::dim);
        case Page::ups: return plain(fmt::format(" {} scroll  Enter, q back  ? help", arrows), Style::dim);
        case Page::help: return plain(" q back", Style::dim);
    }
    return {};
}

std::vector<Line> View::table_page(std::size_t columns, std::size_t rows, Time now, const Surroundings& surroundings) {
    std::vector<Line> notes;
    for (const std::string& complaint : surroundings.complaints)
        notes.push_back(plain(" " + complaint, Style::warning));
    if (surroundings.left_out > 0)
        notes.push_back(plain(fmt::format(" {} more sockets are not watched", surroundings.left_out), Style::warning));
    const auto order = model_.sorted(sorting_);
    if (order.empty()) {
        std::vector<Line> lines = nothing_found(surroundings);
        lines.insert(lines.end(), notes.begin(), notes.end());
        return lines;
    }
    const Columns widths = columns_for(columns, order);
    std::vector<Line> lines;
    if (rows > 3) lines.push_back(table_heading(widths, marks_));
    const std::size_t room = rows - lines.size();
    // A third for what happened, and all that the table leaves.
    const std::size_t for_events = rows >= kRowsForEvents ? std::max<std::size_t>(3, rows / 3) : 0;
    const std::size_t others = for_events + (room > 3 ? notes.size() : 0);
    page_rows_ = std::max<std::size_t>(1, std::min(order.size(), room - std::min(room, others)));
    const auto found = std::ranges::find(order, selected_, &Ups::path);
    const auto at = found == order.end() ? 0 : static_cast<std::size_t>(found - order.begin());
    first_row_ = std::min({first_row_, at, order.size() - page_rows_});
    if (at >= first_row_ + page_rows_) first_row_ = at + 1 - page_rows_;
    for (std::size_t i = first_row_; i < first_row_ + page_rows_; ++i)
        lines.push_back(table_row(widths, *order[i], i == at, now, marks_));
    if (room > 3) lines.insert(lines.end(), notes.begin(), notes.end());
    if (rows < lines.size() + 2 || for_events == 0) return lines;
    std::string rule;
    for (std::size_t i = 0; i < columns; ++i) rule += marks_.rule;
    Line heading = plain(" Events ", Style::bold);
    if (page_rows_ < order.size())
        heading.spans.push_back({fmt::format("(UPSes {} to {} of {} above) ", first_row_ + 1, first_row_ + page_rows_,
                                             order.size()), Style::plain});
    heading.spans.push_back({rule, Style::dim});
    lines.push_back(std::move(heading));
    for (Line& line : event_lines("", rows - lines.size())) lines.push_back(std::move(line));
    return lines;
}

std::vector<Line> View::event_lines(const std::string& path, std::size_t rows) const {
    std::vector<Line> lines;
    for (const Event& event : model_.events()) {
        if (lines.size() == rows) break;
        if (!path.empty() && event.path != path) continue;
        Line line = plain(" " + event.time + " ", Style::dim);
        line.spans.push_back({sign_of(event.severity) + " ", style_of(event.severity)});
        if (path.empty()) line.spans.push_back({event.label + "  ", Style::plain});
        line.spans.push_back({event.text, style_of(event.severity)});
        lines.push_back(std::move(line));
    }
    if (lines.empty() && rows > 0) lines.push_back(plain(" none since the start", Style::dim));
    return lines;
}

}  // namespace upsmd::watch
