#include "core/protocols/voltronic_warnings.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/voltronic_reply.h"

// QWS: ( and 64 characters 0 or 1, the leftmost is warning 1.
// QFS: (OK, or the code and what was measured at the moment of the fault:
//  (14 212.1 50.0 005.6 49.9 006 010.6 343.8 ---.- 026.2 021.8 01101100

namespace upsmd {
namespace {

using V = Variable;

constexpr std::size_t kWarningCount = 64;
constexpr std::size_t kLow = 8;
constexpr std::size_t kOverload = 9;
constexpr std::size_t kReplace = 56;

// Row n is warning n + 1; an empty one has no published meaning.
constexpr std::array<std::string_view, kWarningCount> kWarnings{
    "battery disconnected", "neutral missing", "site fault", "input phase sequence",
    "bypass phase sequence", "bypass frequency unstable", "battery overcharged", "battery low",
    "overload", "fan", "EPO", "cannot turn on",
    "over temperature", "charger", "remote shutdown", "input fuse L1",
    "input fuse L2", "input fuse L3", "PFC + L1", "PFC - L1",
    "PFC + L2", "PFC - L2", "PFC + L3", "PFC - L3",
    "CAN bus", "sync line", "sync pulse", "host line",
    "parallel plug male", "parallel plug female", "parallel cable", "parallel: battery wiring",
    "parallel: AC wiring", "parallel: bypass wiring", "parallel: model", "parallel: capacity",
    "parallel: auto-restart", "battery cell overcharge", "parallel: battery protection", "parallel: battery detection",
    "parallel: bypass forbidden", "parallel: converter", "parallel: bypass Hz high", "parallel: bypass Hz low",
    "parallel: bypass V high", "parallel: bypass V low", "parallel: AC Hz high", "parallel: AC Hz low",
    "parallel: AC V high", "parallel: AC V low", "locked in bypass after overloads", "input current unbalance on mains",
    "input current unbalance on battery", "inverter current unbalance", "outlets will be cut soon", "replace battery",
    "input phase angle", "maintenance cover open", "", "",
    "", "EEPROM", "", ""};

struct Fault {
    std::string_view code;
    std::string_view text;
};
// 01 to 06 mean something else on PI31 boards, which the reply does not tell; 07 to 10 and 51 to 59 are theirs alone.
constexpr std::array kFaults{
    Fault{"01", "bus voltage not reached (PI31: fan)"},
    Fault{"02", "bus over voltage (PI31: temperature)"},
    Fault{"03", "bus under voltage (PI31: battery high)"},
    Fault{"04", "bus unbalanced (PI31: battery low)"},
    Fault{"05", "bus falls too fast (PI31: relay shorted)"},
    Fault{"06", "PFC over current (PI31: inverter high)"},
    Fault{"07", "overload"}, Fault{"08", "bus over voltage"}, Fault{"09", "bus soft start"},
    Fault{"11", "inverter voltage not reached"}, Fault{"12", "inverter over voltage"},
    Fault{"13", "inverter under voltage"}, Fault{"14", "inverter shorted (L1)"},
    Fault{"15", "inverter shorted L2"}, Fault{"16", "inverter shorted L3"},
    Fault{"17", "short L1-L2"}, Fault{"18", "short L2-L3"}, Fault{"19", "short L3-L1"},
    Fault{"1A", "negative power L1"}, Fault{"1B", "negative power L2"}, Fault{"1C", "negative power L3"},
    Fault{"21", "battery SCR shorted"}, Fault{"22", "line SCR shorted"},
    Fault{"23", "inverter relay open"}, Fault{"24", "inverter relay shorted"},
    Fault{"25", "input and output swapped"}, Fault{"26", "battery reversed"},
    Fault{"27", "battery voltage high"}, Fault{"28", "battery voltage low"}, Fault{"29", "battery fuse open"},
    Fault{"31", "CAN bus"}, Fault{"32", "host line"}, Fault{"33", "sync line"}, Fault{"34", "sync pulse"},
    Fault{"35", "parallel cable lost"}, Fault{"36", "load unbalanced"},
    Fault{"41", "over temperature"}, Fault{"42", "link between processors"}, Fault{"43", "overload"},
    Fault{"44", "fan"}, Fault{"45", "charger"}, Fault{"46", "model setting"}, Fault{"47", "processor link"},
    Fault{"51", "over current"}, Fault{"52", "bus under voltage"}, Fault{"53", "inverter soft start"},
    Fault{"54", "self test"}, Fault{"55", "DC in the output"}, Fault{"56", "battery open"},
    Fault{"57", "current sensor"}, Fault{"58", "battery shorted"}, Fault{"59", "inverter under voltage"},
};

bool is_code(std::string_view text) {
    return text.size() == 2 && text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

}  // namespace

Verdict decode_voltronic_warnings(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QWS", body)) return *verdict;
    if (body.size() != kWarningCount || body.find_first_not_of("01") != std::string_view::npos)
        return Verdict::rejected;
    const auto is_set = [body](std::size_t warning) { return body[warning - 1] == '1'; };
    std::string texts;
    for (std::size_t warning = 1; warning <= kWarningCount; ++warning) {
        if (!is_set(warning)) continue;
        if (!texts.empty()) texts += ", ";
        const std::string_view text = kWarnings[warning - 1];
        texts += text.empty() ? "warning #" + std::to_string(warning) : std::string(text);
    }
    StatusFlags flags;
    flags.set(StatusFlag::alarm, !texts.empty());
    flags.set(StatusFlag::lb, is_set(kLow));
    flags.set(StatusFlag::over, is_set(kOverload));
    flags.set(StatusFlag::rb, is_set(kReplace));
    out.extra_status = flags;
    if (texts.empty())
        out.absent(V::ups_alarm);
    else
        out.text(V::ups_alarm, texts);
    return Verdict::ok;
}

Verdict decode_voltronic_fault(Bytes reply, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, "QFS", body)) return *verdict;
    out.extra_status = StatusFlags{};
    if (body == "OK") {
        out.absent(V::ups_alarm);
        return Verdict::ok;
    }
    // 12 fields, 13 in another edition of the description: only the code stands at the same place in both.
    constexpr std::size_t kFields = 12;
    TextFields fields;
    if (!fields.split(body, {}) || fields.size() < kFields || fields.size() > kFields + 1 || !is_code(fields[0]))
        return Verdict::rejected;
    const std::string_view code = fields[0];
    const auto* const fault =
        std::find_if(kFaults.begin(), kFaults.end(), [code](const Fault& row) { return row.code == code; });
    const std::string text = "fault " + std::string(code);
    out.text(V::ups_alarm, fault == kFaults.end() ? text : text + " " + std::string(fault->text));
    out.extra_status->set(StatusFlag::alarm);
    out.extra_status->set(StatusFlag::over, code == "43" || code == "07");
    return Verdict::ok;
}

}  // namespace upsmd
