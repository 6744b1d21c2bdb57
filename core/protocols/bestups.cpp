#include "core/protocols/bestups.h"

#include <algorithm>
#include <string>

#include "core/protocols/megatec_table.h"

// Best Power Fortress 520 and TeleCom, Patriot Pro and Pro II, Axxium, Best 610, Sola 320 to 620 ("Phoenixtec").
// 2400 8N1, CR ends both ways, no check sum. The unit is slow: 50 ms between characters, a CR before each command
// clears half a one.
//
// Status, Q1: Megatec's line and flags, but b0 means nothing, and b5 is the other way round on PRO and PR2.
// Who, ID: FOR,750,120,120,20.0,27.6   model code, VA, input V, output V, battery V when it switches off, and full
// By model:  RT < 025  minutes left     BP? < 02  external packs     M < 4  which set of transfer voltages
//
//   > Q1        < (119.0 119.0 119.0 014 60.0 27.4 30.0 00001000    OL
//   > ID        < FOR,750,120,120,20.0,27.6
//   > RT        < 015
//   > M         < 0                                                 transfers at 96 and 146 V
//   > Q1        < (102.0 102.0 117.0 014 60.0 27.4 30.0 00101000    OL BOOST
//   > C         <
//   > S.5R0003  <                                                   off in 30 s, back 3 minutes later at the earliest
//
// S<n> without R stays off, the opposite of Megatec; three models come back all the same. Q is a status query here:
// there is no beeper. M, BP and SS are other things on other makes: never before ID.
//
// Destructive: S..., C (may turn an output on), T..., BP<n> and SS<n> (settings; SS changes which pins kill).

namespace upsmd {
namespace {

using V = Variable;

constexpr Duration kTime = 3s;
constexpr Duration kGap = 50ms;
constexpr std::int64_t kMostMinutes = 99;

struct Model {
    std::string_view code;
    std::string_view maker;
    std::string_view name;
    bool inverted = false;    // b5
    bool runtime = false;     // RT
    bool packs = false;       // BP?
    bool transfers = false;   // M
    bool comes_back = false;  // after S<n> too
};
constexpr std::array kModels{
    Model{.code = "PRO", .maker = "Best Power", .name = "Patriot Pro", .inverted = true, .comes_back = true},
    Model{"PR2", "Best Power", "Patriot Pro II", true, true, false, true},
    Model{"FOR", "Best Power", "Fortress 520", false, true, false, true},
    Model{"FTC", "Best Power", "Fortress TeleCom", false, true, false, true},
    Model{"AX1", "Best Power", "Axxium Rackmount", false, true, true},
    Model{.code = "320", .maker = "Sola Australia", .name = "320", .comes_back = true},
    Model{"325", "Sola Australia", "325", false, true},
    Model{"520", "Sola Australia", "520", false, true},
    Model{"525", "Sola Australia", "525", false, true},
    Model{"620", "Sola Australia", "620", false, true, true},
};

// What is kept: the model's place in the table, from 1; and whether the input is nominally 160 V or less.
constexpr std::size_t kModelAt = 0;
constexpr std::size_t kLowVoltageAt = 1;
constexpr std::size_t kMemory = 2;
constexpr double kMostLowVoltage = 160;

const Model* known_model(std::span<const std::uint8_t> memory) {
    const std::size_t place = memory.size() < kMemory ? 0 : memory[kModelAt];
    return place == 0 || place > kModels.size() ? nullptr : &kModels[place - 1];
}
bool has_runtime(std::span<const std::uint8_t> memory) {
    const Model* const model = known_model(memory);
    return model != nullptr && model->runtime;
}
bool has_packs(std::span<const std::uint8_t> memory) {
    const Model* const model = known_model(memory);
    return model != nullptr && model->packs;
}
bool has_transfers(std::span<const std::uint8_t> memory) {
    const Model* const model = known_model(memory);
    return model != nullptr && model->transfers;
}

Verdict status(Bytes reply, Decoded& out) {
    constexpr std::uint8_t kRegulation = 1U << 5;
    MegatecLine line = read_megatec_line(reply, "Q1", out);
    if (line.verdict != Verdict::ok) return line.verdict;
    // Before the unit has said who it is, nobody knows which way round the bit is.
    if (const Model* const model = known_model(out.memory); model != nullptr && model->inverted)
        line.bits = static_cast<std::uint8_t>(line.bits ^ kRegulation);
    else if (model == nullptr && !out.memory.empty())
        line.bits = static_cast<std::uint8_t>(line.bits & ~kRegulation);
    set_megatec_flags(line.bits, out);
    out.absent(V::ups_beeper_status);
    // Four digits without a point: where the point would be is not published.
    const Value* const volts = out.find(V::battery_voltage);
    if (volts != nullptr && volts->present() && volts->decimals() == 0) out.absent(V::battery_voltage);
    return Verdict::ok;
}

// The nominal voltage is not told; it lies between empty and full.
std::optional<double> nominal_battery(double low, double high) {
    constexpr std::array kStrings{2.0, 6.0, 12.0, 24.0, 36.0, 48.0, 72.0, 96.0};
    const auto found = std::find_if(kStrings.begin(), kStrings.end(), [&](double v) { return v > low && v < high; });
    return found == kStrings.end() ? std::nullopt : std::optional<double>(*found);
}

constexpr std::size_t kIdFields = 6;

bool split_id(std::string_view text, std::array<std::string_view, kIdFields>& fields) {
    for (std::size_t i = 0; i < kIdFields; ++i) {
        const std::size_t comma = text.find(',');
        if ((comma == std::string_view::npos) != (i + 1 == kIdFields)) return false;
        fields[i] = text.substr(0, comma);
        if (comma != std::string_view::npos) text.remove_prefix(comma + 1);
    }
    return true;
}

Verdict identity(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "ID")) return *refusal;
    std::array<std::string_view, kIdFields> fields;
    if (!split_id(text, fields) || fields[0].size() != 3) return Verdict::rejected;
    for (const char c : fields[0])
        if (!is_digit(c) && (c < 'A' || c > 'Z')) return Verdict::rejected;
    for (std::size_t i = 1; i <= 3; ++i)
        if (!all_digits(fields[i]) || fields[i].size() < 3 || fields[i].size() > 4) return Verdict::rejected;
    const TextNumber power = parse_number(fields[1]);
    const TextNumber input = parse_number(fields[2]);
    const TextNumber output = parse_number(fields[3]);
    const TextNumber low = parse_number(fields[4]);
    const TextNumber high = parse_number(fields[5]);
    const bool numbers = low.kind == TextNumber::Kind::number && high.kind == TextNumber::Kind::number;
    if (!numbers || low.value <= 0 || high.value <= low.value || high.value > 999) return Verdict::rejected;
    if (power.value <= 0 || input.value <= 0 || input.value > 600 || output.value > 600) return Verdict::rejected;

