#include "core/protocols/mge_utalk.h"

#include <algorithm>
#include <array>

#include "core/protocols/mge_utalk_controls.h"
#include "core/protocols/mge_utalk_replies.h"
#include "core/protocols/mge_utalk_settings.h"

// MGE U-Talk: Pulsar SV, ESV, ES+, EL, SX, EX, PSX, CSX, EXtreme, Comet, Galaxy with a card 66060. 2400 8N1, RTS low, DTR
// high. A command is a part, a type and perhaps an argument; `?` asks for a setting or a nominal value.
//
//   > Ss   < 00X00100              status, bits from the right: 2 on battery
//   > Uv   < 22950                 input voltage, here in hundredths of a volt (Ai names the scale)
//   > Sn ? < 120                   the shutdown delay
//   > Sx 0 < OK                    start it
//
// Answers end with LF CR, or LF. The host leaves 500 ms after an answer, and old units cannot stand much more than a
// status every 5 s.
//
// Destructive: Sx, Wx, Px, Bx, Rx orders; M, We, Iv, If, Lv write what nobody should; Ax 129 blocks the link.

namespace upsmd {
namespace {

using V = Variable;

constexpr Duration kTime = 2s;

template <UtalkUnit unit, Variable... variables>
Verdict number(Bytes reply, Decoded& out) {
    constexpr std::array kVariables{variables...};
    return decode_utalk_number(reply, unit, kVariables, out);
}

using U = UtalkUnit;

// One number that stands for two points.
template <Variable first, Variable second>
Verdict same_number(Bytes reply, Decoded& out) {
    const Verdict verdict = number<U::volts, first>(reply, out);
    if (const Value* const value = out.find(first); verdict == Verdict::ok && value != nullptr) out.set(second, *value);
    return verdict;
}

constexpr std::array kQueries{
    Query{"Ls", "Ls\r\n", Schedule::status_part, kTime, decode_utalk_load},
    Query{"Ss", "Ss\r\n", Schedule::status, kTime, decode_utalk_status},
    Query{"Ai", "Ai\r\n", Schedule::identity, kTime, decode_utalk_table},
    Query{"Si 1", "Si 1\r\n", Schedule::identity, kTime, decode_utalk_model},
    Query{.name = "Si",
          .send = "Si\r\n",
          .schedule = Schedule::identity,
          .timeout = kTime,
          .decode = decode_utalk_family,
          .fills_gaps = true},
    Query{"Ti", "Ti\r\n", Schedule::identity, kTime, decode_utalk_serial},
    Query{"Sn ?", "Sn ?\r\n", Schedule::identity, kTime, number<U::seconds, V::ups_delay_shutdown>},
    Query{"Sm ?", "Sm ?\r\n", Schedule::identity, kTime, number<U::minutes, V::ups_delay_start>},
    Query{"Bl ?", "Bl ?\r\n", Schedule::identity, kTime, number<U::percent, V::battery_charge_low>},
    Query{"Sl ?", "Sl ?\r\n", Schedule::identity, kTime, number<U::percent, V::battery_charge_restart>},
    Query{"Bv ?", "Bv ?\r\n", Schedule::identity, kTime, number<U::volts, V::battery_voltage_nominal>},
    Query{"Uv ?", "Uv ?\r\n", Schedule::identity, kTime, number<U::volts, V::input_voltage_nominal>},
    Query{"Uf ?", "Uf ?\r\n", Schedule::identity, kTime, number<U::hertz, V::input_frequency_nominal>},
    Query{"Sp ?", "Sp ?\r\n", Schedule::identity, kTime, number<U::watts, V::ups_realpower_nominal>},
    Query{"Ee ?", "Ee ?\r\n", Schedule::identity, kTime, same_number<V::input_transfer_low, V::input_transfer_boost_low>},
    Query{"Eo ?", "Eo ?\r\n", Schedule::identity, kTime, number<U::volts, V::input_transfer_boost_high>},
    Query{"Ea ?", "Ea ?\r\n", Schedule::identity, kTime, number<U::volts, V::input_transfer_trim_low>},
    Query{"Eu ?", "Eu ?\r\n", Schedule::identity, kTime, same_number<V::input_transfer_high, V::input_transfer_trim_high>},
    Query{"Bl", "Bl\r\n", Schedule::measurement, kTime, number<U::percent, V::battery_charge>},
    Query{"Bn", "Bn\r\n", Schedule::measurement, kTime, number<U::seconds, V::battery_runtime>},
    Query{"Bs", "Bs\r\n", Schedule::measurement, kTime, decode_utalk_battery},
    Query{"Uv", "Uv\r\n", Schedule::measurement, kTime,
          number<U::volts, V::input_voltage, V::input_l1_n_voltage, V::input_l2_n_voltage, V::input_l3_n_voltage>},
    Query{"Ll", "Ll\r\n", Schedule::measurement, kTime,
          number<U::percent, V::ups_load, V::output_l1_power_percent, V::output_l2_power_percent,
                 V::output_l3_power_percent>},
    Query{"Ps", "Ps\r\n", Schedule::measurement, kTime, decode_utalk_bypass},
    Query{"Bv", "Bv\r\n", Schedule::measurement, kTime, number<U::volts, V::battery_voltage>},
    Query{"Lv", "Lv\r\n", Schedule::measurement, kTime,
          number<U::volts, V::output_voltage, V::output_l1_n_voltage, V::output_l2_n_voltage, V::output_l3_n_voltage>},
    Query{"Uf", "Uf\r\n", Schedule::measurement, kTime, number<U::hertz, V::input_frequency>},
    Query{"Lf", "Lf\r\n", Schedule::measurement, kTime, number<U::hertz, V::output_frequency>},
    Query{"Lc", "Lc\r\n", Schedule::measurement, kTime,
          number<U::amperes, V::output_current, V::output_l1_current, V::output_l2_current, V::output_l3_current>},
    Query{"Lk", "Lk\r\n", Schedule::measurement, kTime,
          number<U::volt_amperes, V::ups_power, V::output_l1_power, V::output_l2_power, V::output_l3_power>},
    Query{"Lp", "Lp\r\n", Schedule::measurement, kTime,
          number<U::watts, V::ups_realpower, V::output_l1_realpower, V::output_l2_realpower, V::output_l3_realpower>},
    Query{"St", "St\r\n", Schedule::measurement, kTime, number<U::celsius, V::ups_temperature>},
    Query{"Bt", "Bt\r\n", Schedule::measurement, kTime, number<U::celsius, V::battery_temperature>},
    Query{"Bc", "Bc\r\n", Schedule::measurement, kTime, number<U::amperes, V::battery_current>},
    Query{"Vv", "Vv\r\n", Schedule::measurement, kTime,
          number<U::volts, V::input_bypass_voltage, V::input_bypass_l1_n_voltage, V::input_bypass_l2_n_voltage,
                 V::input_bypass_l3_n_voltage>},
    Query{"Vf", "Vf\r\n", Schedule::measurement, kTime, number<U::hertz, V::input_bypass_frequency>},
};

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, utalk_shutdown_return},    // Sx 5, Sx 7, Sm <min> where needed; Sn <s>, Sx 0
    ControlRow{Control::shutdown_stayoff, utalk_shutdown_stayoff},  // Sx 4 where needed; Sn <s>, Sx 0
    ControlRow{Control::shutdown_stop, utalk_start},                // Sx 1
    ControlRow{Control::load_off, utalk_load_off},                  // Wy 65535, Wx 0
    ControlRow{Control::load_on, utalk_load_on},                    // Wy 65535, Wx 1
    ControlRow{Control::test_battery_start_quick, utalk_test},      // Bx 1
    ControlRow{Control::test_panel_start, utalk_panel_test},        // Sx 129
    ControlRow{Control::bypass_start, utalk_bypass_start},          // Px 3, where the unit has a bypass
    ControlRow{Control::bypass_stop, utalk_bypass_stop},            // Px 2
};

