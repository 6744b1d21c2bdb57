#include "core/protocols/cyberpower_binary.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/cyberpower_binary_replies.h"

// CyberPower's binary protocol: PR and OP series of about 1999 to 2006. 1200 8N1, commands end with CR, 50 ms between their
// characters. DTR high and RTS low power the interface.
//
//   > F           < .PR2200    .x.<.1100        who it is: decides how everything else is read
//   > D           < 14 bytes                    status and measurements
//   > R 02        < R 00                        a setting; Q 02 00 writes it
//   > S 00 00 W   < S 00 00 W                   off at once
//
// A control is answered by itself, without the CR. No answer or another one: not taken.

namespace upsmd {
namespace {

using R = CyberPowerRegister;
using V = Variable;

constexpr Duration kGap = 50ms;
constexpr Duration kTime = 1s;

template <R which>
Verdict decode_register(Bytes reply, Decoded& out) {
    return decode_cyberpower_register(which, reply, out);
}
template <R which>
bool is_known(std::span<const std::uint8_t> memory) {
    return cyberpower_register_known(which, memory);
}

template <R which>
constexpr std::array<char, 3> kAsk{'R', static_cast<char>(which), '\r'};

template <R which>
constexpr Query ask(std::string_view name) {
    return {.name = name,
            .send = {kAsk<which>.data(), kAsk<which>.size()},
            .schedule = Schedule::identity,
            .timeout = kTime,
            .decode = decode_register<which>,
            .only_if = is_known<which>,
            .cutter = cut_cyberpower_register};
}

constexpr std::array kQueries{
    Query{.name = "D",
          .send = "D\r",
          .schedule = Schedule::status,
          .timeout = kTime,
          .decode = decode_cyberpower_status,
          .cutter = cut_cyberpower_status},
    // Before what depends on the series.
    Query{.name = "F",
          .send = "F\r",
          .schedule = Schedule::identity,
          .timeout = kTime,
          .decode = decode_cyberpower_identity,
          .cutter = cut_cyberpower_identity},
    ask<R::transfer_high>("R02"),
    ask<R::transfer_low>("R04"),
    ask<R::low_battery>("R08"),
    ask<R::start_on_battery>("R0F"),
    ask<R::output_voltage>("R18"),
};

constexpr std::array kSettings{
    SettingRow{V::input_transfer_high, "R02", cyberpower_register_choices, cyberpower_write_register},
    SettingRow{V::input_transfer_low, "R04", cyberpower_register_choices, cyberpower_write_register},
    SettingRow{V::battery_charge_low, "R08", cyberpower_register_choices, cyberpower_write_register},
    SettingRow{V::ups_start_battery, "R0F", cyberpower_register_choices, cyberpower_write_register},
    SettingRow{V::output_voltage_nominal, "R18", cyberpower_register_choices, cyberpower_write_register},
};

// With their CR. The two bytes after S and after R are delays whose unit nobody has published.
constexpr std::array kOff{'S', '\0', '\0', 'W', '\r'};
constexpr std::array kOffAndOn{'S', '\0', '\0', 'R', '\0', '\x01', 'W', '\r'};
constexpr std::array kCancel{'C', '\r'};
constexpr std::array kTest{'T', '\x98', '\r'};
constexpr std::array kTestStop{'C', 'T', '\r'};
constexpr std::array kBeeper{'B', '\r'};

// Exactly the command, without its CR.
template <const auto& kCommand>
FrameCut cut_echo(Bytes kept) {
    constexpr std::size_t kSize = kCommand.size() - 1;
    const std::size_t size = std::min(kept.size(), kSize);
    for (std::size_t i = 0; i < size; ++i)
        if (kept[i] != static_cast<std::uint8_t>(kCommand[i])) return {1, 0};
    return size == kSize ? FrameCut{0, kSize} : FrameCut{};
}

StepOutcome is_taken(Bytes, const Step&) { return StepOutcome::accepted; }

template <const auto& kCommand>
Script say() {
    Step step;
    step.send = StepBytes(std::string_view(kCommand.data(), kCommand.size()));
    step.character_gap = kGap;
    step.listen = kTime;
    step.on_silence = StepOutcome::refused;
    step.judge = is_taken;
    step.cutter = cut_echo<kCommand>;
    step.commits = true;
    Script script;
    script.add(step);
    return script;
}

template <const auto& kCommand>
Result<Script> plain(const ControlRequest&, const Reading&, const Settings&) {
    return say<kCommand>();
}

bool on_battery(const Reading& reading) {
    return reading.get(V::ups_status).as_text().find("OB") != std::string_view::npos;
}

Error refusal(const ControlRequest& request, ErrorCode code, std::string_view why) {
    return {code, std::string(control_name(request.control)) + ": " + std::string(why), 0};
}

Error no_delay(const ControlRequest& request) {
    return refusal(request, ErrorCode::unsupported,
                   "the UPS would turn off at once: in what its delay counts is not known, and " +
                       std::to_string(request.delay.count()) + " s were asked for");
}

// On battery it comes back with the mains by itself, and must not be told on mains: then it stays off.
Result<Script> shutdown_return(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (request.delay.count() > 0) return no_delay(request);
    if (!on_battery(reading)) return say<kOffAndOn>();
    Step step = say<kOff>().steps().front();
    step.only_on_battery = true;
    Script script;
    script.add(step);
    return script;
}

Result<Script> stay_off(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (request.delay.count() > 0) return no_delay(request);
    if (on_battery(reading))
        return refusal(request, ErrorCode::refused, "told on battery, the UPS comes back with the mains");
    return say<kOff>();
}

Result<Script> test(const ControlRequest& request, const Reading& reading, const Settings&) {
    if (on_battery(reading)) return refusal(request, ErrorCode::refused, "the UPS is on battery");
    return say<kTest>();
}

// There is a toggle only.
Result<Script> beeper(const ControlRequest& request, const Reading& reading, std::string_view wanted) {
    const Value& value = reading.get(V::ups_beeper_status);
    if (!value.present())
        return refusal(request, ErrorCode::refused, "whether the beeper is on is not known now, and it can only be toggled");
    if (value.as_text() == wanted) return Script{};
    return say<kBeeper>();
}
Result<Script> beeper_on(const ControlRequest& request, const Reading& reading, const Settings&) {
    return beeper(request, reading, "enabled");
}
Result<Script> beeper_off(const ControlRequest& request, const Reading& reading, const Settings&) {
    return beeper(request, reading, "disabled");
}

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},        // on battery S 0 0 W, on mains S 0 0 R 0 1 W
    ControlRow{Control::shutdown_stayoff, stay_off},              // on mains S 0 0 W
    ControlRow{Control::load_off, stay_off},                      // the same
    ControlRow{Control::shutdown_stop, plain<kCancel>},           // C
    ControlRow{Control::test_battery_start_quick, test},          // T 98
    ControlRow{Control::test_battery_stop, plain<kTestStop>},     // CT
    ControlRow{Control::beeper_enable, beeper_on},                // B
    ControlRow{Control::beeper_disable, beeper_off},              // B
    ControlRow{Control::beeper_toggle, plain<kBeeper>},           // B
};

