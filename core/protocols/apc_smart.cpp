#include "core/protocols/apc_smart.h"

#include "core/protocols/apc_smart_capabilities.h"
#include "core/protocols/apc_smart_controls.h"
#include "core/protocols/apc_smart_destructive.h"
#include "core/protocols/apc_smart_extension.h"
#include "core/protocols/apc_smart_identity.h"
#include "core/protocols/apc_smart_memory.h"
#include "core/protocols/apc_smart_replies.h"
#include "core/protocols/apc_smart_settings.h"
#include "core/protocols/apc_smart_turn_off.h"

// APC smart (UPS-Link). 2400 8N1. A command is one byte without an end; a reply is text with CR LF; no check
// sum. At any moment, inside a reply too, the unit may send an alert of one byte.
//
// Status, `Q`: two hexadecimal digits
//
//   bit  7   6   5     4   3   2      1     0
//        RB  LB  OVER  OB  OL  BOOST  TRIM  CAL        00: the output is off
//
// A transcript, mains failing, low battery, then `upsmd turn-off --delay 20`:
//   > Y   < SM          the unit speaks from now on
//   > Q   < 08          OL
//   > p   < 020         it goes off 20 s after it was told to
//         < !           OB, at once
//   > Q   < 10          OB
//   > j   < 0042:       42 minutes left
//         < %           LB, provisional
//   > Q   < 50          OB LB
//   > S   < OK          off in 20 s, back with the mains
// and where the mains came back before that:
//   > S   < NO
//   > @   (silence)     an answer here would mean "no": then nothing more may be sent
//   > 000 < OK          50 ms between the digits
//
// Commands that act, or whose effect nobody has published, stand in apc_smart_destructive.h. None of them is ever sent
// as a question (checked below).

