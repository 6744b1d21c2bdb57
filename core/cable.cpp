#include "core/cable.h"

#include <algorithm>
#include <array>

namespace upsmd {
namespace {

constexpr OutputLines kDtr{true, false, false};
constexpr OutputLines kRts{false, true, false};
constexpr OutputLines kBoth{true, true, false};
constexpr OutputLines kNone{false, false, false};

constexpr LineSign high(InputLine line) { return {line, true}; }
constexpr LineSign low(InputLine line) { return {line, false}; }
constexpr LineSign kUntold{};

// Columns: held while running | on battery | low battery | turned off by, held for | what must not happen by accident.
// Sources and disagreements between them: docs/cables.md.
constexpr std::array kCables{
    Cable{"940-0020B", "APC Back-UPS, cables 940-0020B and 940-0020C", kRts, high(InputLine::cts),
          high(InputLine::dcd), kUntold, kUntold, kBoth, 10s, KillHazard::raising_dtr},
    Cable{"940-0095A", "APC Back-UPS, cables 940-0095A and 940-0095C (PnP)", kDtr, high(InputLine::ri),
          high(InputLine::dcd), kUntold, kUntold, kRts, 10s, KillHazard::raising_rts},
    Cable{"940-0119A", "APC Back-UPS Office, ES, CS: cables 940-0119A, 940-0127A, 940-0128A", kRts,
          high(InputLine::cts), high(InputLine::dcd), kUntold, kUntold, kDtr, 10s, KillHazard::raising_dtr},
    // One source has no low battery and no turn-off line on this cable; a CTS that is not wired never says low battery.
    Cable{"940-0023A", "APC Back-UPS, cable 940-0023A (cannot be turned off)", kNone, high(InputLine::dcd),
          high(InputLine::cts), kUntold, kUntold, std::nullopt, 10s, KillHazard::unknown},
    Cable{"cyberpower", "CyberPower Power99 and SL, UPSonic PG, Belkin F6H-SER, Powerware 3110", kRts,
          low(InputLine::cts), low(InputLine::dcd), kUntold, kUntold, kDtr, 10s, KillHazard::raising_dtr},
};

constexpr bool run_never_kills() {
    return std::none_of(kCables.begin(), kCables.end(),
                        [](const Cable& cable) { return cable.kill && *cable.kill == cable.run; });
}
static_assert(run_never_kills());

bool level(InputLines lines, InputLine line) {
    switch (line) {
        case InputLine::none: return false;
        case InputLine::cts: return lines.cts;
        case InputLine::dsr: return lines.dsr;
        case InputLine::ri: return lines.ri;
        case InputLine::dcd: return lines.dcd;
    }
    return false;
}

bool holds(LineSign sign, InputLines lines) {
    return sign.line != InputLine::none && level(lines, sign.line) == sign.asserted;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Bits of `Options` (UPS\ServiceProviders).
constexpr std::uint32_t kPowerFailSignal = 0x02;
constexpr std::uint32_t kLowBatterySignal = 0x04;
constexpr std::uint32_t kCanTurnOff = 0x08;
constexpr std::uint32_t kPositivePowerFail = 0x10;
constexpr std::uint32_t kPositiveLowBattery = 0x20;
constexpr std::uint32_t kPositiveTurnOff = 0x40;

}  // namespace

std::span<const Cable> cable_table() { return kCables; }

const Cable* cable_by_name(std::string_view name) {
    const auto same = [name](const Cable& cable) {
        return std::equal(name.begin(), name.end(), cable.name.begin(), cable.name.end(),
                          [](char a, char b) { return lower(a) == lower(b); });
    };
    const auto* const row = std::find_if(kCables.begin(), kCables.end(), same);
    return row == kCables.end() ? nullptr : &*row;
}

Cable cable_from_options(std::uint32_t options) {
    const auto has = [options](std::uint32_t bit) { return (options & bit) != 0; };
    Cable cable{};
    cable.name = "options";
    cable.description = "Windows simple signalling: CTS, DCD, DTR";
    if (has(kPowerFailSignal)) cable.on_battery = {InputLine::cts, has(kPositivePowerFail)};
    if (has(kLowBatterySignal)) cable.low_battery = {InputLine::dcd, has(kPositiveLowBattery)};
    // DTR idles at the level that does not turn the UPS off, also where the mask says that it cannot; RTS powers the
    // cable.
    const bool kill_level = has(kPositiveTurnOff);
    cable.run = {!kill_level, true, false};
    if (has(kCanTurnOff)) cable.kill = OutputLines{kill_level, true, false};
    cable.hazard = kill_level ? KillHazard::raising_dtr : KillHazard::dropping_dtr;
    return cable;
}

StatusFlags cable_status(const Cable& cable, InputLines lines) {
    StatusFlags flags;
    const bool on_battery = holds(cable.on_battery, lines);
    flags.set(on_battery ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::lb, holds(cable.low_battery, lines));
    flags.set(StatusFlag::rb, holds(cable.replace_battery, lines));
    flags.set(StatusFlag::bypass, holds(cable.bypass, lines));
    return flags;
}

}  // namespace upsmd