constexpr std::array kSettings{
    SettingRow{V::battery_charge_low, "Bl ?", utalk_charge_low_choices, utalk_set_number},    // Bl <%>
    SettingRow{V::ups_delay_shutdown, "Sn ?", utalk_shutdown_delay_choices, utalk_set_number},  // Sn <s>
    SettingRow{V::ups_delay_start, "Sm ?", utalk_start_delay_choices, utalk_set_minutes},      // Sm <min>
};

// Memory, calibration, password: M and another letter. Which letters there are is not published; a lone M is no name.
constexpr std::string_view kMemoryNames = "MaMbMcMdMeMfMgMhMiMjMkMlMmMnMoMpMqMrMsMtMuMvMwMxMyMz";
constexpr std::array kOrders{
    Destructive{"Sx"},   Destructive{"Wx"}, Destructive{"Wy"},  Destructive{"Px"},  Destructive{"Bx"},  Destructive{"Rx"},
    Destructive{"We"},   Destructive{"Iv "}, Destructive{"If "}, Destructive{"Lv "}, Destructive{"Ax 129"},
    Destructive{"Sn 0"}, Destructive{"Sn 1"}, Destructive{"Sn 2"}, Destructive{"Sn 3"}, Destructive{"Sn 4"},
    Destructive{"Sn 5"}, Destructive{"Sn 6"}, Destructive{"Sn 7"}, Destructive{"Sn 8"}, Destructive{"Sn 9"},
    Destructive{"Sm 0"}, Destructive{"Sm 1"}, Destructive{"Sm 2"}, Destructive{"Sm 3"}, Destructive{"Sm 4"},
    Destructive{"Sm 5"}, Destructive{"Sm 6"}, Destructive{"Sm 7"}, Destructive{"Sm 8"}, Destructive{"Sm 9"},
    Destructive{"Bl 2"}, Destructive{"Bl 4"},
};
constexpr auto kDestructive = [] {
    std::array<Destructive, kOrders.size() + kMemoryNames.size() / 2> all{};
    auto next = std::copy(kOrders.begin(), kOrders.end(), all.begin());
    for (std::size_t at = 0; at < kMemoryNames.size(); at += 2) *next++ = Destructive{kMemoryNames.substr(at, 2)};
    return all;
}();

