#include "core/protocols/omron.h"

#include <array>
#include <chrono>
#include <string>

#include "core/protocols/megatec_table.h"

// Omron. Megatec's line and Q1; everything else is Omron's. A question or command that is not known gets NAK.
//
//   > Q1    < (102.5 000.0 102.4 000 49.9 54.5 22.7 00101000    flags as Megatec, but b5 and b0, which mean something else
//   > Bl ?  < 100                          charge
//   > RTS   < 0699                         run time, minutes
//   > TPb   < +22.5                        temperature of the battery
//   > Lf ?  < 49.9                         output frequency
//   > UN    < 1125W/1125VA/048V/160W/020W  W, VA, battery's nominal voltage, two more of unknown meaning
//   > FWV   < M:0.17(S:2.00)   > PSNR < A0Z25110005109G   > BRR < 20260730   firmware (main, sub), serial number, battery's date
//
// A command that is taken gets OK; silence is a failure. There is no delay for the return: the unit comes back by itself.
//   > An < OK   > S.5 < OK     off in 30 s, back with the mains (An: restart by itself)
//   > Af < OK   > Sf.5 < OK    off in 30 s, stays off
//   > C  < OK                  cancelled

namespace upsmd {
namespace {

using V = Variable;

constexpr Duration kListen = 1s;
constexpr std::int64_t kMostMinutes = 10;
constexpr std::uint8_t kUnusedBits = 1U << 5 | 1U << 0;

// The characters of a reply without a lead, or what it says in place of one.
struct Line {
    std::optional<Verdict> verdict;
    std::string_view text;
};
Line read_line(Bytes reply, std::string_view command, std::string_view alphabet) {
    const std::string_view text = trimmed(printable_core(reply));
    if (const auto refusal = refusal_in(text, command)) return {refusal, {}};
    if (text.starts_with("NAK")) return {Verdict::unsupported, {}};
    const bool foreign = !alphabet.empty() && text.find_first_not_of(alphabet) != std::string_view::npos;
    if (foreign) return {Verdict::rejected, {}};
    return {std::nullopt, text};
}

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kDecimal = "0123456789.";
constexpr std::string_view kSigned = "0123456789.+-";

Verdict status(Bytes reply, Decoded& out) {
    const MegatecLine line = read_megatec_line(reply, "Q1", out);
    if (line.verdict != Verdict::ok) return line.verdict;
    set_megatec_flags(line.bits & static_cast<std::uint8_t>(~kUnusedBits), out);
    out.absent(V::ups_beeper_status);
    return Verdict::ok;
}

// One number of at most `longest` characters.
Verdict number(Bytes reply, std::string_view command, std::string_view alphabet, std::size_t longest, const NumberField& field,
               Decoded& out) {
    const Line line = read_line(reply, command, alphabet);
    if (line.verdict) return *line.verdict;
    const TextNumber value = parse_number(line.text);
    if (line.text.size() > longest || value.kind != TextNumber::Kind::number) return Verdict::rejected;
    if (value.value < field.low || value.value > field.high) return Verdict::rejected;
    out.number(field.variable, value.value * field.scale, value.decimals);
    return Verdict::ok;
}

Verdict charge(Bytes reply, Decoded& out) {
    return number(reply, "Bl ?", kDigits, 3, {0, V::battery_charge, 0, 100}, out);
}
Verdict runtime(Bytes reply, Decoded& out) {
    return number(reply, "RTS", kDigits, 4, {0, V::battery_runtime, 0, 9999, Outside::reply, 60}, out);
}
Verdict temperature(Bytes reply, Decoded& out) {
    return number(reply, "TPb", kSigned, 6, {0, V::battery_temperature, -50, 150}, out);
}
Verdict frequency(Bytes reply, Decoded& out) {
    return number(reply, "Lf ?", kDecimal, 4, {0, V::output_frequency, 0, 99.9}, out);
}

// Filled up with blanks to 16 characters.
Verdict serial(Bytes reply, Decoded& out) {
    const Line line = read_line(reply, "PSNR", "");
    if (line.verdict) return *line.verdict;
    constexpr std::size_t kShortest = 16;
    const std::string_view name = trimmed(line.text, " #");
    const bool plain = name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string_view::npos;
    if (printable_core(reply).size() < kShortest || name.empty() || !plain) return Verdict::rejected;
    out.text(V::device_serial, name);
    return Verdict::ok;
}

// M:0.17(S:2.00)
Verdict firmware(Bytes reply, Decoded& out) {
    const Line line = read_line(reply, "FWV", "0123456789.MS:()");
    if (line.verdict) return *line.verdict;
    const std::size_t sub = line.text.find("(S:");
    if (!line.text.starts_with("M:") || sub == std::string_view::npos || line.text.back() != ')') return Verdict::rejected;
    const std::string_view first = line.text.substr(2, sub - 2);
    const std::string_view second = line.text.substr(sub + 3, line.text.size() - sub - 4);
    for (const std::string_view each : {first, second})
        if (each.empty() || each.find_first_not_of(kDecimal) != std::string_view::npos) return Verdict::rejected;
    out.text(V::ups_firmware, first);
    out.text(V::ups_firmware_aux, second);
    return Verdict::ok;
}

// 20260730
Verdict battery_date(Bytes reply, Decoded& out) {
    const Line line = read_line(reply, "BRR", kDigits);
    if (line.verdict) return *line.verdict;
    if (line.text.size() != 8) return Verdict::rejected;
    const int value = static_cast<int>(parse_number(line.text).value);
    const std::chrono::year_month_day date{std::chrono::year{value / 10000},
                                           std::chrono::month{static_cast<unsigned>(value / 100 % 100)},
                                           std::chrono::day{static_cast<unsigned>(value % 100)}};
    if (!date.ok()) return Verdict::rejected;
    out.text(V::battery_date, line.text);
    return Verdict::ok;
}

// Digits where the form has 'd', the very character elsewhere.
bool has_form(std::string_view text, std::string_view form) {
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (form[i] == 'd' ? !is_digit(text[i]) : text[i] != form[i]) return false;
    return true;
}

Verdict ratings(Bytes reply, Decoded& out) {
    const Line line = read_line(reply, "UN", "");
    if (line.verdict) return *line.verdict;
    if (!has_form(line.text, "ddddW/ddddVA/dddV/dddW/dddW")) return Verdict::rejected;
    struct Column {
        Variable variable;
        std::size_t at;
        std::size_t width;
    };
    constexpr std::array kColumns{Column{V::ups_realpower_nominal, 0, 4}, Column{V::ups_power_nominal, 6, 4},
                                  Column{V::battery_voltage_nominal, 13, 3}};
    for (const Column& each : kColumns) {
        const double value = parse_number(line.text.substr(each.at, each.width)).value;
        if (value > 0)
            out.number(each.variable, value, 0);
        else
            out.absent(each.variable);
    }
    return Verdict::ok;
}

Verdict answer(std::string_view command, Bytes reply) {
    const Line line = read_line(reply, command, "");
    if (line.verdict) return *line.verdict;
    return line.text.starts_with("OK") ? Verdict::ok : Verdict::rejected;
}

StepOutcome judge(Bytes reply, const Step& step, StepOutcome taken) {
    const Bytes sent = step.send.view();
    const std::string_view command{reinterpret_cast<const char*>(sent.data()), sent.size()};
    switch (answer(trimmed(command, "\r"), reply)) {
        case Verdict::ok: return taken;
        case Verdict::unsupported: return StepOutcome::refused;
        case Verdict::rejected: return StepOutcome::ignore;
    }
    return StepOutcome::ignore;
}
StepOutcome judge_last(Bytes reply, const Step& step) { return judge(reply, step, StepOutcome::accepted); }
StepOutcome judge_next(Bytes reply, const Step& step) { return judge(reply, step, StepOutcome::next); }
// With nothing to cancel it may refuse: no reason to stop.
StepOutcome judge_cancel(Bytes reply, const Step& step) {
    return judge_next(reply, step) == StepOutcome::ignore ? StepOutcome::ignore : StepOutcome::next;
}

Step command(std::string_view text, StepOutcome (*judged)(Bytes, const Step&)) {
    Step step;
    step.pause = kMegatecPause;
    step.send = StepBytes(std::string(text) + '\r');
    step.listen = kListen;
    step.on_silence = StepOutcome::refused;
    step.judge = judged;
    step.retries = 1;
    return step;
}

// `restart` An or Af, `off` S or Sf. Without the unit's word on the first the second is not sent.
Result<Script> shutdown(const ControlRequest& request, std::string_view restart, std::string_view off) {
    const auto delay = megatec_delay(request.delay, kMostMinutes);
    if (!delay) return delay.error();
    Step cancel = command("C", judge_cancel);
    cancel.on_silence = StepOutcome::next;
    cancel.retries = 0;
    Step last = command(std::string(off) + *delay, judge_last);
    last.commits = true;
    Script script;
    script.add(cancel);
    script.add(command(restart, judge_next));
    script.add(last);
    return script;
}

Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings&) {
    return shutdown(request, "An", "S");
}
Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    return shutdown(request, "Af", "Sf");
}
Result<Script> shutdown_stop(const ControlRequest&, const Reading&, const Settings&) {
    Step step = command("C", judge_last);
    step.commits = true;
    Script script;
    script.add(step);
    return script;
}

