#include "core/protocols/cyberpower.h"

#include <charconv>

#include "core/protocols/cyberpower_settings.h"
#include "core/protocols/hash_text.h"
#include "core/protocols/megatec_controls.h"
#include "core/protocols/text_fields.h"
#include "core/protocols/voltronic_controls.h"

// CyberPower's text protocol ("PowerPanel Plus"): units of about 2004 and later with a DB9 port. 2400 8N1, commands and
// replies end with CR, no check sum, 50 ms between the characters of a command. DTR high and RTS low power the interface.
//
// Status, D:    #I119.0O119.0L019B100T027F060.0S<flags>
//                I input V, O output V, L load, B charge, V battery V, T °C, F input Hz, R minutes;
//                H, HF or a second F output Hz
//   first flag byte: 40 on battery, 20 battery low, 08 test, the whole byte 00 output off; nobody knows the others
// Identity, P4: #BC1200     ,1.600,000000000000,CYBER POWER     model, firmware, serial, maker
// Ratings:  P1: #120,138,088,20            V, high and low transfer, low battery % (0: none)
//           P6, P7, P8: #136,138,140     what may be set for high, low, battery %
//           P2: #1200,0720,120,47,63       VA, W, V, least and most Hz
//           P3: #12.0,002,008.0,00         V of a block, blocks, Ah
//
// A control that is taken is answered by #0. A query that the unit does not know is not answered.

namespace upsmd {
namespace {

using V = Variable;
using namespace std::string_view_literals;

constexpr Duration kGap = 50ms;
constexpr Duration kTime = 1s;
constexpr double kNoVolts = 10;

// Bits of the first flag byte.
constexpr unsigned kOnBattery = 0x40;
constexpr unsigned kLow = 0x20;
constexpr unsigned kTest = 0x08;

// The output is off: the unit says so, or it gives no voltage and no load.
bool output_off(unsigned byte, const Decoded& out) {
    if (byte == 0) return true;
    const auto output = number_in(out, V::output_voltage);
    const auto load = number_in(out, V::ups_load);
    return output && load && *output < kNoVolts && *load == 0;
}

Verdict status(Bytes reply, Decoded& out) {
    std::string_view bytes;
    if (const Verdict verdict = decode_hash_letters(reply, out, bytes); verdict != Verdict::ok) return verdict;
    if (bytes.empty()) return Verdict::rejected;
    const unsigned byte = static_cast<unsigned char>(bytes.front());
    StatusFlags flags;
    const bool on_battery = (byte & kOnBattery) != 0;
    // "On line" without any input is a unit that is not measuring.
    if (!on_battery && number_in(out, V::input_voltage).value_or(1) <= 0) return Verdict::rejected;
    flags.set(on_battery ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::lb, (byte & kLow) != 0);
    flags.set(StatusFlag::test, (byte & kTest) != 0);
    flags.set(StatusFlag::off, output_off(byte, out));
    if ((byte & (kOnBattery | kTest)) == 0) flags = flags.with(regulation_by_voltages(out));
    out.status = flags;
    return Verdict::ok;
}

Verdict identity(Bytes reply, Decoded& out) {
    std::string_view text;
    if (const Verdict verdict = hash_text(reply, text); verdict != Verdict::ok) return verdict;
    const HashFields fields(text);
    if (fields.size() < 4 || fields[0].empty()) return Verdict::rejected;
    set_hash_text(out, V::device_model, fields[0]);
    set_hash_text(out, V::ups_firmware, fields[1]);
    set_hash_text(out, V::device_serial, fields[2]);
    set_hash_text(out, V::device_mfr, fields[3]);
    return Verdict::ok;
}

Verdict limits(Bytes reply, Decoded& out) {
    constexpr std::array kRows{HashNumber{1, V::input_transfer_high, 1, 500},
                               HashNumber{2, V::input_transfer_low, 1, 500},
                               HashNumber{3, V::battery_charge_low, 1, 100}};
    return decode_hash_numbers(reply, 4, kRows, out);
}

Verdict ratings(Bytes reply, Decoded& out) {
    constexpr std::array kRows{
        HashNumber{0, V::ups_power_nominal, 1, 1e6}, HashNumber{1, V::ups_realpower_nominal, 1, 1e6},
        HashNumber{2, V::input_voltage_nominal, 1, 500}, HashNumber{3, V::input_frequency_low, 1, 100},
        HashNumber{4, V::input_frequency_high, 1, 100}};
    return decode_hash_numbers(reply, 5, kRows, out);
}

// The number of blocks may be "2x1": the digits before the x count.
void set_packs(std::string_view field, Decoded& out) {
    const std::string_view digits = field.substr(0, field.find('x'));
    int packs = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), packs);
    const bool good = end.ec == std::errc{} && end.ptr == digits.data() + digits.size() && packs >= 1 && packs <= 999;
    if (!good) return out.absent(V::battery_packs);
    out.number(V::battery_packs, packs, 0);
}

Verdict battery(Bytes reply, Decoded& out) {
    constexpr std::array kRows{HashNumber{0, V::battery_voltage_nominal, 1, 999},
                               HashNumber{2, V::battery_capacity, 0.1, 9999}};
    if (const Verdict verdict = decode_hash_numbers(reply, 3, kRows, out); verdict != Verdict::ok) return verdict;
    std::string_view text;
    hash_text(reply, text);
    set_packs(HashFields(text)[1], out);
    return Verdict::ok;
}

