// Where an axis has its marks.
#pragma once

#include <string>
#include <vector>

#include "history/types.h"

namespace upsmd::history {

// From low to high in steps of 1, 2 or 5 times a power of ten; both are multiples of the step.
struct Scale {
    double low = 0.0;
    double high = 1.0;
    double step = 1.0;
    std::string label(double value) const;  // as many digits as the step needs
};

// Around all of low..high, at most `most` steps. low may equal high.
Scale make_scale(double low, double high, int most);

struct TimeTick {
    Stamp time{};
    std::string label;  // "14:30", "26 Nov", "2026"
    std::string below;  // the day, at the first tick and where it changes; else empty
};

// At round local times, between from and to, at most about `most`. Hours that daylight saving leaves out or doubles too.
std::vector<TimeTick> time_ticks(Stamp from, Stamp to, int most);

}  // namespace upsmd::history
