#include "core/protocols/megatec_online.h"

#include <algorithm>
#include <optional>

#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_table.h"

// Large on-line units. The line is Megatec's, so are the flags (Q1) and the controls; what is measured comes from
// further queries, whose columns are in megatec_relatives.cpp and megatec_names.cpp:
//
//               q2     q6     innova-rt31   innova-rt33   innova-ae
//   flags       Q1     Q1     Q1            Q1            Q1
//   measures    Q2     Q6     Q6            Q6            Q1
//   power       WA     WA     WA            WA
//   bypass      BPS    BPS    BPS           BPS
//   ratings     F WH   F WH   F WH          F WH          F
//   who it is   FW? SASV07?   (all four)                  I
//   phases      as sent       3/1           3/3           1
//   beeper      Q      Q      no answer     no answer     Q
//
// Everything but Q1, and Q2 or Q6, is left out by one unit or another: a Santak Castle C1K has no F.
//
//   > Q1  < (227.0 195.0 229.9 007 49.9 2.27 23.0 00000001
//   > Q6  < (227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 000.0 23.0 06932 100 32 00000000 00000000 11
//   > Q2  < (226.6 224.3 228.0 226.6 229.9 000.0 000.0 000 000 000 49.9 327.6 18.0 00000000 999.24 100 02 00 00 00 00 00000000 11
//   > WA  < (001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000
//   > BPS < (230.4 000.0 000.0 49.9
//   > F   < #230.0 087 288.0 50.0      > FW? < 05516-1100      > SASV07? < GASV07DN05K10KB100004
//   > T   < ACK                        > XY  < NAK
//
// Q1's battery is one cell (2.27), that of Q2 and Q6 the string (327.8): the two are not mixed. Neither are the phases
// of Q2 and Q6, of which Q1 shows one. The innova-ae sends a filler for its names: I < #2222222…R1.00.48.

