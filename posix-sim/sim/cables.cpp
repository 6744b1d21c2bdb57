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
constexpr OutputSignal kRtsLow{Output::kRts, false};

// The wiring at the UPS. Where the descriptions leave the turn-off open, here stands the most dangerous of what they
// say: a program must not come near any of it. Columns: name, on battery when, low battery when, killed by, powered by;
// replace battery when, on bypass when, killed only if this stands too
constexpr std::array kCables = {
    Cable{"apc-940-0020b", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    Cable{"apc-940-0020c", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    Cable{"apc-940-0023a", kDcdHigh, kCtsHigh, kRtsHigh, kNoOutput},
    Cable{"apc-940-0095a", kRiHigh, kDcdHigh, kRtsHigh, kDtrHigh},
    Cable{"apc-940-0095b", kRiHigh, kNoInput, kRtsHigh, kNoOutput},
    Cable{"apc-940-0095b-drawn", kRiHigh, kDcdHigh, kBreakOn, kNoOutput},
    Cable{"apc-940-0095c", kRiHigh, kDcdHigh, kRtsHigh, kDtrHigh},
    Cable{"apc-940-0119a", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    Cable{"apc-940-0127a", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    Cable{"apc-940-0128a", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    Cable{"apc-rs500", kCtsHigh, kDcdHigh, kDtrHigh, kRtsHigh},
    Cable{"apcupsd-simple", kDcdHigh, kCtsLow, kRtsHigh, kDtrHigh},
    Cable{"best-patriot", kCtsLow, kDcdLow, kRtsHigh, kDtrHigh},
    Cable{"cyberpower", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh},
    Cable{"fideltronik-ares", kCtsLow, kDcdLow, kRtsHigh, kDtrHigh},
    Cable{"fttx", kCtsLow, kDcdLow, kNoOutput, kRtsHigh, {Input::kRi, false}, {Input::kDsr, false}},
    Cable{"gamatronic", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh},
    // The only cable that is killed by dropping its power line.
    Cable{"generic-rups", kCtsLow, kDcdLow, kRtsLow, kNoOutput},
    Cable{"mam", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh, kNoInput, kNoInput, kRtsLow},
    Cable{"nitram-elite-500", kCtsLow, kDcdLow, kRtsHigh, kDtrHigh},
    Cable{"nitram-elite-2002", kCtsLow, kDcdLow, kBreakOn, kDtrHigh},
    Cable{"online-p", kDcdLow, kCtsLow, kRtsHigh, kDtrHigh},
    Cable{"powerkinetics", kCtsLow, kDcdLow, kRtsHigh, kDtrHigh},
    Cable{"powertech", kCtsHigh, kDcdHigh, kRtsHigh, kDtrHigh},
    Cable{"powertech-manual", kCtsLow, kDcdHigh, kRtsHigh, kDtrHigh},
    Cable{"powerware-3115", kCtsHigh, kDcdLow, kBreakOn, kNoOutput},
    Cable{"powerware-5119", kCtsLow, kDcdLow, kBreakOn, kDtrHigh},
    Cable{"powerware-5119-rm", kCtsHigh, kDcdHigh, kBreakOn, kDtrHigh},
    Cable{"repotec", kDcdLow, kCtsLow, kBreakOn, kDtrHigh},
    Cable{"rups-2000", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh},
    Cable{"tripplite-lan", kCtsLow, kDcdLow, kRtsHigh, kDtrHigh},
    Cable{"tripplite-omni", kCtsLow, kDcdHigh, kRtsHigh, kDtrHigh},
    Cable{"upsonic-lan-saver", kCtsHigh, kDcdHigh, {Output::kDtr, false}, kRtsHigh},
    Cable{"upsonic-manual", kCtsHigh, kDcdHigh, kRtsLow, kDtrHigh},
    Cable{"victron-lite", kCtsLow, kDcdLow, kDtrHigh, kRtsHigh},
};

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
