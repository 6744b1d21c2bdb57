#include "core/protocols/etapro.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "core/protocols/text_fields.h"

// ETA mini+UPS PRO. 1200 8N1, DTR low, RTS high. Commands end with CR, lines of the unit with CR LF; the command may come
// back in front of the first line. Values are hex.
//
//   > RI  < SRETA / SSmini+UPS 720 PRO / ST2003-05 / SU0001       maker, model, made, ident
//   > RP  < SO0F / SGD9 / SHD9 / SIF6 / SL00 / SN0000             one line each:
//     SO flags: 01 mains, 02 output on, 04 battery good, 08 good, 10 boost, 20 battery voltage out of range, 40 charging
//     SG, SH input and output, 270/255 V   SI battery, 14/255 V   SL load, 150/255 %, on battery only   SN s on battery
//
// Destructive: RO<hhhh> turns off after 1 to 7FFF s, with bit 15 minutes; RN<hhhh> turns on. RR and RS cancel them. The answer
// is SV and two digits of the action; any other two mean no.

namespace upsmd {
namespace {

using V = Variable;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kByteTime = 1s;
constexpr Duration kWholeReply = 5s;
constexpr Duration kListen = 2s;
constexpr unsigned kMost = 0x7FFF;         // seconds, or minutes
constexpr unsigned kMinutes = 0x8000;
constexpr seconds kLeastOff{15};           // from off to on
constexpr double kTwoBatteries = 1000;     // VA from which a model has 24 V

enum class Battery : std::uint8_t { unknown, single, twice };

std::string_view text_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// The lines from `first` to the end of the one that begins with `last`; what stands before them is an echo or junk.
FrameCut cut(Bytes kept, std::string_view first, std::string_view last) {
    const std::string_view text = text_of(kept);
    const std::size_t begin = text.find(first);
    if (begin == std::string_view::npos) {
        const bool half = !text.empty() && text.back() == first.front();
        return {text.size() - (half ? 1 : 0), 0};
    }
    if (begin > 0) return {begin, 0};
    const std::size_t end = text.find(last);
    const std::size_t feed = end == std::string_view::npos ? end : text.find('\n', end + 1);
    return feed == std::string_view::npos ? FrameCut{} : FrameCut{0, feed + 1};
}
FrameCut cut_status(Bytes kept) { return cut(kept, "SO", "\nSN"); }
FrameCut cut_identity(Bytes kept) { return cut(kept, "SR", "\nSU"); }

// Takes the next line off `text`: what follows `prefix`, without CR LF.
std::optional<std::string_view> take(std::string_view& text, std::string_view prefix) {
    const std::size_t feed = text.find('\n');
    if (feed == std::string_view::npos || !text.starts_with(prefix)) return std::nullopt;
    const std::string_view line = trimmed(text.substr(prefix.size(), feed - prefix.size()), "\r");
    text.remove_prefix(feed + 1);
    return line;
}

std::optional<unsigned> hex(std::string_view text, std::size_t digits) {
    if (text.size() != digits) return std::nullopt;
    unsigned value = 0;
    for (const char c : text) {
        const std::size_t digit = std::string_view("0123456789ABCDEF").find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        value = value * 16 + static_cast<unsigned>(digit);
    }
    return value;
}

StatusFlags flags_of(unsigned bits) {
    StatusFlags flags{(bits & 0x01) != 0 ? StatusFlag::ol : StatusFlag::ob};
    flags.set(StatusFlag::off, (bits & 0x02) == 0);
    flags.set(StatusFlag::lb, (bits & 0x04) == 0);
    flags.set(StatusFlag::alarm, (bits & 0x08) == 0);
    flags.set(StatusFlag::boost, (bits & 0x10) != 0);
    flags.set(StatusFlag::rb, (bits & 0x20) != 0);
    flags.set(StatusFlag::chrg, (bits & 0x40) != 0);
    return flags;
}

Verdict status(Bytes reply, Decoded& out) {
    std::string_view text = text_of(reply);
    constexpr std::array<std::string_view, 6> kPrefixes{"SO", "SG", "SH", "SI", "SL", "SN"};
    std::array<unsigned, kPrefixes.size()> read{};
    for (std::size_t i = 0; i < kPrefixes.size(); ++i) {
        const auto line = take(text, kPrefixes[i]);
        const auto value = line ? hex(*line, kPrefixes[i] == "SN" ? 4 : 2) : std::nullopt;
        if (!value) return Verdict::rejected;
        read[i] = *value;
    }
    const bool all_zero = std::all_of(read.begin(), read.end(), [](unsigned value) { return value == 0; });
    if (!text.empty() || all_zero) return Verdict::rejected;
    StatusFlags flags = flags_of(read[0]);
    out.number(V::input_voltage, read[1] * 270 / 255.0, 1);
    out.number(V::output_voltage, read[2] * 270 / 255.0, 1);
    // How many volts a step is, only the model tells.
    const auto battery = out.memory.empty() ? Battery::unknown : static_cast<Battery>(out.memory[0]);
    if (battery == Battery::unknown)
        out.absent(V::battery_voltage);
    else
        out.number(V::battery_voltage, read[3] * (battery == Battery::twice ? 28 : 14) / 255.0, 2);
    // On mains the unit says 0 whatever it carries.
    const double load = read[4] * 150 / 255.0;
    if (flags.has(StatusFlag::ob))
        out.number(V::ups_load, load, 1);
    else
        out.absent(V::ups_load);
    flags.set(StatusFlag::over, load > 100);
    out.status = flags;
    return Verdict::ok;
}

// "mini+UPS 720 PRO": the one number of the model is its VA.
Battery battery_of(std::string_view model) {
    const std::size_t begin = model.find_first_of("0123456789");
    if (begin == std::string_view::npos) return Battery::unknown;
    const std::size_t end = std::min(model.find_first_not_of("0123456789", begin), model.size());
    if (model.find_first_of("0123456789", end) != std::string_view::npos) return Battery::unknown;
    const double power = parse_number(model.substr(begin, end - begin)).value;
    return power >= kTwoBatteries ? Battery::twice : Battery::single;
}

Verdict identity(Bytes reply, Decoded& out) {
    std::string_view text = text_of(reply);
    constexpr std::array<std::pair<std::string_view, Variable>, 4> kLines{{
        {"SR", V::device_mfr}, {"SS", V::device_model}, {"ST", V::ups_mfr_date}, {"SU", V::ups_id}}};
    for (const auto& [prefix, variable] : kLines) {
        const auto line = take(text, prefix);
        if (!line || !std::all_of(line->begin(), line->end(), [](char c) { return c >= ' ' && c <= '~'; }))
            return Verdict::rejected;
        const std::string_view value = trimmed(*line);
        if (variable == V::ups_id && (value.empty() || !hex(value, value.size()))) return Verdict::rejected;
        if (value.empty())
            out.absent(variable);
        else
            out.text(variable, value);
        if (variable == V::device_model && !out.memory.empty())
            out.memory[0] = static_cast<std::uint8_t>(battery_of(value));
    }
    return text.empty() ? Verdict::ok : Verdict::rejected;
}

// The two digits after SV; an echo may stand before it.
std::optional<unsigned> action_in(Bytes reply) {
    const std::string_view text = printable_core(reply);
    const std::size_t at = text.find("SV");
    return at == std::string_view::npos ? std::nullopt : hex(text.substr(at + 2), 2);
}

// What the unit says when it takes the command.
std::optional<unsigned> yes_to(std::string_view command) {
    if (command.starts_with("RO")) return 0x00;
    if (command.starts_with("RR")) return 0x10;
    if (command.starts_with("RN")) return 0x20;
    if (command.starts_with("RS")) return 0x30;
    return std::nullopt;
}

Verdict answer(std::string_view command, Bytes reply) {
    const auto said = action_in(reply);
    const auto yes = yes_to(command);
    if (!said || !yes) return Verdict::rejected;
    return *said == *yes ? Verdict::ok : Verdict::unsupported;
}

StepOutcome judge(Bytes reply, const Step& step) {
    switch (answer(text_of(step.send.view()), reply)) {
        case Verdict::ok: return step.commits ? StepOutcome::accepted : StepOutcome::next;
        case Verdict::unsupported: return StepOutcome::refused;
        case Verdict::rejected: break;
    }
    return StepOutcome::ignore;
}
// With nothing to cancel it may say no: no reason to stop.
StepOutcome judge_cancel(Bytes reply, const Step&) {
    return action_in(reply) ? StepOutcome::next : StepOutcome::ignore;
}

Step command(std::string_view text, bool last) {
    Step step;
    step.pause = 100ms;
    step.send = StepBytes(std::string(text) + '\r');
    step.listen = kListen;
    step.on_silence = StepOutcome::refused;
    step.judge = judge;
    // The first command after power-up gets junk.
    step.retries = 1;
    step.commits = last;
    return step;
}

Script single(std::string_view text) {
    Script script;
    script.add(command(text, true));
    return script;
}

// A delay as the unit counts it, never shorter than asked for.
struct Delay {
    unsigned code = 1;
    seconds length{1};
};
std::optional<Delay> delay_of(seconds asked) {
    const seconds least = std::max(asked, seconds{1});
    if (least.count() <= kMost) return Delay{static_cast<unsigned>(least.count()), least};
    const minutes rounded = std::chrono::ceil<minutes>(least);
    if (rounded.count() > kMost) return std::nullopt;
    return Delay{static_cast<unsigned>(rounded.count()) | kMinutes, rounded};
}

std::string with_delay(std::string_view word, const Delay& delay) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text(word);
    for (unsigned shift = 16; shift > 0; shift -= 4) text += kDigits[delay.code >> (shift - 4) & 0xFU];
    return text;
}

Error too_long(seconds asked) {
    return {ErrorCode::unsupported,
            "shutdown: the UPS can wait at most 32767 minutes, " + std::to_string(asked.count()) + " s were asked for", 0};
}

// First when to come back, so that it is known before anything goes off.
Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings&) {
    const auto off = delay_of(request.delay);
    const auto on = off ? delay_of(off->length + kLeastOff) : std::nullopt;
    if (!on) return too_long(request.delay);
    Script script;
    script.add(command(with_delay("RN", *on), false));
    script.add(command(with_delay("RO", *off), true));
    return script;
}

Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    const auto off = delay_of(request.delay);
    if (!off) return too_long(request.delay);
    Step cancel = command("RS", false);
    cancel.judge = judge_cancel;
    Script script;
    script.add(cancel);
    script.add(command(with_delay("RO", *off), true));
    return script;
}

