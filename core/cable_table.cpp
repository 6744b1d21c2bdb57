// Every cable that is known, as data. Sources: NUT's genericups types and their manual, apcupsd's cables and
// their manual. Where they disagree about how a UPS is turned off, or nobody knows it, there is no `kill`:
// docs/cables.md.
#include <algorithm>
#include <array>

#include "core/cable.h"

namespace upsmd {
namespace {

constexpr OutputLines kDtr{true, false, false};
constexpr OutputLines kRts{false, true, false};
constexpr OutputLines kBoth{true, true, false};
constexpr OutputLines kNeither{false, false, false};
// BREAK beside the running levels.
constexpr OutputLines with_break(OutputLines run) { return {run.dtr, run.rts, true}; }

// The units want about 5 s.
constexpr Duration kBreakHold = 6s;

constexpr LineSign high(InputLine line) { return {line, true}; }
constexpr LineSign low(InputLine line) { return {line, false}; }
constexpr InputLine kCts = InputLine::cts;
constexpr InputLine kDcd = InputLine::dcd;

constexpr std::array kCables{
    // APC
    Cable{.name = "940-0020B",
          .aliases = "940-0020C upstype-2",
          .description = "APC Back-UPS, cables 940-0020B and C",
          .source = "NUT type 2; apcupsd raises DTR beside RTS, which is the same",
          .run = kRts,
          .on_battery = high(kCts),
          .low_battery = high(kDcd),
          .kill = kBoth,
          .hazard = KillHazard::raising_dtr},
    // Low RTS keeps the UPS on, DTR feeds the transistors.
    Cable{.name = "940-0095A",
          .aliases = "940-0095C upstype-1",
          .description = "APC Back-UPS, PnP cables 940-0095A and C",
          .source = "NUT type 1; apcupsd leaves DTR as it was, RTS kills for both",
          .run = kDtr,
          .on_battery = high(InputLine::ri),
          .low_battery = high(kDcd),
          .kill = kRts,
          .hazard = KillHazard::raising_rts},
    // RTS by apcupsd's code, BREAK by its drawing.
    Cable{.name = "940-0095B",
          .aliases = "",
          .description = "APC Back-UPS, cable 940-0095B",
          .source = "apcupsd; its code and its drawing disagree about the turn-off, code and manual about "
                    "low battery",
          .run = kDtr,
          .on_battery = high(InputLine::ri),
          .hazard = KillHazard::unknown},
    Cable{.name = "940-0119A",
          .aliases = "upstype-12",
          .description = "APC Back-UPS Office, ES, CS; cable 940-0119A",
          .source = "NUT type 12, apcupsd",
          .run = kRts,
          .on_battery = high(kCts),
          .low_battery = high(kDcd),
          .kill = kDtr,
          .hazard = KillHazard::raising_dtr},
    Cable{.name = "940-0127A",
          .aliases = "940-0128A",
          .description = "APC Back-UPS ES and CS, cables 940-0127A and 0128A",
          .source = "apcupsd, which knows them as 940-0119A",
          .run = kRts,
          .on_battery = high(kCts),
          .low_battery = high(kDcd),
          .kill = kBoth,
          .hazard = KillHazard::raising_dtr},
    // A CTS that is not wired never says low battery. RTS kills where it is wired.
    Cable{.name = "940-0023A",
          .aliases = "upstype-9",
          .description = "APC Back-UPS, cable 940-0023A",
          .source = "NUT type 9; apcupsd knows neither a low-battery nor a turn-off line on it",
          .run = kNeither,
          .on_battery = high(kDcd),
          .low_battery = high(kCts),
          .hazard = KillHazard::raising_rts},
    // NUT counts it among those of type 20 (BREAK); its own drawing has the kill line on DTR.
    Cable{.name = "apc-rs500",
          .aliases = "",
          .description = "APC Back-UPS RS 500, home-made cable",
          .source = "the levels of 940-0119A; NUT's table and its drawing disagree about the turn-off",
          .run = kRts,
          .on_battery = high(kCts),
          .low_battery = high(kDcd),
          .hazard = KillHazard::raising_dtr},
    Cable{.name = "apcupsd-simple",
          .aliases = "",
          .description = "home-made cable of apcupsd's manual (simple)",
          .source = "apcupsd",
          .run = kDtr,
          .on_battery = high(kDcd),
          .low_battery = low(kCts),
          .kill = kBoth,
          .hazard = KillHazard::raising_rts},
    Cable{.name = "mam",
          .aliases = "alfatronic MAM-04-02-2000",
          .description = "Alfatronic SPS500X, cable MAM-04-02-2000",
          .source = "apcupsd",
          .run = kRts,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kDtr,
          .hazard = KillHazard::raising_dtr},

    // CTS low on battery, DCD low on low battery
    Cable{.name = "cyberpower",
          .aliases = "upstype-7",
          .description = "CyberPower Power99 and SL, UPSonic PG, Belkin F6H-SER, Micro Dowell LP500, Powerware 3110, "
                         "Sola 305 (INT-0025C), Sweex, ETA, Dynex",
          .source = "NUT type 7",
          .run = kRts,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kDtr,
          .hazard = KillHazard::raising_dtr},
    Cable{.name = "victron-lite",
          .aliases = "upstype-10",
          .description = "Victron Lite, \"crack\" cable",
          .source = "NUT type 10",
          .run = kRts,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kDtr,
          .hazard = KillHazard::raising_dtr},
    Cable{.name = "gamatronic",
          .aliases = "upstype-22",
          .description = "Gamatronic alarm interface",
          .source = "NUT type 22",
          .run = kRts,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kDtr,
          .hazard = KillHazard::raising_dtr},
    Cable{.name = "rups-2000",
          .aliases = "upstype-21",
          .description = "Generic RUPS 2000, Megatec cable M2501",
          .source = "NUT type 21",
          .run = kRts,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kBoth,
          .hazard = KillHazard::raising_dtr},
    // The only one that a closing port turns off.
    Cable{.name = "generic-rups",
          .aliases = "upstype-4",
          .description = "Generic RUPS, Belkin Resource, Apollo, PowerMan, Jasuny",
          .source = "NUT type 4, code and manual",
          .run = kRts,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kNeither,
          .hazard = KillHazard::dropping_rts},
    Cable{.name = "tripplite-lan",
          .aliases = "upstype-5",
          .description = "Tripp Lite LAN 2.2 and 2.1, black cable 73-0844 (not the gray 73-0743)",
          .source = "NUT type 5",
          .run = kDtr,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kBoth,
          .hazard = KillHazard::raising_rts},
    Cable{.name = "best-patriot",
          .aliases = "upstype-6",
          .description = "Best Patriot, cable INT51; Fideltronik Ares from 700 VA",
          .source = "NUT type 6",
          .run = kDtr,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kRts,
          .hazard = KillHazard::raising_rts},
    Cable{.name = "fideltronik-ares",
          .aliases = "upstype-19",
          .description = "Fideltronik Ares",
          .source = "NUT type 19",
          .run = kDtr,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = kRts,
          .hazard = KillHazard::raising_rts},
    Cable{.name = "nitram-elite-500",
          .aliases = "upstype-8",
          .description = "Nitram Elite 500",
          .source = "NUT type 8; how it is turned off is not known",
          .run = kDtr,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .hazard = KillHazard::unknown},
    Cable{.name = "nitram-elite-2002",
          .aliases = "upstype-16",
          .description = "Nitram Elite 2002",
          .source = "NUT type 16; how it is turned off is not known",
          .run = kBoth,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .hazard = KillHazard::unknown},
    Cable{.name = "powerkinetics",
          .aliases = "upstype-17",
          .description = "PowerKinetics 9001",
          .source = "NUT type 17; how it is turned off is not known",
          .run = kDtr,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .hazard = KillHazard::unknown},
    Cable{.name = "tripplite-omni",
          .aliases = "upstype-18",
          .description = "Tripp Lite Omni 450LAN, \"Martin\" cable",
          .source = "NUT type 18; how it is turned off is not known",
          .run = kDtr,
          .on_battery = low(kCts),
          .low_battery = high(kDcd),
          .hazard = KillHazard::unknown},
    Cable{.name = "fttx",
          .aliases = "upstype-23",
          .description = "FTTx battery backup, 4-wire telemetry",
          .source = "NUT type 23",
          .run = kRts,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .replace_battery = low(InputLine::ri),
          .bypass = low(InputLine::dsr),
          .hazard = KillHazard::none},

    // CTS high on battery
    // Dropping DTR by NUT's code, dropping RTS by its manual.
    Cable{.name = "upsonic-lan-saver",
          .aliases = "upstype-0",
          .description = "UPSonic LAN Saver 600",
          .source = "NUT type 0; code and manual disagree about the turn-off",
          .run = kBoth,
          .on_battery = high(kCts),
          .low_battery = high(kDcd),
          .hazard = KillHazard::unknown},
    // Not to be turned off: with the other polarity that would happen on mains.
    Cable{.name = "powertech",
          .aliases = "upstype-3",
          .description = "PowerTech Comp1000",
          .source = "NUT type 3's code; its manual says CTS low on battery",
          .run = kDtr,
          .on_battery = high(kCts),
          .low_battery = high(kDcd),
          .hazard = KillHazard::raising_rts},

    // DCD low on battery
    Cable{.name = "online-p",
          .aliases = "upstype-14",
          .description = "Online P-series",
          .source = "NUT type 14",
          .run = kDtr,
          .on_battery = low(kDcd),
          .low_battery = low(kCts),
          .kill = kRts,
          .hazard = KillHazard::raising_rts},

    // Turned off by BREAK
    Cable{.name = "repotec",
          .aliases = "upstype-13",
          .description = "Repotec RPT-800A and RPT-162A",
          .source = "NUT type 13",
          .run = kBoth,
          .on_battery = low(kDcd),
          .low_battery = low(kCts),
          .kill = with_break(kBoth),
          .kill_hold = kBreakHold,
          .hazard = KillHazard::brk},
    Cable{.name = "powerware-3115",
          .aliases = "upstype-11",
          .description = "Powerware 3115, the maker's cable",
          .source = "NUT type 11",
          .run = kDtr,
          .on_battery = high(kCts),
          .low_battery = low(kDcd),
          .kill = with_break(kDtr),
          .kill_hold = kBreakHold,
          .hazard = KillHazard::brk},
    Cable{.name = "powerware-5119",
          .aliases = "upstype-15",
          .description = "Powerware 5119 and 5125, Deltec PowerRite Pro II, Exide NetUPS SE",
          .source = "NUT type 15",
          .run = kDtr,
          .on_battery = low(kCts),
          .low_battery = low(kDcd),
          .kill = with_break(kDtr),
          .kill_hold = kBreakHold,
          .hazard = KillHazard::brk},
    Cable{.name = "powerware-5119-rm",
          .aliases = "upstype-20",
          .description = "Powerware 5119 RM",
          .source = "NUT type 20",
          .run = kDtr,
          .on_battery = high(kCts),
          .low_battery = high(kDcd),
          .kill = with_break(kDtr),
          .kill_hold = kBreakHold,
          .hazard = KillHazard::brk},
};

// A cable that turns the UPS off at the levels that it is watched with, or that says what it does only half.
constexpr bool is_dangerous(const Cable& cable) {
    if (kills(cable, cable.run) || cable.run.brk) return true;
    if (cable.on_battery.line == InputLine::none || cable.source.empty()) return true;
    return cable.kill && (!kills(cable, *cable.kill) || cable.hazard == KillHazard::unknown);
}
static_assert(std::none_of(kCables.begin(), kCables.end(), is_dangerous));

char lower_letter(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower_letter(x) == lower_letter(y); });
}

bool is_called(const Cable& cable, std::string_view name) {
    if (same(cable.name, name)) return true;
    std::string_view rest = cable.aliases;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        if (same(rest.substr(0, end), name)) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

}  // namespace

std::span<const Cable> cable_table() { return kCables; }

const Cable* cable_by_name(std::string_view name) {
    const auto* const row =
        std::find_if(kCables.begin(), kCables.end(), [name](const Cable& cable) { return is_called(cable, name); });
    return row == kCables.end() ? nullptr : &*row;
}

}  // namespace upsmd