    const auto model = std::find_if(kModels.begin(), kModels.end(),
                                    [&](const Model& row) { return row.code == fields[0]; });
    const bool known = model != kModels.end();
    // A code that is in no list names itself.
    out.set(V::device_mfr, known ? Value::text(model->maker) : Value{});
    out.text(V::device_model, known ? model->name : fields[0]);
    out.number(V::ups_power_nominal, power.value, 0);
    out.number(V::input_voltage_nominal, input.value, 0);
    out.number(V::output_voltage_nominal, output.value, 0);
    out.number(V::battery_voltage_low, low.value, low.decimals);
    out.number(V::battery_voltage_high, high.value, high.decimals);
    if (const auto nominal = nominal_battery(low.value, high.value))
        out.number(V::battery_voltage_nominal, *nominal, 0);
    if (out.memory.size() >= kMemory) {
        out.memory[kModelAt] = known ? static_cast<std::uint8_t>(model - kModels.begin() + 1) : std::uint8_t{0};
        out.memory[kLowVoltageAt] = input.value <= kMostLowVoltage ? 1 : 0;
    }
    return Verdict::ok;
}

// A reply of exactly so many digits.
Verdict read_digits(Bytes reply, std::string_view command, std::size_t digits, double& number) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, command)) return *refusal;
    if (text.size() != digits || !all_digits(text)) return Verdict::rejected;
    number = parse_number(text).value;
    return Verdict::ok;
}

Verdict runtime(Bytes reply, Decoded& out) {
    double minutes = 0;
    const Verdict verdict = read_digits(reply, "RT", 3, minutes);
    if (verdict == Verdict::ok) out.number(V::battery_runtime, minutes * 60, 0);
    return verdict;
}

Verdict packs(Bytes reply, Decoded& out) {
    constexpr double kMost = 5;
    double count = 0;
    const Verdict verdict = read_digits(reply, "BP?", 2, count);
    if (verdict == Verdict::ok && count > kMost) return Verdict::rejected;
    if (verdict == Verdict::ok) out.number(V::battery_packs, count, 0);
    return verdict;
}

// Where the unit goes on battery, where it begins to boost and to trim.
struct Transfers {
    int low;
    int boost;
    int trim;
    int high;
};
constexpr std::array kLowTransfers{
    Transfers{96, 109, 130, 146}, Transfers{96, 109, 138, 156}, Transfers{90, 104, 130, 146}, Transfers{90, 104, 138, 156},
    Transfers{90, 104, 120, 130}, Transfers{90, 104, 130, 146}, Transfers{90, 96, 120, 130},  Transfers{90, 96, 130, 146},
    Transfers{96, 109, 146, 156}, Transfers{90, 104, 146, 156}};