constexpr std::array kDestructive{
    Destructive{"S"},  // off
    Destructive{"T"},  // test
    Destructive{"C\r"},  // cancels a turn-off that somebody has asked for
    Destructive{"CT"},  // ends a test
    Destructive{"B\r"},  // beeper
    Destructive{"Q"},  // writes a setting
};

// Wakes the unit and ends what it may have heard of another command; usually nothing answers.
constexpr std::array kEnter{
    Step{.send = std::string_view("\r\r"), .character_gap = kGap, .listen = 150ms, .on_silence = StepOutcome::accepted},
};

Verdict answer(std::string_view command, Bytes reply) {
    const std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    return !command.empty() && text == command ? Verdict::ok : Verdict::rejected;
}

}  // namespace

constexpr Protocol kCyberPowerBinary{
    .name = "cyberpower-binary",
    .description = "CyberPower's binary protocol: PR and OP series of about 1999 to 2006",
    .line = {.baud = 1200, .outputs = {true, false, false}, .settle = 100ms, .character_gap = kGap},
    .terminator = '\r',
    .memory_bytes = kCyberPowerMemoryBytes,
    .poll_interval = 1s,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .settings = kSettings,
    .destructive = kDestructive,
    .decode_answer = answer,
    .enter = kEnter,
};
static_assert(table_is_complete(kCyberPowerBinary));

}  // namespace upsmd
