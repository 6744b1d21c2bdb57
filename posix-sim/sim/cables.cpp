#include "posix-sim/sim/cables.h"

#include <array>

namespace upsmd::sim {

namespace {

constexpr OutputSignal kNoOutput{Output::kNone, true};
constexpr OutputSignal kDtrHigh{Output::kDtr, true};
constexpr OutputSignal kRtsHigh{Output::kRts, true};
constexpr OutputSignal kBreakOn{Output::kBreak, true};
constexpr InputSignal kNoInput{Input::kNone, true};
constexpr InputSignal kCtsHigh{Input::kCts, true};
constexpr InputSignal kCtsLow{Input::kCts, false};
constexpr InputSignal kDcdHigh{Input::kDcd, true};
constexpr InputSignal kDcdLow{Input::kDcd, false};
constexpr InputSignal kRiHigh{Input::kRi, true};

// name, on battery when, low battery when, killed by, powered by
constexpr std::array<Cable, 21> kCables = {{
    {"apc-940-0020b", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    {"apc-940-0020c", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    {"apc-940-0119a", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    {"apc-940-0127a", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    {"apc-940-0128a", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    {"apc-940-0095a", kRiHigh, kDcdHigh, kRtsHigh, kDtrHigh},
    {"apc-940-0095c", kRiHigh, kDcdHigh, kRtsHigh, kDtrHigh},
    {"apc-940-0095b", kRiHigh, kNoInput, kRtsHigh, kDtrHigh},
    {"apc-940-0023a", kDcdHigh, kCtsHigh, kRtsHigh, kNoOutput},
    {"cyberpower", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh},
    {"victron-lite", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh},
    {"gamatronic", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh},
    {"rups-2000", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh},
    // The only cable that is killed by dropping its power line.
    {"generic-rups", kCtsLow, kDcdLow, {Output::kRts, false}, kNoOutput},
    {"tripplite-lan", kCtsLow, kDcdLow, kRtsHigh, kDtrHigh},
    {"best-patriot", kCtsLow, kDcdLow, kRtsHigh, kDtrHigh},
    {"online-p", {Input::kDcd, false}, {Input::kCts, false}, kRtsHigh, kDtrHigh},
    {"powertech", kCtsHigh, kDcdHigh, kRtsHigh, kDtrHigh},
    {"powerware-3115", kCtsHigh, kDcdLow, kBreakOn, kNoOutput},
    {"powerware-5119", kCtsLow, kDcdLow, kBreakOn, kDtrHigh},
    {"apcupsd-simple", kDcdHigh, kCtsLow, kRtsHigh, kDtrHigh},
}};

constexpr unsigned kPowerFail = 0x02;
constexpr unsigned kLowBattery = 0x04;
constexpr unsigned kCanTurnOff = 0x08;
constexpr unsigned kPowerFailHigh = 0x10;
constexpr unsigned kLowBatteryHigh = 0x20;
constexpr unsigned kTurnOffHigh = 0x40;

}  // namespace

const Cable* find_cable(std::string_view name) {
    for (const Cable& cable : kCables) {
        if (cable.name == name) return &cable;
    }
    return nullptr;
}

std::string cable_names() {
    std::string names;
    for (const Cable& cable : kCables) {
        if (!names.empty()) names += ' ';
        names += cable.name;
    }
    return names;
}

Cable cable_from_mask(unsigned options) {
    Cable cable{"options mask", kNoInput, kNoInput, kNoOutput, kNoOutput};
    if ((options & kPowerFail) != 0) cable.on_battery = {Input::kCts, (options & kPowerFailHigh) != 0};
    if ((options & kLowBattery) != 0) cable.low_battery = {Input::kDcd, (options & kLowBatteryHigh) != 0};
    if ((options & kCanTurnOff) != 0) cable.kill = {Output::kDtr, (options & kTurnOffHigh) != 0};
    return cable;
}

bool at_level(const OutputSignal& signal, const OutputLines& lines) {
    switch (signal.line) {
        case Output::kNone: return false;
        case Output::kDtr: return lines.dtr == signal.high;
        case Output::kRts: return lines.rts == signal.high;
        case Output::kBreak: return lines.brk == signal.high;
    }
    return false;
}

void drive(const InputSignal& signal, bool fact, InputLines& lines) {
    const bool level = fact == signal.high;
    switch (signal.line) {
        case Input::kNone: break;
        case Input::kCts: lines.cts = level; break;
        case Input::kDsr: lines.dsr = level; break;
        case Input::kRi: lines.ri = level; break;
        case Input::kDcd: lines.dcd = level; break;
    }
}

}  // namespace upsmd::sim