Result<Script> single(std::string_view text) {
    Script script;
    script.add(hash_step(text, kGap));
    return script;
}

StepOutcome judge_first(Bytes reply, const Step& step) {
    const StepOutcome outcome = judge_hash_answer(reply, step);
    return outcome == StepOutcome::refused ? StepOutcome::next : outcome;
}

// Z is not known to older units, which are silent then. Only after two tries the order that they do know is given: S
// alone on battery (they come back with the mains by themselves), with the minutes until the return on mains.
Result<Script> shutdown_return(const ControlRequest& request, const Reading& reading, const Settings& settings) {
    const auto delay = megatec_delay(request.delay);
    if (!delay) return delay.error();
    const auto wait = voltronic_return_minutes(settings);
    if (!wait) return wait.error();
    Step first = hash_step("Z" + *delay, kGap);
    first.judge = judge_first;
    first.on_silence = StepOutcome::next;
    first.commits = false;
    Script script;
    script.add(first);
    script.add(first);
    const bool on_battery = reading.get(V::ups_status).as_text().find("OB") != std::string_view::npos;
    script.add(hash_step("S" + *delay + (on_battery ? "" : "R" + *wait), kGap));
    return script;
}

Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    const auto delay = megatec_delay(request.delay);
    if (!delay) return delay.error();
    return single("S" + *delay);
}

Result<Script> cancel(const ControlRequest&, const Reading&, const Settings&) {
    return single("C");
}
Result<Script> test_quick(const ControlRequest&, const Reading& reading, const Settings&) {
    return hash_test("T", kGap, reading);
}
Result<Script> test_deep(const ControlRequest&, const Reading& reading, const Settings&) {
    return hash_test("TL", kGap, reading);
}
Result<Script> test_stop(const ControlRequest&, const Reading&, const Settings&) {
    return single("CT");
}
Result<Script> beeper_on(const ControlRequest&, const Reading&, const Settings&) {
    return single("C7:1");
}
Result<Script> beeper_off(const ControlRequest&, const Reading&, const Settings&) {
    return single("C7:0");
}

constexpr std::array kQueries{
    Query{.name = "D",
          .send = "D\r",
          .schedule = Schedule::status,
          .timeout = kTime,
          .decode = status,
          .cutter = cut_hash_line},
    Query{"P4", "P4\r", Schedule::identity, kTime, identity},
    Query{"P3", "P3\r", Schedule::identity, kTime, battery},
    Query{"P2", "P2\r", Schedule::identity, kTime, ratings},
    Query{"P1", "P1\r", Schedule::identity, kTime, limits},
    Query{"P6", "P6\r", Schedule::identity, kTime, decode_cyberpower_list<CyberPowerList::transfer_high>},
    Query{"P7", "P7\r", Schedule::identity, kTime, decode_cyberpower_list<CyberPowerList::transfer_low>},
    Query{"P8", "P8\r", Schedule::identity, kTime, decode_cyberpower_list<CyberPowerList::charge_low>},
};

// d: .2 to .9 tenths of a minute, 01 to 10 minutes. mmmm: 0003 to 9999 minutes.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},      // Z<d>, Z<d>, S<d> or S<d>R<mmmm>
    ControlRow{Control::shutdown_stayoff, shutdown_stayoff},    // S<d>
    ControlRow{Control::shutdown_stop, cancel},                 // C
    ControlRow{Control::test_battery_start_quick, test_quick},  // T
    ControlRow{Control::test_battery_start_deep, test_deep},    // TL
    ControlRow{Control::test_battery_stop, test_stop},          // CT
    ControlRow{Control::beeper_enable, beeper_on},              // C7:1
    ControlRow{Control::beeper_disable, beeper_off},            // C7:0
};

constexpr std::array kSettings{
    SettingRow{V::input_transfer_high, "P1", cyberpower_choices, cyberpower_set},  // C2:<3 digits>
    SettingRow{V::input_transfer_low, "P1", cyberpower_choices, cyberpower_set},   // C3:<3 digits>
    SettingRow{V::battery_charge_low, "P1", cyberpower_choices, cyberpower_set},   // C4:<2 digits>
};

// C also begins the settings (C2:, C3:, C4:, C7:) and CT.
constexpr std::array kDestructive{
    Destructive{.bytes = "S"sv},  // off
    Destructive{.bytes = "Z"sv},  // off
    Destructive{.bytes = "T"sv},  // battery tests
    Destructive{.bytes = "C"sv},  // cancels a turn-off that somebody has asked for; settings
};

// Wakes the unit and ends what it may have heard of another command; usually nothing answers.
constexpr std::array kEnter{
    Step{.send = "\r\r"sv, .character_gap = kGap, .listen = 150ms, .on_silence = StepOutcome::accepted},
};

}  // namespace

constexpr Protocol kCyberPower{
    .name = "cyberpower",
    .description = "CyberPower text protocol (PowerPanel Plus), units from about 2004",
    .line = {.baud = 2400,
             .outputs = {.dtr = true, .rts = false, .brk = false},
             .settle = 100ms,
             .character_gap = kGap},
    .terminator = '\r',
    .memory_bytes = kCyberPowerMemory,
    .poll_interval = 600ms,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .settings = kSettings,
    .destructive = kDestructive,
    .decode_answer = decode_hash_answer,
    .enter = kEnter,
};
static_assert(table_is_complete(kCyberPower));

}  // namespace upsmd
