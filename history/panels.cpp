#include "history/panels.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace upsmd::history {
namespace {

constexpr int kSteps = 5;

struct Kind {
    std::string_view title;
    struct Member {
        std::string_view name, label;
    };
    std::array<Member, 8> members;
    // The scale holds at least these, where they are given; and it is never narrower than `least_span`.
    std::optional<double> low, high;
    double least_span;
    double factor = 1.0;
};

const std::array kKinds{
    Kind{"Voltage (V)",
         {{{"input.voltage", "input"},
           {"output.voltage", "output"},
           {"input.L1-N.voltage", "input L1"},
           {"input.L2-N.voltage", "input L2"},
           {"input.L3-N.voltage", "input L3"},
           {"output.L1-N.voltage", "output L1"},
           {"output.L2-N.voltage", "output L2"},
           {"output.L3-N.voltage", "output L3"}}},
         std::nullopt, std::nullopt, 20.0},
    Kind{"Charge and load (%)",
         {{{"battery.charge", "battery charge"},
           {"ups.load", "load"},
           {"output.L1.power.percent", "load L1"},
           {"output.L2.power.percent", "load L2"},
           {"output.L3.power.percent", "load L3"}}},
         0.0, 100.0, 100.0},
    Kind{"Battery (V)", {{{"battery.voltage", "battery"}}}, std::nullopt, std::nullopt, 2.0},
    Kind{"Runtime (min)", {{{"battery.runtime", "battery"}}}, 0.0, std::nullopt, 5.0, 1.0 / 60.0},
    Kind{"Frequency (Hz)", {{{"input.frequency", "input"}, {"output.frequency", "output"}}}, std::nullopt, std::nullopt,
         2.0},
    Kind{"Temperature (°C)",
         {{{"ups.temperature", "UPS"}, {"battery.temperature", "battery"}, {"ambient.temperature", "ambient"}}},
         std::nullopt, std::nullopt, 10.0},
};

Scale scale_of(const Kind& kind, const std::vector<Line>& lines) {
    std::optional<double> low = kind.low;
    std::optional<double> high = kind.high;
    for (const Line& line : lines)
        for (const Point& point : line.series->points) {
            if (!point.low || !point.high) continue;
            low = std::min(low.value_or(*point.low * kind.factor), *point.low * kind.factor);
            high = std::max(high.value_or(*point.high * kind.factor), *point.high * kind.factor);
        }
    double bottom = low.value_or(0.0);
    double top = std::max(high.value_or(1.0), bottom);
    const double missing = kind.least_span - (top - bottom);
    if (missing > 0.0) {
        if (!kind.low) bottom -= missing / 2;
        top += kind.low ? missing : missing / 2;
    }
    return make_scale(bottom, top, kSteps);
}

void hold(std::optional<Column>& column, const Point& point) {
    const double value = *point.value;
    const double low = point.low.value_or(value);
    const double high = point.high.value_or(value);
    if (!column) {
        column = Column{value, value, value, value, low, high};
        return;
    }
    column->last = value;
    column->low = std::min(column->low, value);
    column->high = std::max(column->high, value);
    column->least = std::min(column->least, low);
    column->most = std::max(column->most, high);
}

}  // namespace

std::vector<Panel> make_panels(const Record& record) {
    std::vector<Panel> panels;
    for (const Kind& kind : kKinds) {
        Panel panel{std::string(kind.title), {}, {}, kind.factor};
        for (const auto& [name, label] : kind.members)
            for (const Series& series : record.series)
                if (!name.empty() && series.name == name) panel.lines.push_back({std::string(label), &series});
        if (panel.lines.empty()) continue;
        panel.scale = scale_of(kind, panel.lines);
        panels.push_back(std::move(panel));
    }
    return panels;
}

std::vector<std::optional<Column>> make_columns(const Series& series, Stamp from, Stamp to, int width) {
    std::vector<std::optional<Column>> columns(static_cast<std::size_t>(width));
    const double per_pixel = static_cast<double>(std::max<std::int64_t>((to - from).count(), 1)) / width;
    const auto pixel = [&](Stamp time) {
        return std::clamp(static_cast<int>(static_cast<double>((time - from).count()) / per_pixel), 0, width - 1);
    };
    for (std::size_t i = 0; i < series.points.size(); ++i) {
        const Point& point = series.points[i];
        if (!point.value) continue;
        const Stamp end = i + 1 < series.points.size() ? series.points[i + 1].time : to;
        for (int x = pixel(point.time); x <= pixel(end); ++x) hold(columns[static_cast<std::size_t>(x)], point);
    }
    return columns;
}

}  // namespace upsmd::history
