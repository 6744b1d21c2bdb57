#include "core/ups_models.h"

#include <algorithm>
#include <array>

namespace upsmd {
namespace {

constexpr std::string_view kApc = "APC";

constexpr std::array kModels{
    UpsModel{.vendor = "Ablerex", .model = "MP, ARES Plus, MSII, MSIII, GRs", .protocol = "ablerex"},
    UpsModel{.vendor = "Alfatronic", .model = "SPS500X", .cable = "mam", .note = "cable MAM-04-02-2000"},
    UpsModel{.vendor = kApc, .model = "Smart-UPS", .protocol = "apc-smart",
             .note = "smart signalling, not units with an RJ45 port"},
    UpsModel{.vendor = kApc, .model = "Smart-UPS RT", .protocol = "apc-smart"},
    UpsModel{.vendor = kApc, .model = "Smart-UPS SC", .protocol = "apc-smart"},
    UpsModel{.vendor = kApc, .model = "Smart-UPS v/s", .protocol = "apc-smart"},
    UpsModel{.vendor = kApc, .model = "Matrix-UPS", .protocol = "apc-smart"},
    UpsModel{.vendor = kApc, .model = "Back-UPS Pro", .protocol = "apc-smart"},
    UpsModel{.vendor = kApc, .model = "Back-UPS, cable 940-0020B or C", .cable = "940-0020B"},
    UpsModel{.vendor = kApc, .model = "Back-UPS, cable 940-0023A", .cable = "940-0023A", .note = "never turned off"},
    UpsModel{.vendor = kApc, .model = "Back-UPS, cable 940-0095A or C", .cable = "940-0095A"},
    UpsModel{.vendor = kApc, .model = "Back-UPS, cable 940-0095B", .cable = "940-0095B", .note = "never turned off"},
    UpsModel{.vendor = kApc, .model = "Back-UPS Office, ES, CS, cable 940-0119A", .cable = "940-0119A"},
    UpsModel{.vendor = kApc, .model = "Back-UPS ES, CS, cable 940-0127A or 0128A", .cable = "940-0127A"},
    UpsModel{.vendor = kApc, .model = "Back-UPS RS 500, home-made cable", .cable = "apc-rs500",
             .note = "never turned off"},
    UpsModel{.vendor = "Atlantis Land", .model = "A03", .protocol = "powermaster"},
    UpsModel{.vendor = "Belkin", .model = "Regulator Pro (F6C-SER)", .protocol = "belkin"},
    UpsModel{.vendor = "Belkin", .model = "Small Enterprise (F6C1500-TW-RK)", .protocol = "belkin"},
    UpsModel{.vendor = "Belkin", .model = "Home Office (F6H-SER)", .cable = "cyberpower"},
    UpsModel{.vendor = "Belkin", .model = "Resource", .cable = "generic-rups"},
    UpsModel{.vendor = "Best Power", .model = "Patriot Pro", .protocol = "bestups"},
    UpsModel{.vendor = "Best Power", .model = "Patriot Pro II", .protocol = "bestups"},
    UpsModel{.vendor = "Best Power", .model = "Fortress 520", .protocol = "bestups"},
    UpsModel{.vendor = "Best Power", .model = "Fortress TeleCom", .protocol = "bestups"},
    UpsModel{.vendor = "Best Power", .model = "Axxium Rackmount", .protocol = "bestups"},
    UpsModel{.vendor = "Best Power", .model = "Patriot, cable INT51", .cable = "best-patriot"},
    UpsModel{.vendor = "Compaq", .model = "R/T, XR series", .protocol = "bcmxcp"},
    UpsModel{.vendor = "Compaq", .model = "R/T h-series", .protocol = "upscode2"},
    UpsModel{.vendor = "CyberPower", .model = "CPS, CST, OP, PR from 2004 on", .protocol = "cyberpower"},
    UpsModel{.vendor = "CyberPower", .model = "OP, PR, CPS-AVR of 1999 to 2006", .protocol = "cyberpower-binary",
             .note = "a turn-off with a delay is refused"},
    UpsModel{.vendor = "CyberPower", .model = "Power99, SL", .cable = "cyberpower"},
    UpsModel{.vendor = "Delta", .model = "GES602N", .protocol = "belkin"},
    UpsModel{.vendor = "Deltec", .model = "PowerRite Pro II", .cable = "powerware-5119"},
    UpsModel{.vendor = "Dynex", .model = "Contact closure", .cable = "cyberpower"},
    UpsModel{.vendor = "ETA", .model = "mini+UPS with the PRO option", .protocol = "etapro"},
    UpsModel{.vendor = "ETA", .model = "mini+UPS without the PRO option", .cable = "cyberpower"},
    UpsModel{.vendor = "Exide", .model = "NetUPS SE, contact closure", .cable = "powerware-5119"},
    UpsModel{.vendor = "Fideltronik", .model = "Ares", .cable = "fideltronik-ares"},
    UpsModel{.vendor = "Fideltronik", .model = "Ares from 700 VA", .cable = "best-patriot"},
    UpsModel{.vendor = "Fiskars", .model = "PowerServer, PowerRite", .protocol = "upscode2"},
    UpsModel{.vendor = "FTTx", .model = "4-wire telemetry", .cable = "fttx", .note = "never turned off"},
    UpsModel{.vendor = "Gamatronic", .model = "Alarm interface", .cable = "gamatronic"},
    UpsModel{.vendor = "Generic", .model = "Megatec Q1", .protocol = "megatec", .note = "most small UPSes"},
    UpsModel{.vendor = "Generic", .model = "Megatec Q1 and nothing else", .protocol = "q1"},
    UpsModel{.vendor = "Generic", .model = "Megatec before 1996", .protocol = "megatec-old"},
    UpsModel{.vendor = "Generic", .model = "Megatec Q2", .protocol = "q2"},
    UpsModel{.vendor = "Generic", .model = "Megatec Q6", .protocol = "q6"},
    UpsModel{.vendor = "Generic", .model = "RUPS", .cable = "generic-rups", .note = "also Apollo, PowerMan, Jasuny"},
    UpsModel{.vendor = "Generic", .model = "RUPS 2000, cable M2501", .cable = "rups-2000"},
    UpsModel{.vendor = "Gtec", .model = "ZP120N", .protocol = "gtec"},
    UpsModel{.vendor = "Hunnox", .model = "Q1 with FW? and BL", .protocol = "hunnox"},
    UpsModel{.vendor = "IBM", .model = "3000-6000i", .protocol = "bcmxcp"},
    UpsModel{.vendor = "Ippon", .model = "Innova RT 3/1", .protocol = "innova-rt31"},
    UpsModel{.vendor = "Ippon", .model = "Innova RT 3/3", .protocol = "innova-rt33"},
    UpsModel{.vendor = "Ippon", .model = "Innova TAE", .protocol = "innova-ae"},
    UpsModel{.vendor = "Liebert", .model = "GXT2, NX, smart cable", .protocol = "liebert-esp2"},
    UpsModel{.vendor = "Liebert", .model = "UPStation, PowerSure, MultiLink cable", .protocol = "multilink"},
    UpsModel{.vendor = "Masterguard", .model = "A series", .protocol = "masterguard"},
    UpsModel{.vendor = "Masterguard", .model = "E series", .protocol = "masterguard"},
    UpsModel{.vendor = "Mecer", .model = "Voltronic P98", .protocol = "mecer"},
    UpsModel{.vendor = "MGE", .model = "Pulsar Ellipse, Evolution, EXtreme C, Esprit, M, MX", .protocol = "mge-shut"},
    UpsModel{.vendor = "MGE", .model = "Nova AVR", .protocol = "mge-shut"},
    UpsModel{.vendor = "MGE", .model = "Galaxy 3000", .protocol = "mge-shut"},
    UpsModel{.vendor = "MGE", .model = "Pulsar SV, ESV, ESV+, ES+, EL, SX, EX, PSX, CSX", .protocol = "mge-utalk"},
    UpsModel{.vendor = "MGE", .model = "Comet", .protocol = "mge-utalk"},
    UpsModel{.vendor = "MGE", .model = "Galaxy with card 66060", .protocol = "mge-utalk"},
    UpsModel{.vendor = "Micro Dowell", .model = "B.Box BP 500-1500", .protocol = "cyberpower"},
    UpsModel{.vendor = "Micro Dowell", .model = "LP500", .cable = "cyberpower"},
    UpsModel{.vendor = "Mustek", .model = "PowerMust", .protocol = "mustek"},
    UpsModel{.vendor = "Nitram", .model = "Elite 2005", .protocol = "cyberpower"},
    UpsModel{.vendor = "Nitram", .model = "Elite 500", .cable = "nitram-elite-500", .note = "never turned off"},
    UpsModel{.vendor = "Nitram", .model = "Elite 2002", .cable = "nitram-elite-2002", .note = "never turned off"},
    UpsModel{.vendor = "Omron", .model = "BN, BU, BY, BL", .protocol = "omron"},
    UpsModel{.vendor = "Online", .model = "Zinto A", .protocol = "zinto"},
    UpsModel{.vendor = "Online", .model = "P-series", .cable = "online-p"},
    UpsModel{.vendor = "Powercom", .model = "IMP, KIN, BNT, OPTI", .protocol = "powercom"},
    UpsModel{.vendor = "Powercom", .model = "BNT that does not say what it is", .protocol = "powercom-bnt-other"},
    UpsModel{.vendor = "Powercom", .model = "Egys 420", .protocol = "powercom-egys"},
    UpsModel{.vendor = "Powercom", .model = "KP625AP", .protocol = "powercom-kp625ap"},
    UpsModel{.vendor = "PowerKinetics", .model = "9001", .cable = "powerkinetics", .note = "never turned off"},
    UpsModel{.vendor = "PowerTech", .model = "Comp1000", .cable = "powertech", .note = "never turned off"},
    UpsModel{.vendor = "Powerware", .model = "3105, 5105, 5110, 5115, 5119, 5125, 5140, 5160", .protocol = "bcmxcp"},
    UpsModel{.vendor = "Powerware", .model = "9110, 9120, 9125, 9130, 9140, 9155, 9170", .protocol = "bcmxcp"},
    UpsModel{.vendor = "Powerware", .model = "9330, 9355, 9390, 9395", .protocol = "bcmxcp"},
    UpsModel{.vendor = "Powerware", .model = "Profile 9150, 9305", .protocol = "upscode2"},
    UpsModel{.vendor = "Powerware", .model = "3110, contact closure", .cable = "cyberpower"},
    UpsModel{.vendor = "Powerware", .model = "3115, contact closure", .cable = "powerware-3115",
             .note = "the maker's cable"},
    UpsModel{.vendor = "Powerware", .model = "5119, 5125, contact closure", .cable = "powerware-5119"},
    UpsModel{.vendor = "Powerware", .model = "5119 RM, contact closure", .cable = "powerware-5119-rm"},
    UpsModel{.vendor = "Repotec", .model = "RPT-800A, RPT-162A", .cable = "repotec"},
    UpsModel{.vendor = "Sola", .model = "320, 325, 520, 525, 610, 620", .protocol = "bestups"},
    UpsModel{.vendor = "Sola", .model = "305, cable INT-0025C", .cable = "cyberpower"},
    UpsModel{.vendor = "Sweex", .model = "Contact closure", .cable = "cyberpower"},
    UpsModel{.vendor = "Tripp Lite", .model = "SmartPro", .protocol = "tripplite"},
    UpsModel{.vendor = "Tripp Lite", .model = "Unison", .protocol = "tripplite"},
    UpsModel{.vendor = "Tripp Lite", .model = "SmartOnline", .protocol = "tripplite-su"},
    UpsModel{.vendor = "Tripp Lite", .model = "LAN 2.1, 2.2, black cable 73-0844", .cable = "tripplite-lan"},
    UpsModel{.vendor = "Tripp Lite", .model = "Omni 450LAN, \"Martin\" cable", .cable = "tripplite-omni",
             .note = "never turned off"},
    UpsModel{.vendor = "Trust", .model = "425, 625", .protocol = "powercom-trust"},
    UpsModel{.vendor = "UPSonic", .model = "PG", .cable = "cyberpower"},
    UpsModel{.vendor = "UPSonic", .model = "LAN Saver 600", .cable = "upsonic-lan-saver", .note = "never turned off"},
    UpsModel{.vendor = "Victron", .model = "Lite, \"crack\" cable", .cable = "victron-lite"},
    UpsModel{.vendor = "Voltronic", .model = "P (QGS)", .protocol = "voltronic"},
    UpsModel{.vendor = "Voltronic", .model = "QS, boards V and H", .protocol = "voltronic-qs"},
    UpsModel{.vendor = "Voltronic", .model = "QS, boards P and T", .protocol = "voltronic-qs-hex"},
    UpsModel{.vendor = "Voltronic", .model = "Axpert inverters (PI30)", .protocol = "voltronic-axpert",
             .note = "watched only"},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool same(const LineSign& a, const LineSign& b) {
    return a.line == b.line && (a.line == InputLine::none || a.asserted == b.asserted);
}

}  // namespace

std::span<const UpsModel> ups_models() { return kModels; }

const UpsModel* find_ups_model(std::string_view vendor, std::string_view model) {
    const auto found = std::ranges::find_if(
        kModels, [&](const UpsModel& each) { return same(each.vendor, vendor) && same(each.model, model); });
    return found == kModels.end() ? nullptr : &*found;
}

std::optional<std::uint32_t> options_for(const Cable& cable) {
    constexpr std::uint32_t kInstalled = 0x01;
    constexpr std::uint32_t kPowerFailSignal = 0x02;
    constexpr std::uint32_t kCanTurnOff = 0x08;
    // Without 0x08 nobody says at which level Windows holds DTR, and it may be the turn-off line all the same.
    constexpr std::uint32_t kNeeded = kInstalled | kPowerFailSignal | kCanTurnOff;
    for (std::uint32_t mask = kNeeded; mask < 0x80; ++mask) {
        if ((mask & kNeeded) != kNeeded) continue;
        const Cable wired = cable_from_options(mask);
        if (wired.run == cable.run && wired.kill == cable.kill && same(wired.on_battery, cable.on_battery) &&
            same(wired.low_battery, cable.low_battery) && cable.replace_battery.line == InputLine::none &&
            cable.bypass.line == InputLine::none)
            return mask;
    }
    return std::nullopt;
}

std::string service_provider_value(const UpsModel& model) {
    const Cable* const cable = cable_by_name(model.cable);
    const auto mask = cable != nullptr ? options_for(*cable) : std::nullopt;
    if (!mask) return "0x1;upsmd.dll";
    constexpr char kDigits[] = "0123456789abcdef";
    return std::string{'0', 'x', kDigits[*mask >> 4U & 15U], kDigits[*mask & 15U]};
}

}  // namespace upsmd
