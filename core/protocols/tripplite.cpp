#include "core/protocols/tripplite.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/text_fields.h"
#include "core/protocols/tripplite_replies.h"

// Tripp Lite SmartPro and Unison with a serial port. 2400 8N1; commands end with CR, lines of the unit with CR LF. Every
// command comes back as a line before its answer.
//
//   > :D\r   < :D\r\n 117702906400195B82258\r\n      the ruler is in tripplite_replies.cpp
//   > :B\r   < :B\r\n 88\r\n                         tenths of a volt, as of one 12 V block
//
// No check sum, and no refusal: a control that is heard comes back. N alone only sets the delay that the next G, K0 or H
// waits; what an old one is nobody knows, so nothing is turned off unless the unit was heard to take it.
//
// Destructive: A test, G and K0 off, H reboot, K2 and K4 banks, N delay, Q and S remote reboot, J unit number.

namespace upsmd {
namespace {

using std::chrono::seconds;

constexpr Duration kTime = 1500ms;
constexpr Duration kListen = 1500ms;
// The second line of the answer to a control passes meanwhile.
constexpr Duration kPause = 300ms;
constexpr seconds kLeastDelay{1};  // what 0 does is not known
constexpr seconds kMostDelay{255};

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

bool is_echo(Bytes reply, const Step& step) {
    std::string_view sent = text_of(step.send.view());
    sent.remove_suffix(sent.empty() ? 0 : 1);
    return printable_core(reply) == sent;
}

StepOutcome judge_last(Bytes reply, const Step& step) {
    return is_echo(reply, step) ? StepOutcome::accepted : StepOutcome::ignore;
}

StepOutcome judge_first(Bytes reply, const Step& step) {
    return is_echo(reply, step) ? StepOutcome::next : StepOutcome::ignore;
}

Step command(std::string_view text, bool last) {
    Step step;
    step.pause = kPause;
    step.send = StepBytes(std::string(text) + '\r');
    step.listen = kListen;
    step.on_silence = StepOutcome::refused;
    step.judge = last ? judge_last : judge_first;
    step.commits = last;
    return step;
}

Script single(std::string_view text) {
    Script script;
    script.add(command(text, true));
    return script;
}

Result<Script> after_delay(const ControlRequest& request, std::string_view off) {
    if (request.delay > kMostDelay)
        return Error{ErrorCode::unsupported,
                     "shutdown: the UPS can wait at most 255 s, " + std::to_string(request.delay.count()) +
                         " s were asked for",
                     0};
    const auto waited = static_cast<std::uint8_t>(std::max(request.delay, kLeastDelay).count());
    Script script;
    script.add(command(":N" + hex_byte(waited), false));
    script.add(command(off, true));
    return script;
}

Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings&) {
    return after_delay(request, ":G");
}
Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    return after_delay(request, ":K0");
}
Result<Script> load_off(const ControlRequest&, const Reading&, const Settings&) { return single(":K0"); }
Result<Script> load_on(const ControlRequest&, const Reading&, const Settings&) { return single(":K1"); }

// A test without mains would only run the battery down.
Result<Script> test(const ControlRequest&, const Reading& reading, const Settings&) {
    if (reading.get(Variable::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "test.battery.start: the UPS is on battery", 0};
    return single(":A");
}

// The echo is all that says that a control was heard.
Verdict decode_answer(std::string_view command, Bytes reply) {
    return printable_core(reply) == command ? Verdict::ok : Verdict::rejected;
}

constexpr Query query(std::string_view name, std::string_view send, Schedule schedule,
                      Verdict (*decode)(Bytes, Decoded&)) {
    return {.name = name, .send = send, .schedule = schedule, .timeout = kTime, .decode = decode,
            .cutter = cut_tripplite_reply};
}

constexpr std::array kQueries{
    query("D", ":D\r", Schedule::status, decode_tripplite_status),
    query("W", ":W\r", Schedule::identity, decode_tripplite_model),
    query("L", ":L\r", Schedule::identity, decode_tripplite_power),
    query("V", ":V\r", Schedule::identity, decode_tripplite_firmware),
    query("B", ":B\r", Schedule::measurement, decode_tripplite_battery),
    query("C", ":C\r", Schedule::measurement, decode_tripplite_test),
    query("M", ":M\r", Schedule::measurement, decode_tripplite_maximum),
    query("I", ":I\r", Schedule::measurement, decode_tripplite_minimum),
};

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},    // :N<hh>, :G
    ControlRow{Control::shutdown_stayoff, shutdown_stayoff},  // :N<hh>, :K0
    ControlRow{Control::load_off, load_off},                  // :K0
    ControlRow{Control::load_on, load_on},                    // :K1
    ControlRow{Control::test_battery_start_quick, test},      // :A
};

constexpr std::array kDestructive{
    Destructive{":A"}, Destructive{":G"}, Destructive{":H"}, Destructive{":J"}, Destructive{":K"},
    Destructive{":N"}, Destructive{":Q"}, Destructive{":S"},
};

}  // namespace

constexpr Protocol kTripplite{
    .name = "tripplite",
    .description = "Tripp Lite SmartPro and Unison with a serial port",
    .line = {.baud = 2400, .outputs = {true, true, false}, .settle = 100ms},
    .terminator = '\n',
    .memory_bytes = kTrippliteMemoryBytes,
    .poll_interval = 2s,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = decode_answer,
};
static_assert(table_is_complete(kTripplite));

}  // namespace upsmd
