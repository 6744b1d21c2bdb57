// The table of UPSes as lines: columns come and go with the width.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "apps/upsmd/watch/line.h"
#include "apps/upsmd/watch/model.h"
#include "core/time.h"

namespace upsmd::watch {

// Widths in cells without the blank before it; 0: the column is not shown.
struct Columns {
    std::size_t name = 0, state = 0, since = 0, load = 0, load_bar = 0, charge = 0, charge_bar = 0, runtime = 0,
                volts = 0, model = 0;
};

// What fits into `width`: name and state always, then charge, runtime, load, the bars, the time, voltages, the model.
Columns columns_for(std::size_t width, std::span<const Ups* const> upses);

Line table_heading(const Columns& columns, const Glyphs& marks);
Line table_row(const Columns& columns, const Ups& ups, bool selected, Time now, const Glyphs& marks);

// What stands for a severity where there is no colour: "!" critical, "*" on battery, "?" no data, "~" warning.
std::string sign_of(Severity severity);

// The whole table as plain text, as wide as it needs to be and without bars, for pipes: a heading and a line for each
// UPS.
std::string plain_table(std::span<const Ups* const> upses);

}  // namespace upsmd::watch
