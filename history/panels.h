// Which values are drawn together, and what they look like at a width in pixels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "history/reader.h"
#include "history/ticks.h"

namespace upsmd::history {

struct Line {
    std::string label;  // "input"
    const Series* series = nullptr;
};

struct Panel {
    std::string title;  // "Voltage (V)"
    std::vector<Line> lines;
    Scale scale;
    double factor = 1.0;  // from NUT's unit to the panel's
};

// Those of which something is known, from top to bottom. `record` must outlive them.
std::vector<Panel> make_panels(const Record& record);

// What a line does within one pixel's width. `low` and `high` are where the line goes, `least` and `most` the extremes that
// thinned rows tell.
struct Column {
    double first = 0.0, last = 0.0;
    double low = 0.0, high = 0.0;
    double least = 0.0, most = 0.0;
};

// One for each pixel; no value: nothing is known in it.
std::vector<std::optional<Column>> make_columns(const Series& series, Stamp from, Stamp to, int width);

}  // namespace upsmd::history
