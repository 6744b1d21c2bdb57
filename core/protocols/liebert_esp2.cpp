#include "core/protocols/liebert_esp2.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/protocols/liebert_esp2_words.h"

// Liebert ESP-II. 2400 8N1. One number a question: 01, command, 02, 01, number, sum; the reply is 8 bytes, a signed value in
// bytes 5 and 6, how it scales depends on the unit's class (83 2).
//
//   > 01 94 02 01 01 99      < 01 94 04 01 01 01 00 9C       status word 1: bit 8, on battery
//   > 01 94 02 01 03 9B      < 01 94 04 01 03 00 20 BD       status word 3: bit 5, battery low
//   > 01 95 02 01 02 9B      < 01 95 04 01 02 01 11 AF       battery: 27.3 V
//
// Destructive, never sent as a question: command 9C. The port's other pins carry contact signals and a remote shut-off:
// both outputs stay as the opening of the port leaves them.

namespace upsmd {
namespace {

using namespace esp2;
using V = Variable;

constexpr Duration kTime = 1s;  // 8 bytes last 35 ms

enum class Scale : std::uint8_t { hertz, tenths, hundredths, power, minutes, tens, whole };
// Which units have it, by the phases of their output or input.
enum class Phases : std::uint8_t { any, out_one, out_below_three, out_above_one, out_three, in_below_three, in_two, in_three };

struct Row {
    unsigned command;
    unsigned number;
    V variable;
    Scale scale;
    double low;
    double high;
    Phases phases = Phases::any;
    Schedule schedule = Schedule::measurement;
};

constexpr Schedule kOnce = Schedule::identity;
constexpr std::array kRows{
    Row{0xA1, 0x0D, V::battery_voltage_nominal, Scale::tenths, 1, 2000, Phases::any, kOnce},
    Row{0xA1, 0x08, V::ups_power_nominal, Scale::power, 1, 4e6, Phases::any, kOnce},
    Row{0xA1, 0x04, V::ups_delay_start, Scale::tens, 0, 400000, Phases::any, kOnce},
    Row{0xA1, 0x0E, V::battery_runtime_low, Scale::minutes, 0, 2e6, Phases::any, kOnce},
    Row{0xA1, 0x09, V::input_frequency_nominal, Scale::hertz, 1, 100, Phases::any, kOnce},
    Row{0xA1, 0x0A, V::output_frequency_nominal, Scale::hertz, 1, 100, Phases::any, kOnce},
    Row{0x95, 0x01, V::battery_runtime, Scale::minutes, 0, 2e6},
    Row{0x95, 0x02, V::battery_voltage, Scale::tenths, 0, 2000},
    Row{0x95, 0x03, V::battery_current, Scale::hundredths, -330, 330},
    Row{0x95, 0x0C, V::battery_temperature, Scale::tenths, -50, 150},
    Row{0x95, 0x0E, V::ups_temperature, Scale::tenths, -50, 150},
    Row{0x95, 0x08, V::input_frequency, Scale::hertz, 0, 100},
    Row{0x95, 0x0A, V::input_bypass_frequency, Scale::hertz, 0, 100},
    Row{0x95, 0x09, V::output_frequency, Scale::hertz, 0, 100},
    Row{0x95, 0x07, V::ups_load, Scale::whole, 0, 999, Phases::out_one},
    Row{0x95, 0x06, V::ups_power, Scale::power, 0, 4e6, Phases::out_one},
    Row{0x95, 0x05, V::ups_realpower, Scale::power, 0, 4e6, Phases::out_one},
    Row{0x90, 0x03, V::output_voltage, Scale::tenths, 0, 999, Phases::out_below_three},
    Row{0x90, 0x04, V::output_current, Scale::tenths, 0, 3277, Phases::out_one},
    Row{0x90, 0x01, V::input_voltage, Scale::tenths, 0, 999, Phases::in_below_three},
    Row{0x90, 0x05, V::input_bypass_voltage, Scale::tenths, 0, 999, Phases::in_below_three},
    Row{0x90, 0x06, V::input_bypass_current, Scale::tenths, 0, 3277, Phases::in_below_three},
    Row{0x90, 0x02, V::input_current, Scale::tenths, 0, 3277, Phases::in_two},
    Row{0x90, 0x15, V::output_l1_realpower, Scale::power, 0, 4e6, Phases::out_above_one},
    Row{0x91, 0x15, V::output_l2_realpower, Scale::power, 0, 4e6, Phases::out_above_one},
    Row{0x92, 0x15, V::output_l3_realpower, Scale::power, 0, 4e6, Phases::out_three},
    Row{0x90, 0x16, V::output_l1_power, Scale::power, 0, 4e6, Phases::out_above_one},
    Row{0x91, 0x16, V::output_l2_power, Scale::power, 0, 4e6, Phases::out_above_one},
    Row{0x92, 0x16, V::output_l3_power, Scale::power, 0, 4e6, Phases::out_three},
    Row{0x90, 0x18, V::output_l1_power_percent, Scale::whole, 0, 999, Phases::out_above_one},
    Row{0x91, 0x18, V::output_l2_power_percent, Scale::whole, 0, 999, Phases::out_above_one},
    Row{0x92, 0x18, V::output_l3_power_percent, Scale::whole, 0, 999, Phases::out_three},
    Row{0x90, 0x03, V::output_l1_n_voltage, Scale::tenths, 0, 999, Phases::out_three},
    Row{0x91, 0x03, V::output_l2_n_voltage, Scale::tenths, 0, 999, Phases::out_three},
    Row{0x92, 0x03, V::output_l3_n_voltage, Scale::tenths, 0, 999, Phases::out_three},
    Row{0x90, 0x01, V::input_l1_n_voltage, Scale::tenths, 0, 999, Phases::in_three},
    Row{0x91, 0x01, V::input_l2_n_voltage, Scale::tenths, 0, 999, Phases::in_three},
    Row{0x92, 0x01, V::input_l3_n_voltage, Scale::tenths, 0, 999, Phases::in_three},
    Row{0x90, 0x02, V::input_l1_current, Scale::tenths, 0, 3277, Phases::in_three},
    Row{0x91, 0x02, V::input_l2_current, Scale::tenths, 0, 3277, Phases::in_three},
    Row{0x92, 0x02, V::input_l3_current, Scale::tenths, 0, 3277, Phases::in_three},
};

// Factor to the variable's unit and its decimals.
std::pair<double, int> scale_of(Scale scale, unsigned unit_class) {
    constexpr unsigned kGxt2 = 1;
    switch (scale) {
        case Scale::hertz: return unit_class == kGxt2 ? std::pair(0.1, 1) : std::pair(0.01, 2);
        case Scale::power: return {unit_class == kGxt2 ? 1.0 : 100.0, 0};
        case Scale::tenths: return {0.1, 1};
        case Scale::hundredths: return {0.01, 2};
        case Scale::minutes: return {60, 0};
        case Scale::tens: return {10, 0};
        case Scale::whole: break;
    }
    return {1, 0};
}

Verdict decode_row(const Row& row, Bytes reply, Decoded& out) {
    const auto raw = value_of(reply, row.command, row.number, out.memory);
    if (!raw) return Verdict::rejected;
    const auto [factor, decimals] = scale_of(row.scale, memory_at(out.memory, scale_class));
    const double value = *raw * factor;
    if (value < row.low || value > row.high) {
        out.absent(row.variable);
        return Verdict::ok;
    }
    out.number(row.variable, value, decimals);
    if (row.variable != V::battery_current) return Verdict::ok;
    constexpr double kFloating = 0.05;  // A
    StatusFlags flags;
    flags.set(StatusFlag::chrg, value > kFloating);
    flags.set(StatusFlag::dischrg, value < -kFloating);
    out.extra_status = flags;
    return Verdict::ok;
}

template <std::size_t index>
Verdict decode_row_at(Bytes reply, Decoded& out) {
    return decode_row(kRows[index], reply, out);
}
template <unsigned number>
Verdict decode_word_at(Bytes reply, Decoded& out) {
    return decode_text_word(number, reply, out);
}

// A unit that has not told its phases is taken for one with a single one.
template <Phases phases>
bool has(std::span<const std::uint8_t> memory) {
    const unsigned input = std::max<unsigned>(memory_at(memory, input_phases), 1);
    const unsigned output = std::max<unsigned>(memory_at(memory, output_phases), 1);
    switch (phases) {
        case Phases::any: return true;
        case Phases::out_one: return output == 1;
        case Phases::out_below_three: return output < 3;
        case Phases::out_above_one: return output > 1;
        case Phases::out_three: return output == 3;
        case Phases::in_below_three: return input < 3;
        case Phases::in_two: return input == 2;
        case Phases::in_three: return input == 3;
    }
    return false;
}

// The bytes and the name of a question: 01 95 02 01 0C A5 is "950C".
template <unsigned command, unsigned number>
struct Question {
    static constexpr char hex(unsigned digit) { return "0123456789ABCDEF"[digit & 15U]; }
    static constexpr std::array<char, 6> bytes{
        1, static_cast<char>(command), 2, 1, static_cast<char>(number), static_cast<char>((4 + command + number) & 0xFFU)};
    static constexpr std::array<char, 4> name{hex(command >> 4U), hex(command), hex(number >> 4U), hex(number)};
};

template <unsigned command, unsigned number>
constexpr Query ask(Schedule schedule, Verdict (*decode)(Bytes, Decoded&)) {
    using Q = Question<command, number>;
    return {{Q::name.data(), Q::name.size()}, {Q::bytes.data(), Q::bytes.size()}, schedule, kTime, decode};
}

template <std::size_t index>
constexpr Query ask_row() {
    constexpr Row row = kRows[index];
    Query query = ask<row.command, row.number>(row.schedule, decode_row_at<index>);
    if (row.phases != Phases::any) query.only_if = has<row.phases>;
    return query;
}

constexpr std::size_t kWords = kLastWord - kFirstWord + 1;

template <std::size_t... row, std::size_t... word>
constexpr auto all_queries(std::index_sequence<row...>, std::index_sequence<word...>) {
    return std::array{
        ask<0x94, 3>(Schedule::status_part, decode_warning_word),
        ask<0x94, 2>(Schedule::status_part, decode_condition_word),
        ask<0x94, 1>(Schedule::status, decode_inverter_word),
        // Before everything that is scaled, or that only some units have.
        ask<0x83, 2>(kOnce, decode_scale_class),
        ask<0x88, 1>(kOnce, decode_type),
        ask<kTextCommand, kFirstWord + word>(kOnce, decode_word_at<kFirstWord + word>)...,
        ask<0x94, 7>(Schedule::measurement, decode_ambient_word),
        ask_row<row>()...,
    };
}
constexpr auto kQueries = all_queries(std::make_index_sequence<kRows.size()>{}, std::make_index_sequence<kWords>{});

// A late reply to a question is no answer to an order.
StepOutcome judge(Bytes reply, const Step& step) {
    constexpr std::array<std::uint8_t, 8> kQuestions{0x83, 0x88, 0x90, 0x91, 0x92, 0x94, 0x95, 0xA1};
    if (!is_reply(reply)) return StepOutcome::ignore;
    if (std::find(kQuestions.begin(), kQuestions.end(), reply[1]) != kQuestions.end()) return StepOutcome::ignore;
    return step.commits ? StepOutcome::accepted : StepOutcome::next;
}

Step order(std::string bytes, bool last) {
    unsigned sum = 0;
    for (const char each : bytes) sum += static_cast<std::uint8_t>(each);
    bytes += static_cast<char>(sum & 0xFFU);
    return {.pause = 50ms,
            .send = std::string_view(bytes),
            .listen = kTime,
            .on_silence = StepOutcome::refused,
            .judge = judge,
            .commits = last};
}

// Output-off mode, delay, key, then the order itself with the key "LL". Whether the output comes back with the mains is a
// setting of the unit.
Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings&) {
    constexpr std::int64_t kMost = 65535 * std::int64_t{10};
    if (request.delay.count() > kMost)
        return Error{ErrorCode::unsupported,
                     "shutdown.return: the UPS can wait at most 655350 s, " + std::to_string(request.delay.count()) +
                         " s were asked for",
                     0};
    const auto tens = static_cast<unsigned>(std::max<std::int64_t>((request.delay.count() + 9) / 10, 1));
    Script script;
    script.add(order({1, '\x9C', 4, 1, 6, 0, 1}, false));
    script.add(order({1, '\x9C', 4, 1, 5, static_cast<char>(tens >> 8U), static_cast<char>(tens & 0xFFU)}, false));
    script.add(order({1, '\x9C', 2, 1, 7}, false));
    script.add(order({1, '\x9C', 4, 1, '\x88', 'L', 'L'}, true));
    return script;
}

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},  // 9C 6, 9C 5, 9C 7, 9C 88
};
constexpr std::array kDestructive{Destructive{"\x01\x9C"}};

Verdict answer(std::string_view command, Bytes reply) {
    return command == "9C" && is_reply(reply) ? Verdict::ok : Verdict::rejected;
}

}  // namespace

constexpr Protocol kLiebertEsp2{
    .name = "liebert-esp2",
    .description = "Liebert ESP-II (GXT2, NX and their cards), binary",
    .line = {.baud = 2400, .outputs = {true, true, false}, .settle = 100ms},
    .cutter = cut,
    .memory_bytes = memory_end,
    .poll_interval = 500ms,
    .pause = 20ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = answer,
};
static_assert(table_is_complete(kLiebertEsp2));

}  // namespace upsmd