StepOutcome judge_contact(Bytes reply, const Step&) {
    const bool answers = utalk_numbers(reply).has_value() || utalk_text(reply) == "?";
    return answers ? StepOutcome::accepted : StepOutcome::ignore;
}

// Z: no echo; it is never answered. Ax 1 enables a link that is not.
constexpr Step step(std::string_view text, Duration listen, StepOutcome on_silence,
                    StepOutcome (*judge)(Bytes, const Step&)) {
    return {.send = StepBytes(text), .listen = listen, .on_silence = on_silence, .judge = judge};
}
constexpr std::array kEnter{
    step("Z\r\n", 100ms, StepOutcome::next, nullptr),
    step("Z\r\n", 100ms, StepOutcome::next, nullptr),
    step("Si\r\n", 1s, StepOutcome::next, judge_contact),
    step("Ax 1\r\n", 500ms, StepOutcome::next, nullptr),
    step("Si\r\n", 1s, StepOutcome::refused, judge_contact),
};

Verdict decode_answer(std::string_view, Bytes reply) {
    const std::string_view text = utalk_text(reply);
    if (text == "OK") return Verdict::ok;
    return text == "NOK" || text == "?" ? Verdict::unsupported : Verdict::rejected;
}

}  // namespace

constexpr Protocol kMgeUtalk{
    .name = "mge-utalk",
    .description = "MGE U-Talk: Pulsar, Comet, Galaxy",
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\n',
    .memory_bytes = kUtalkMemoryBytes,
    .poll_interval = 5s,
    .pause = 500ms,
    .queries = kQueries,
    .controls = kControls,
    .settings = kSettings,
    .destructive = kDestructive,
    .decode_answer = decode_answer,
    .enter = kEnter,
};
static_assert(table_is_complete(kMgeUtalk));

}  // namespace upsmd