namespace upsmd {
namespace {

using namespace std::string_view_literals;
using enum Schedule;
using enum Variable;

// Letters are answered within 0.1 s, names within 0.4 s, `a` within 1 s. The waits are longer because a late
// answer must not be taken for that of the next query: two digits look like a status.
constexpr Duration kStatusTime = 1s;
constexpr Duration kReplyTime = 3s;
constexpr Duration kReasonTime = 500ms;  // one letter, cannot be mistaken; "not known yet" is common
constexpr Duration kListTime = 6s;

constexpr AlertsInReply kData = AlertsInReply::data;
constexpr AlertsInReply kAct = AlertsInReply::act;

// A unit that tells no list is asked no more than this.
constexpr std::string_view kVeryOld = "QYVbBfjPLOFCGX9ny/\x01";

// Names are as `upsmd decode` takes them: bytes that cannot be typed are written \xNN.
constexpr std::array kQueries{
    Query{"Q", "Q", status, kStatusTime, apc::status},

    // Who it is and what it knows: the lists first, so that no unknown letter is asked.
    Query{.name = "V",
          .send = "V",
          .schedule = identity,
          .timeout = kReplyTime,
          .decode = apc::old_firmware,
          .fills_gaps = true},
    Query{"b", "b", identity, kReplyTime, apc::firmware},
    Query{.name = "a",
          .send = "a",
          .schedule = identity,
          .timeout = kListTime,
          .decode = apc::command_list,
          .alerts = kData,
          .commands_if_silent = kVeryOld},
    Query{"p", "p", identity, kReplyTime, apc::number<ups_delay_shutdown, 0, 9999>},
    Query{"\\x01", "\x01", identity, kReplyTime, apc::model},
    Query{"n", "n", identity, kReplyTime, apc::text<device_serial>},
    Query{"y", "y", identity, kReplyTime, apc::copyright},
    Query{"m", "m", identity, kReplyTime, apc::text<ups_mfr_date>},
    Query{"x", "x", identity, kReplyTime, apc::user_text<battery_date, 'x'>, kData},
    Query{"c", "c", identity, kReplyTime, apc::user_text<ups_id, 'c'>, kData},
    Query{"g", "g", identity, kReplyTime, apc::number<battery_voltage_nominal, 1, 999>},
    Query{"o", "o", identity, kReplyTime, apc::number<output_voltage_nominal, 1, 999>},
    Query{"u", "u", identity, kReplyTime, apc::number<input_transfer_high, 1, 999>},
    Query{"l", "l", identity, kReplyTime, apc::number<input_transfer_low, 1, 999>},
    Query{"s", "s", identity, kReplyTime, apc::sensitivity},
    Query{"e", "e", identity, kReplyTime, apc::charge_restart},
    Query{"r", "r", identity, kReplyTime, apc::number<ups_delay_start, 0, 9999>},
    Query{"q", "q", identity, kReplyTime, apc::number<battery_runtime_low, 0, 999, 60>},
    Query{"k", "k", identity, kReplyTime, apc::beeper_threshold},
    Query{"E", "E", identity, kReplyTime, apc::test_interval},
    Query{"v", "v", identity, kReplyTime, apc::text<ups_firmware_aux>},
    Query{">", ">", identity, kReplyTime, apc::number<battery_packs, 0, 999>},
    Query{"<", "<", identity, kReplyTime, apc::number<battery_packs_bad, 0, 999>},
    Query{"\\x0c", "\x0C", identity, kReplyTime, apc::language},
    Query{"\\x9f\\xd1", "\x9F\xD1", identity, kReplyTime, apc::ratings},
    Query{"\\x9f\\xd6", "\x9F\xD6", identity, kReplyTime, apc::frequency_limits},
    Query{"\\x9f\\xe3", "\x9F\xE3", identity, kReplyTime, apc::alarm_switch},
    // After the firmware, which names the country.
    Query{"\\x1a", "\x1A", identity, kListTime, apc::capabilities, kData},

    // The registers beside the status: faults, bypass.
    Query{"8", "8", measurement, kReplyTime, apc::condition_register},
    Query{"'", "'", measurement, kReplyTime, apc::fault_register},
    Query{"~", "~", measurement, kReplyTime, apc::bypass_register},
    Query{"\\x9f\\xd2", "\x9F\xD2", measurement, kReplyTime, apc::mode},
    Query{"f", "f", measurement, kReplyTime, apc::number<battery_charge, 0, 100>},
    Query{"j", "j", measurement, kReplyTime, apc::runtime},
    Query{"B", "B", measurement, kReplyTime, apc::number<battery_voltage, 0, 999>},
    Query{"P", "P", measurement, kReplyTime, apc::number<ups_load, 0, 999>},
    Query{"L", "L", measurement, kReplyTime, apc::number<input_voltage, 0, 999>},
    Query{"O", "O", measurement, kReplyTime, apc::number<output_voltage, 0, 999>},
    Query{"F", "F", measurement, kReplyTime, apc::frequency},
    Query{"\\x9f\\xd3", "\x9F\xD3", measurement, kReplyTime, apc::number<input_frequency, 0, 99>},
    Query{"\\x9f\\xd4", "\x9F\xD4", measurement, kReplyTime, apc::number<battery_current, -999, 999>},
    Query{"C", "C", measurement, kReplyTime, apc::number<ups_temperature, -40, 150>},
    // Some units measure the current although their list does not say so.
    Query{"/", "/", measurement, kReplyTime, apc::number<output_current, 0, 999>, kAct, true},
    Query{"9", "9", measurement, kReplyTime, apc::line_quality},
    Query{"G", "G", measurement, kReasonTime, apc::transfer_reason},
    Query{"X", "X", measurement, kReplyTime, apc::test_result},
    Query{"t", "t", measurement, kReplyTime, apc::number<ambient_temperature, -40, 150>},
    Query{"h", "h", measurement, kReplyTime, apc::number<ambient_humidity, 0, 100>},
    Query{"i", "i", measurement, kReplyTime, apc::contacts},
    Query{"T", "T", measurement, kReplyTime, apc::age_or_temperature},

    // Decoded, not asked. M and N forget what they report; the others have no variable.
    Query{"Y", "Y", never, kReplyTime, apc::smart_mode},
    Query{"M", "M", never, kReplyTime, apc::number<input_voltage_maximum, 0, 999>},
    Query{"N", "N", never, kReplyTime, apc::number<input_voltage_minimum, 0, 999>},
    Query{"7", "7", never, kReplyTime, apc::hex_register},
    Query{"d", "d", never, kReplyTime, apc::any_text},
    Query{"\\\\", "\\", never, kReplyTime, apc::any_text},
    Query{"H", "H", never, kReplyTime, apc::any_text},
    Query{"I", "I", never, kReplyTime, apc::any_text},
    Query{"J", "J", never, kReplyTime, apc::any_text},
    Query{"w", "w", never, kReplyTime, apc::any_text},
    Query{"[", "[", never, kReplyTime, apc::any_text},
    Query{"]", "]", never, kReplyTime, apc::any_text},
    Query{"{", "{", never, kReplyTime, apc::any_text},
    Query{"}", "}", never, kReplyTime, apc::any_text},
    Query{"\\x16", "\x16", never, kReplyTime, apc::any_text},
    Query{"\\x9f\\xd5", "\x9F\xD5", never, kReplyTime, apc::other_switch},
    Query{"\\x9f\\xd7", "\x9F\xD7", never, kReplyTime, apc::eco_window},
    Query{"\\x9f\\xd9", "\x9F\xD9", never, kReplyTime, apc::flag_bits},
    Query{"\\x9f\\xe4", "\x9F\xE4", never, kReplyTime, apc::other_switch},
    Query{"\\x9f\\xe5", "\x9F\xE5", never, kReplyTime, apc::other_switch},
    Query{"\\x9f\\xe6", "\x9F\xE6", never, kReplyTime, apc::other_switch},
    Query{"\\x9f\\xe7", "\x9F\xE7", never, kReplyTime, apc::other_switch},
    Query{"\\x9f\\xe8", "\x9F\xE8", never, kReplyTime, apc::other_switch},
    Query{"\\x9f\\xe9", "\x9F\xE9", never, kReplyTime, apc::other_switch},
    Query{"\\x9f\\xea", "\x9F\xEA", never, kReplyTime, apc::other_switch},
    Query{"\\x9f\\xeb", "\x9F\xEB", never, kReplyTime, apc::other_switch},
};

// Provisional until the next Q, so that a noise byte can at most announce a power failure for a moment.
constexpr std::array kAlerts{
    Alert{'!', {StatusFlag::ob}, {StatusFlag::ol}},
    Alert{'$', {StatusFlag::ol}, {StatusFlag::ob}},
    Alert{'%', {StatusFlag::lb}, {}},
    Alert{'+', {}, {StatusFlag::lb}},
    // The registers say what is abnormal.
    Alert{.byte = '?', .set = {StatusFlag::over}, .clear = {}, .look_around = true},
    Alert{.byte = '=', .set = {}, .clear = {StatusFlag::over}, .look_around = true},
    // The output goes off now. That says nothing about the mains (@ and K act on line as well), and old units
    // send the same byte for "OK", so it sets neither OB nor LB.
    Alert{'*', {StatusFlag::off}, {}},
    Alert{'#', {StatusFlag::rb}, {}},
    Alert{'&', {}, {}},  // a sensor's alarm
    Alert{'|', {}, {}, true},
    Alert{'~', {}, {}},  // these two are in some units' lists, their meaning is not known
    Alert{0x04, {}, {}},
};

// The first Y may meet a unit in the middle of something; ESC leaves a text menu. An answer may come late, so
// every step takes it. All in all 1.5 s, the time that a unit is given to answer.
constexpr std::array kEnter{
    Step{.send = "Y"sv, .listen = 450ms, .judge = apc::judge_smart_mode},
    Step{.send = "\x1B"sv, .listen = 300ms, .judge = apc::judge_smart_mode},
    Step{.send = "Y"sv, .listen = 750ms, .on_silence = StepOutcome::refused, .judge = apc::judge_smart_mode},
};

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, apc::shutdown_return},
    ControlRow{Control::shutdown_stayoff, apc::shutdown_stayoff},
    ControlRow{Control::shutdown_stop, apc::shutdown_stop},
    ControlRow{Control::load_off, apc::load_off},
    ControlRow{Control::load_on, apc::load_on},
    ControlRow{Control::test_battery_start_quick, apc::self_test},
    ControlRow{Control::test_panel_start, apc::panel_test},
    ControlRow{Control::test_failure_start, apc::simulate_failure},
    ControlRow{Control::calibrate_start, apc::calibrate_start},
    ControlRow{Control::calibrate_stop, apc::calibrate_stop},
};