constexpr std::array kHighTransfers{
    Transfers{200, 222, 250, 284}, Transfers{200, 222, 264, 290}, Transfers{188, 210, 250, 284}, Transfers{188, 210, 264, 290},
    Transfers{188, 210, 244, 270}, Transfers{188, 210, 250, 284}, Transfers{180, 200, 244, 270}, Transfers{180, 200, 250, 284},
    Transfers{165, 188, 222, 244}, Transfers{165, 188, 244, 270}};

// The set's meaning depends on the nominal voltage, which only ID tells.
Verdict transfers(Bytes reply, Decoded& out) {
    double set = 0;
    const Verdict verdict = read_digits(reply, "M", 1, set);
    if (verdict != Verdict::ok || known_model(out.memory) == nullptr) return verdict;
    const auto& sets = out.memory[kLowVoltageAt] != 0 ? kLowTransfers : kHighTransfers;
    const Transfers& row = sets[static_cast<std::size_t>(set)];
    out.number(V::input_transfer_low, row.low, 0);
    out.number(V::input_transfer_boost_low, row.low, 0);
    out.number(V::input_transfer_boost_high, row.boost, 0);
    out.number(V::input_transfer_trim_low, row.trim, 0);
    out.number(V::input_transfer_trim_high, row.high, 0);
    out.number(V::input_transfer_high, row.high, 0);
    return verdict;
}

constexpr std::array kQueries{
    Query{"Q1", "\rQ1\r", Schedule::status, kTime, status},
    Query{"ID", "\rID\r", Schedule::identity, kTime, identity},
    Query{.name = "BP?", .send = "\rBP?\r", .schedule = Schedule::identity, .timeout = kTime, .decode = packs,
          .only_if = has_packs},
    Query{.name = "M", .send = "\rM\r", .schedule = Schedule::identity, .timeout = kTime, .decode = transfers,
          .only_if = has_transfers},
    Query{.name = "RT", .send = "\rRT\r", .schedule = Schedule::measurement, .timeout = kTime, .decode = runtime,
          .only_if = has_runtime},
};

// Megatec's exchange, said slowly and with a CR before each command.
Result<Script> slowly(const Result<Script>& exchange) {
    if (!exchange) return exchange.error();
    Script script;
    for (Step step : exchange->steps()) {
        const Bytes bytes = step.send.view();
        step.send = StepBytes("\r" + std::string(bytes.begin(), bytes.end()));
        step.character_gap = kGap;
        script.add(step);
    }
    return script;
}

template <auto kBuild>
Result<Script> slow(const ControlRequest& request, const Reading& reading, const Settings& settings) {
    return slowly(kBuild(request, reading, settings));
}

Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings& settings) {
    const auto tail = megatec_return_tail(settings);
    if (!tail) return tail.error();
    return slowly(megatec_turn_off(request, *tail, kMostMinutes));
}

Result<Script> shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    const Model* const model = known_model(request.memory);
    if (model == nullptr)
        return Error{ErrorCode::unsupported,
                     "shutdown.stayoff: the UPS has not said which model it is, and some come back with the mains", 0};
    if (model->comes_back)
        return Error{ErrorCode::unsupported, "shutdown.stayoff: this model comes back with the mains", 0};
    return slowly(megatec_turn_off(request, "", kMostMinutes));
}

// n: .2 to .9 tenths of a minute, 01 to 99 minutes. mmmm: 0003 to 9999 minutes. No load.off: "at once" is outside the
// vendor's range.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},                    // C, S<n>R<mmmm>
    ControlRow{Control::shutdown_stayoff, shutdown_stayoff},                  // C, S<n>
    ControlRow{Control::shutdown_stop, slow<megatec_cancel>},                 // C
    ControlRow{Control::load_on, slow<megatec_cancel>},                       // C
    ControlRow{Control::test_battery_start_quick, slow<megatec_test_quick>},  // T
    ControlRow{Control::test_battery_start_deep, slow<megatec_test_deep>},    // TL
    ControlRow{Control::test_battery_start, slow<megatec_test_minutes>},      // T<nn>
    ControlRow{Control::test_battery_stop, slow<megatec_test_stop>},          // CT
};

constexpr std::array kDestructive{
    Destructive{"S"},   Destructive{"C"},   Destructive{"T"},   Destructive{"BP0"}, Destructive{"BP1"},
    Destructive{"BP2"}, Destructive{"BP3"}, Destructive{"BP4"}, Destructive{"BP5"},
};

}  // namespace

constexpr Protocol kBestUps{
    .name = "bestups",
    .description = "Best Power Fortress, Patriot Pro, Axxium; Sola 320 to 620 (Phoenixtec)",
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms, .character_gap = kGap},
    .terminator = '\r',
    .memory_bytes = kMemory,
    .poll_interval = 1s,
    .pause = 100ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = decode_text_answer,
    .estimates_battery = true,  // from the voltages in ID
};
static_assert(table_is_complete(kBestUps));

}  // namespace upsmd