Result<Script> shutdown_stop(const ControlRequest&, const Reading&, const Settings&) { return single("RR"); }
Result<Script> load_off(const ControlRequest&, const Reading&, const Settings&) { return single("RO0001"); }
Result<Script> load_on(const ControlRequest&, const Reading&, const Settings&) { return single("RN0001"); }

constexpr Query query(std::string_view name, std::string_view send, Schedule schedule, Verdict (*decode)(Bytes, Decoded&),
                      Cutter cutter) {
    return {.name = name, .send = send, .schedule = schedule, .timeout = kByteTime, .decode = decode, .cutter = cutter,
            .longest = kWholeReply};
}

constexpr std::array kQueries{
    query("RP", "RP\r", Schedule::status, status, cut_status),
    query("RI", "RI\r", Schedule::identity, identity, cut_identity),
};

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},    // RN<hhhh>, RO<hhhh>
    ControlRow{Control::shutdown_stayoff, shutdown_stayoff},  // RS, RO<hhhh>
    ControlRow{Control::shutdown_stop, shutdown_stop},        // RR
    ControlRow{Control::load_off, load_off},                  // RO0001
    ControlRow{Control::load_on, load_on},                    // RN0001
};

constexpr std::array kDestructive{Destructive{"RO"}, Destructive{"RN"}, Destructive{"RR"}, Destructive{"RS"}};

// The first command after power-up gets junk, so its answer is not looked at.
constexpr std::array kEnter{Step{.send = StepBytes("RI\r"), .listen = 1s}};

}  // namespace

constexpr Protocol kEtaPro{
    .name = "etapro",
    .description = "ETA mini+UPS and others with the PRO option",
    .line = {.baud = 1200, .outputs = {false, true, false}, .settle = 100ms},
    .terminator = '\n',
    .memory_bytes = 1,
    .poll_interval = 2s,
    .pause = 100ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = answer,
    .enter = kEnter,
    .estimates_battery = true,  // from the settings' voltages: the unit tells neither charge nor nominal voltage
};
static_assert(table_is_complete(kEtaPro));

}  // namespace upsmd