// What the commands that act answer; `*` is the oldest units' OK.
Verdict answer(std::string_view command, Bytes reply) {
    const apc::ReplyText text(reply);
    if (text.view() == "OK" || text.view() == "*" || text.view() == "BYE") return Verdict::ok;
    const bool refused = text.view() == "NO" || text.view() == "NA" || text.view() == command;
    return refused ? Verdict::unsupported : Verdict::rejected;
}

// A question is repeated, so the first half of a pair is none either.
constexpr bool is_safe_to_ask(const Query& query) {
    for (const Destructive& row : apc::kDestructive)
        if (query.send.find(row.bytes) != std::string_view::npos) return false;
    return query.send.size() == 1 || (query.send.size() == 2 && query.send.front() == '\x9F');
}

constexpr bool queries_are_safe() {
    for (const Query& query : kQueries)
        if (!is_safe_to_ask(query)) return false;
    return true;
}
static_assert(queries_are_safe(), "a query sends a byte that acts");

constexpr bool queries_are_unique() {
    for (std::size_t i = 0; i < kQueries.size(); ++i)
        for (std::size_t j = i + 1; j < kQueries.size(); ++j)
            if (kQueries[i].name == kQueries[j].name || kQueries[i].send == kQueries[j].send) return false;
    return true;
}
static_assert(queries_are_unique());

}  // namespace

constexpr Protocol kApcSmart{
    .name = "apc-smart",
    .description = "APC smart signalling (UPS-Link): Smart-UPS, Matrix-UPS, Back-UPS Pro",
    .line = {.baud = 2400, .outputs = {.dtr = true, .rts = false, .brk = false}, .settle = 100ms},
    .terminator = '\n',
    .memory_bytes = apc::kMemoryBytes,
    .poll_interval = 1s,
    .pause = 20ms,
    .queries = kQueries,
    .alerts = kAlerts,
    .controls = kControls,
    .turn_off_methods = apc::kTurnOffMethods,
    .settings = apc::kSettings,
    .destructive = apc::kDestructive,
    .decode_answer = answer,
    .enter = kEnter,
};
static_assert(table_is_complete(kApcSmart));

}  // namespace upsmd
