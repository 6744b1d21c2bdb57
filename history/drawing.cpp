#include "history/drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "history/local_time.h"
#include "history/markup.h"
#include "history/panels.h"
#include "history/summary.h"
#include "history/ticks.h"
#include "history/time_text.h"

namespace upsmd::history {
namespace {

// Pixels.
constexpr int kWidth = 960;
constexpr int kLeft = 52;
constexpr int kRight = 20;
constexpr int kPlot = kWidth - kLeft - kRight;
constexpr int kHead = 30;        // name and period
constexpr int kStateTop = 54;    // of the strip; its legend is above
constexpr int kStateHeight = 16;
constexpr int kPanelTitle = 30;  // above each panel
constexpr int kPanelHeight = 120;
constexpr int kFoot = 44;        // the time axis' labels
constexpr int kTimeTicks = 12;
constexpr int kLineColors = 8;

class Drawing {
  public:
    // named: with the UPS's name above.
    Drawing(const Record& record, int top, bool named)
        : record_(record), top_(top), named_(named), panels_(make_panels(record)), spans_(state_spans(record)) {}

    int height() const {
        return kStateTop + kStateHeight + static_cast<int>(panels_.size()) * (kPanelTitle + kPanelHeight) + kFoot;
    }

    std::string draw() {
        head();
        state_legend();
        time_grid();
        state_strip();
        for (std::size_t i = 0; i < panels_.size(); ++i) panel(panels_[i], panel_top(i));
        return std::move(out_);
    }

  private:
    int panel_top(std::size_t index) const {
        return top_ + kStateTop + kStateHeight + static_cast<int>(index) * (kPanelTitle + kPanelHeight) + kPanelTitle;
    }
    int bottom() const { return top_ + height() - kFoot; }

    double x(Stamp time) const {
        const auto length = std::max<std::int64_t>((record_.to - record_.from).count(), 1);
        return kLeft + static_cast<double>((time - record_.from).count()) / static_cast<double>(length) * kPlot;
    }

    template <typename... Values>
    void put(fmt::format_string<Values...> format, Values&&... values) {
        out_ += fmt::format(format, std::forward<Values>(values)...);
        out_ += '\n';
    }

    void head() {
        const std::string offset = iso_time(record_.to).substr(19);
        if (named_) put(R"(<text class="name" x="{}" y="{}">{}</text>)", kLeft, top_ + 20, markup_text(record_.ups));
        put(R"(<text class="small" x="{}" y="{}" text-anchor="end">{} – {} (UTC{})</text>)", kWidth - kRight, top_ + 20,
            plain_time(record_.from).substr(0, 16), plain_time(record_.to).substr(0, 16), offset);
    }

    void state_legend() {
        int left = kLeft;
        for (const std::optional<State> state : {std::optional(State::online), std::optional(State::on_battery),
                                                 std::optional(State::low_battery), std::optional(State::no_comm),
                                                 std::optional<State>()}) {
            put(R"(<rect class="{}" x="{}" y="{}" width="10" height="10" rx="2"/>)", state_class(state), left,
                top_ + kHead + 7);
            put(R"(<text class="small" x="{}" y="{}">{}</text>)", left + 15, top_ + kHead + 16, state_words(state));
            left += 40 + 6 * static_cast<int>(std::string_view(state_words(state)).size());
        }
    }

    void time_grid() {
        for (const TimeTick& tick : time_ticks(record_.from, record_.to, kTimeTicks)) {
            const double at = x(tick.time);
            put(R"(<line class="grid" x1="{0:.1f}" x2="{0:.1f}" y1="{1}" y2="{2}"/>)", at, top_ + kStateTop, bottom() + 4);
            put(R"(<text class="small" x="{:.1f}" y="{}" text-anchor="middle">{}</text>)", at, bottom() + 17, tick.label);
            if (!tick.below.empty())
                put(R"(<text class="day" x="{:.1f}" y="{}" text-anchor="middle">{}</text>)", at, bottom() + 31, tick.below);
        }
    }

    // The strip, and a tint of everything that is not "on line" behind the panels.
    void state_strip() {
        for (const StateSpan& span : spans_) {
            const double left = x(span.from);
            const double width = std::max(x(span.to) - left, 1.0);  // an outage of a second is still to be seen
            const std::string words = span.words.empty() ? "" : " (" + markup_text(span.words) + ")";
            put(R"(<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}"><title>{}{}: {} – {}, {}</title></rect>)",
                state_class(span.state), left, top_ + kStateTop, width, kStateHeight, state_words(span.state), words,
                plain_time(span.from), plain_time(span.to), duration_text(span.to - span.from));
            if (span.state == State::online) continue;
            for (std::size_t i = 0; i < panels_.size(); ++i)
                put(R"(<rect class="{} tint" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>)", state_class(span.state), left,
                    panel_top(i), width, kPanelHeight);
        }
    }