namespace upsmd {
namespace {

using V = Variable;

// b5 of an on-line unit is its bypass, whatever the voltages are.
void set_online_flags(std::uint8_t bits, Decoded& out) {
    set_megatec_flags(bits, out);
    StatusFlags flags = out.status->without({StatusFlag::trim, StatusFlag::boost, StatusFlag::bypass});
    constexpr std::uint8_t kBypass = 1U << 5;
    constexpr std::uint8_t kNotThen = 1U << 7 | 1U << 2 | 1U << 1;  // on battery, in a test, while shutting down
    flags.set(StatusFlag::bypass, (bits & kBypass) != 0 && (bits & kNotThen) == 0);
    out.status = flags;
}

Verdict status_of_one_phase(Bytes reply, Decoded& out) {
    const MegatecLine line = read_megatec_line(reply, "Q1", out);
    if (line.verdict == Verdict::ok) set_online_flags(line.bits, out);
    return line.verdict;
}

// The flags and the voltages that go with them; the rest of Q1 is told better by others.
Verdict flags_and_volts(Bytes reply, bool fault, Decoded& out) {
    Decoded line;
    const Verdict verdict = status_of_one_phase(reply, line);
    if (verdict != Verdict::ok) return verdict;
    constexpr std::array kLeftOut{V::ups_load, V::input_frequency, V::battery_voltage, V::ups_temperature};
    for (const Decoded::Assignment& each : line.values()) {
        const bool left_out = std::find(kLeftOut.begin(), kLeftOut.end(), each.variable) != kLeftOut.end();
        if (!left_out && (fault || each.variable != V::input_voltage_fault)) out.set(each.variable, each.value);
    }
    out.status = line.status;
    return verdict;
}

// Q2 has the fault voltage, Q6 has not.
Verdict status_beside_q2(Bytes reply, Decoded& out) { return flags_and_volts(reply, false, out); }
Verdict status_beside_q6(Bytes reply, Decoded& out) { return flags_and_volts(reply, true, out); }

struct Renamed {
    Variable from;
    std::optional<Variable> to;  // nullopt: there is no such phase
};

// The plain names of a unit with one output phase, in place of those of three.
constexpr std::array kOneOutput{
    Renamed{V::output_l1_n_voltage, V::output_voltage},
    Renamed{V::output_l2_n_voltage, std::nullopt},
    Renamed{V::output_l3_n_voltage, std::nullopt},
    Renamed{V::output_l1_power_percent, V::ups_load},
    Renamed{V::output_l2_power_percent, std::nullopt},
    Renamed{V::output_l3_power_percent, std::nullopt},
    Renamed{V::output_l1_current, V::output_current},
    Renamed{V::output_l2_current, std::nullopt},
    Renamed{V::output_l3_current, std::nullopt},
    Renamed{V::output_l1_power, std::nullopt},  // WA has the total too
    Renamed{V::output_l2_power, std::nullopt},
    Renamed{V::output_l3_power, std::nullopt},
    Renamed{V::output_l1_realpower, std::nullopt},
    Renamed{V::output_l2_realpower, std::nullopt},
    Renamed{V::output_l3_realpower, std::nullopt},
    Renamed{V::input_bypass_l1_n_voltage, V::input_bypass_voltage},
    Renamed{V::input_bypass_l2_n_voltage, std::nullopt},
    Renamed{V::input_bypass_l3_n_voltage, std::nullopt},
};

template <Verdict (*kDecode)(Bytes, Decoded&)>
Verdict one_output(Bytes reply, Decoded& out) {
    Decoded all;
    const Verdict verdict = kDecode(reply, all);
    if (verdict != Verdict::ok) return verdict;
    for (const Decoded::Assignment& each : all.values()) {
        const auto row = std::find_if(kOneOutput.begin(), kOneOutput.end(),
                                      [&each](const Renamed& name) { return name.from == each.variable; });
        if (row == kOneOutput.end())
            out.set(each.variable, each.value);
        else if (row->to)
            out.set(*row->to, each.value);
    }
    return verdict;
}

// The plain name is given only while one phase alone has a voltage: with none it must not keep what it was.
Verdict bypass(Bytes reply, Decoded& out) {
    const Verdict verdict = decode_megatec_bps(reply, out);
    if (verdict == Verdict::ok && out.find(V::input_bypass_voltage) == nullptr) out.absent(V::input_bypass_voltage);
    return verdict;
}

// WA tells the load of the whole; where a unit has no WA and its output is off, the load is none.
template <Verdict (*kDecode)(Bytes, Decoded&)>
Verdict measures(Bytes reply, Decoded& out) {
    const Verdict verdict = kDecode(reply, out);
    if (verdict != Verdict::ok || out.find(V::ups_load) != nullptr) return verdict;
    constexpr std::array kLoads{V::output_l1_power_percent, V::output_l2_power_percent, V::output_l3_power_percent};
    const bool none = std::all_of(kLoads.begin(), kLoads.end(), [&out](V each) { return number_in(out, each) == 0.0; });
    if (none) out.number(V::ups_load, 0, 0);
    return verdict;
}

constexpr Query kStatus{"Q1", "Q1\r", Schedule::status, kMegatecShort, status_beside_q6};
constexpr Query kFirmware{"FW?", "FW?\r", Schedule::identity, kMegatecShort, decode_megatec_firmware};
constexpr Query kSerial{"SASV07?", "SASV07?\r", Schedule::identity, kMegatecShort, decode_megatec_serial};
constexpr Query kPower{"WA", "WA\r", Schedule::measurement, kMegatecLong, decode_megatec_wa};
constexpr Query kBypass{"BPS", "BPS\r", Schedule::measurement, kMegatecShort, bypass};

// The model and, where there is no F, the ratings.
constexpr Query names() {
    Query query{"WH", "WH\r", Schedule::identity, kMegatecLong, decode_megatec_wh};
    query.fills_gaps = true;
    return query;
}

constexpr std::array kQ2Queries{
    Query{"Q1", "Q1\r", Schedule::status, kMegatecShort, status_beside_q2},
    kMegatecRatings,  // F
    names(),          // WH
    kFirmware,
    kSerial,
    Query{"Q2", "Q2\r", Schedule::measurement, kMegatecLong, measures<decode_megatec_q2>},
    kPower,
    kBypass,
};
constexpr std::array kQ6Queries{
    kStatus, kMegatecRatings, names(), kFirmware, kSerial,
    Query{"Q6", "Q6\r", Schedule::measurement, kMegatecLong, measures<decode_megatec_q6>},
    kPower, kBypass,
};
constexpr std::array kRt31Queries{
    kStatus, kMegatecRatings, names(), kFirmware, kSerial,
    Query{"Q6", "Q6\r", Schedule::measurement, kMegatecLong, one_output<decode_megatec_q6>},
    Query{"WA", "WA\r", Schedule::measurement, kMegatecLong, one_output<decode_megatec_wa>},
    Query{"BPS", "BPS\r", Schedule::measurement, kMegatecShort, one_output<decode_megatec_bps>},
};
constexpr std::array kAeQueries{
    Query{"Q1", "Q1\r", Schedule::status, kMegatecShort, status_of_one_phase}, kMegatecRatings, kMegatecIdentity};

// An Innova RT reports its beeper and cannot be told about it.
constexpr std::size_t kBeeperRows = 3;
constexpr auto kControlsWithoutBeeper = std::span(kMegatecControls).first(kMegatecControls.size() - kBeeperRows);
static_assert(kMegatecControls[kMegatecControls.size() - kBeeperRows].control == Control::beeper_toggle);

constexpr std::array kActing{
    // S<n>, but not SASV07?
    Destructive{"S."}, Destructive{"S0"}, Destructive{"S1"}, Destructive{"S2"}, Destructive{"S3"}, Destructive{"S4"},
    Destructive{"S5"}, Destructive{"S6"}, Destructive{"S7"}, Destructive{"S8"}, Destructive{"S9"},
    Destructive{"C"}, Destructive{"T"}, Destructive{"Q\r"},  // as Megatec
    // Settings: restart with the mains, battery packs, and others whose meaning was only guessed from their names.
    Destructive{"AR"}, Destructive{"EB"}, Destructive{"GR"}, Destructive{"V2"}, Destructive{"IP"},
};

constexpr Protocol online(std::string_view name, std::string_view description, std::span<const Query> queries,
                          std::span<const ControlRow> controls) {
    return {
        .name = name,
        .description = description,
        .line = kMegatecLine,
        .terminator = '\r',
        .poll_interval = kMegatecPoll,
        .pause = kMegatecPause,
        .queries = queries,
        .controls = controls,
        .destructive = kActing,
        .decode_answer = decode_text_answer,
    };
}

// The only one that reports one cell and no charge.
constexpr Protocol innova_ae() {
    Protocol protocol = online("innova-ae", "Ippon Innova of one phase (TAE): Q1 with F and I", kAeQueries, kMegatecControls);
    protocol.estimates_battery = true;
    return protocol;
}

}  // namespace

constexpr Protocol kQ2 = online("q2", "large on-line UPSes that answer Q2", kQ2Queries, kMegatecControls);
constexpr Protocol kQ6 = online("q6", "large on-line UPSes that answer Q6", kQ6Queries, kMegatecControls);
constexpr Protocol kInnovaRt31 =
    online("innova-rt31", "Ippon Innova RT, three phases in, one out", kRt31Queries, kControlsWithoutBeeper);
constexpr Protocol kInnovaRt33 =
    online("innova-rt33", "Ippon Innova RT, three phases in and out", kQ6Queries, kControlsWithoutBeeper);
constexpr Protocol kInnovaAe = innova_ae();
static_assert(table_is_complete(kQ2) && table_is_complete(kQ6) && table_is_complete(kInnovaRt31));
static_assert(table_is_complete(kInnovaRt33) && table_is_complete(kInnovaAe));

}  // namespace upsmd
