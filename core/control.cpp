#include "core/control.h"

#include <algorithm>
#include <cassert>

namespace upsmd {
namespace {

// Row n is the name of enumerator n.
constexpr std::array<std::string_view, kControlCount> kNames{
    "shutdown.return",    "shutdown.stayoff",    "shutdown.stop",      "load.off",
    "load.on",            "test.battery.start.quick", "test.battery.start.deep", "test.battery.start",
    "test.battery.stop",  "test.panel.start",    "test.failure.start", "calibrate.start",
    "calibrate.stop",     "beeper.enable",       "beeper.disable",     "beeper.toggle",
    "bypass.start",       "bypass.stop",         "outlet.1.load.off",  "outlet.1.load.on",
    "outlet.2.load.off",  "outlet.2.load.on",    "outlet.3.load.off",  "outlet.3.load.on",
    "outlet.4.load.off",  "outlet.4.load.on",    "beeper.mute"};

}  // namespace

std::string_view control_name(Control control) { return kNames[static_cast<std::size_t>(control)]; }

std::optional<Control> control_by_name(std::string_view name) {
    const auto* const row = std::find(kNames.begin(), kNames.end(), name);
    if (row == kNames.end()) return std::nullopt;
    return static_cast<Control>(row - kNames.begin());
}

void Script::add(const Step& step) {
    assert(count_ < kMax);
    if (count_ < kMax) steps_[count_++] = step;
}

}  // namespace upsmd