    void panel(const Panel& panel, int top) {
        put(R"(<text class="title" x="{}" y="{}">{}</text>)", kLeft, top - 9, panel.title);
        const double steps = (panel.scale.high - panel.scale.low) / panel.scale.step;
        for (int i = 0; i <= static_cast<int>(steps + 0.5); ++i) {
            const double value = panel.scale.low + i * panel.scale.step;
            const double y = y_of(panel.scale, top, value);
            put(R"(<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>)", kLeft, kWidth - kRight, y, y);
            put(R"(<text class="small" x="{}" y="{:.1f}" text-anchor="end">{}</text>)", kLeft - 7, y + 4,
                panel.scale.label(value));
        }
        int legend = kLeft + 20 + 8 * static_cast<int>(panel.title.size());
        for (std::size_t i = 0; i < panel.lines.size(); ++i) {
            const Line& line = panel.lines[i];
            const int color = static_cast<int>(i) % kLineColors;
            put(R"(<line class="line l{}" x1="{}" x2="{}" y1="{}" y2="{}"/>)", color, legend, legend + 16, top - 13,
                top - 13);
            put(R"(<text class="small" x="{}" y="{}">{}</text>)", legend + 21, top - 9, line.label);
            legend += 40 + 7 * static_cast<int>(line.label.size());
            draw_line(panel, line, top, color);
        }
    }

    static double y_of(const Scale& scale, int top, double value) {
        const double share = (value - scale.low) / (scale.high - scale.low);
        return top + kPanelHeight * (1.0 - std::clamp(share, 0.0, 1.0));
    }

    void draw_line(const Panel& panel, const Line& line, int top, int color) {
        const auto columns = make_columns(*line.series, record_.from, record_.to, kPlot);
        const auto y = [&](double value) { return y_of(panel.scale, top, value * panel.factor); };
        std::string path;
        std::string band;  // between the extremes, where thinned rows have any
        bool drawing = false;
        double last = 0.0;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto& column = columns[i];
            if (!column) {
                drawing = false;
                continue;
            }
            const int at = kLeft + static_cast<int>(i);
            // Steps: up and down within the pixel, level to the next one.
            const bool level = drawing && column->low == column->high && column->first == last;
            if (!drawing) path += fmt::format("M{} {:.1f}", at, y(column->first));
            if (!level) {
                path += fmt::format("H{}V{:.1f}", at, y(column->first));
                if (column->low != column->high)
                    path += fmt::format("V{:.1f}V{:.1f}V{:.1f}", y(column->low), y(column->high), y(column->last));
            }
            const bool ends = i + 1 == columns.size() || !columns[i + 1];
            if (ends) path += fmt::format("H{}", at + 1);
            if (column->least < column->low || column->most > column->high)
                band += fmt::format("M{0} {1:.1f}H{2}V{3:.1f}H{0}Z", at, y(column->most), at + 1, y(column->least));
            last = column->last;
            drawing = true;
        }
        if (!band.empty()) put(R"(<path class="band b{}" d="{}"/>)", color, band);
        put(R"(<path class="line l{}" d="{}"/>)", color, path);
    }

    const Record& record_;
    int top_;
    bool named_;
    std::vector<Panel> panels_;
    std::vector<StateSpan> spans_;
    std::string out_;
};

}  // namespace

std::string draw_inline(const Record& record) {
    Drawing drawing(record, 0, false);
    const int height = drawing.height();
    return fmt::format(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img")", kWidth, height) +
           fmt::format(R"( aria-label="{}: {} to {}">)", markup_text(record.ups), plain_time(record.from),
                       plain_time(record.to)) +
           "\n" + drawing.draw() + "</svg>\n";
}

std::string draw_file(const std::vector<Record>& records) {
    constexpr int kMargin = 10;
    int top = kMargin;
    std::string body;
    for (const Record& record : records) {
        Drawing drawing(record, top, true);
        top += drawing.height() + kMargin;
        body += drawing.draw();
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\">\n"
                       "<style>\n{2}</style>\n<rect class=\"paper\" width=\"{0}\" height=\"{1}\"/>\n{3}</svg>\n",
                       kWidth, top, drawing_style(), body);
}

}  // namespace upsmd::history