constexpr std::array kQueries{
    Query{"Q1", "Q1\r", Schedule::status, kMegatecShort, status},
    Query{"UN", "UN\r", Schedule::identity, kMegatecShort, ratings},
    Query{"FWV", "FWV\r", Schedule::identity, kMegatecShort, firmware},
    Query{"PSNR", "PSNR\r", Schedule::identity, kMegatecShort, serial},
    Query{"BRR", "BRR\r", Schedule::identity, kMegatecShort, battery_date},
    Query{"Bl ?", "Bl ?\r", Schedule::measurement, kMegatecShort, charge},
    Query{"RTS", "RTS\r", Schedule::measurement, kMegatecShort, runtime},
    Query{"TPb", "TPb\r", Schedule::measurement, kMegatecShort, temperature},
    Query{"Lf ?", "Lf ?\r", Schedule::measurement, kMegatecShort, frequency},
};

// n: .2 to .9 tenths of a minute, 01 to 10 minutes.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},    // C, An, S<n>
    ControlRow{Control::shutdown_stayoff, shutdown_stayoff},  // C, Af, Sf<n>
    ControlRow{Control::shutdown_stop, shutdown_stop},        // C
};

constexpr std::array kActing{
    Destructive{"S"}, Destructive{"C\r"},                    // CF is a question
    Destructive{"An"}, Destructive{"Af"},                    // a setting that lasts
    Destructive{"Bn"}, Destructive{"Bf"},                    // beeper
};

}  // namespace

constexpr Protocol kOmron{
    .name = "omron",
    .description = "Omron BN, BU, BY and BL with Q1 and Omron's own commands",
    .line = kMegatecLine,
    .terminator = '\r',
    .poll_interval = kMegatecPoll,
    .pause = kMegatecPause,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kActing,
    .decode_answer = answer,
    .estimates_battery = true,  // where `Bl ?` is refused
};
static_assert(table_is_complete(kOmron));

}  // namespace upsmd
