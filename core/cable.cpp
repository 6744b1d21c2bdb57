#include "core/cable.h"

namespace upsmd {
namespace {

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

// Bits of `Options` (UPS\ServiceProviders).
constexpr std::uint32_t kPowerFailSignal = 0x02;
constexpr std::uint32_t kLowBatterySignal = 0x04;
constexpr std::uint32_t kCanTurnOff = 0x08;
constexpr std::uint32_t kPositivePowerFail = 0x10;
constexpr std::uint32_t kPositiveLowBattery = 0x20;
constexpr std::uint32_t kPositiveTurnOff = 0x40;

}  // namespace

Cable cable_from_options(std::uint32_t options) {
    const auto has = [options](std::uint32_t bit) { return (options & bit) != 0; };
    Cable cable{};
    cable.name = "options";
    cable.description = "Windows simple signalling: CTS, DCD, DTR";
    cable.source = "the UPS service's Options mask";
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
