#include "core/protocols/powercom.h"

#include <algorithm>

#include "core/protocols/powercom_controls.h"
#include "core/protocols/powercom_types.h"

// Powercom's binary protocol (also Trust, Advice Partner, King, Egys, Ultra, Sweex, ...). 1200 8N1. One byte asks, 01; the
// reply has no check sum and no mark, only bytes that never change:
//
//   > 01   < 28 BE 7E 7E 60 80 60 00 00 00 00 4B 49 00 00 73        a KIN-625AP of 230 V, on line
//            0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
//            |  |  |  |  |  |  |        |  |  |  model (high nibble), nominal voltage (low)
//            |  |  |  |  |  |  |        |  |  K, B or O: the family
//            |  |  |  |  |  |  |        |  status B: 01 fault, 02 battery bad, 04 test, 10 and 20 a delay is running
//            |  |  |  |  |  |  |        status A: 01 mains failed, 02 battery low, 08 regulating, 20 overload, 80 output off
//            |  |  |  |  |  output frequency (mark of the type before it)
//            |  |  |  |  input frequency
//            |  |  input, output voltage
//            load, battery
//
// Trust units end after status B. Volts, hertz and percent: powercom_types.cpp.
//
// Destructive, never sent as a question: 03 (battery test), 04, B9, BA (off), wherever they stand.

namespace upsmd {
namespace {

using powercom::Frame;
using powercom::Type;
using V = Variable;

constexpr Duration kTime = 1500ms;  // 16 bytes last 0.14 s
// Status B, byte 10.
constexpr unsigned kFault = 0x01;
constexpr unsigned kBatteryBad = 0x02;
constexpr unsigned kTest = 0x04;
constexpr unsigned kShutdownCounting = 0x10;

StatusFlags status_flags(const Frame& frame) {
    const unsigned a = frame.at(9);
    const unsigned b = frame.at(10);
    StatusFlags flags;
    flags.set(frame.on_battery() ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::lb, (a & powercom::kBatteryLow) != 0);
    if (frame.regulating()) {
        const bool boost = frame.input_voltage().value_or(0) < frame.nominal_voltage();
        flags.set(boost ? StatusFlag::boost : StatusFlag::trim);
    }
    flags.set(StatusFlag::over, (a & powercom::kOverload) != 0);
    flags.set(StatusFlag::off, (a & powercom::kOutputOff) != 0 && !frame.on_battery());
    flags.set(StatusFlag::alarm, (b & kFault) != 0);
    flags.set(StatusFlag::rb, (b & kBatteryBad) != 0);
    flags.set(StatusFlag::test, (b & kTest) != 0);
    flags.set(StatusFlag::fsd, (b & kShutdownCounting) != 0);
    return flags;
}

void set_number(Decoded& out, Variable variable, std::optional<double> value, int decimals) {
    out.set(variable, value ? Value::number(*value, decimals) : Value{});
}

Verdict decode(Type type, Bytes reply, Decoded& out) {
    const Frame frame(type, reply);
    // A unit that is on line and has no input voltage has not measured yet.
    constexpr std::size_t kInput = 2;
    if (!frame.on_battery() && frame.at(kInput) == 0) return Verdict::rejected;
    set_number(out, V::input_voltage, frame.input_voltage(), 1);
    set_number(out, V::output_voltage, frame.output_voltage(), 1);
    set_number(out, V::input_frequency, frame.frequency(4), 2);
    set_number(out, V::output_frequency, frame.frequency(6), 2);
    set_number(out, V::ups_load, frame.load(), 1);
    set_number(out, V::battery_charge, frame.charge(), 1);
    if (frame.tells_nominal_voltage()) out.number(V::input_voltage_nominal, frame.nominal_voltage(), 0);
    if (const std::string model = frame.model(); !model.empty()) out.text(V::device_model, model);
    out.status = status_flags(frame);
    if (out.status->has(StatusFlag::alarm)) out.text(V::ups_alarm, "UPS fault");
    return Verdict::ok;
}

template <Type type>
Verdict status_of(Bytes reply, Decoded& out) {
    return powercom::is_frame_of(type, reply) ? decode(type, reply, out) : Verdict::rejected;
}

Verdict status(Bytes reply, Decoded& out) {
    const auto type = powercom::type_of(reply);
    return type ? decode(*type, reply, out) : Verdict::rejected;
}

// The first bytes that come are the frame: without a check sum, a search for its beginning would find wrong ones.
template <std::size_t size>
FrameCut cut(Bytes kept) {
    return {0, kept.size() >= size ? size : 0};
}

constexpr std::string_view kAsk{"\x01", 1};
constexpr std::array kQueries{Query{"01", kAsk, Schedule::status, kTime, status}};
constexpr std::array kTrustQueries{Query{"01", kAsk, Schedule::status, kTime, status_of<Type::trust>}};
constexpr std::array kEgysQueries{Query{"01", kAsk, Schedule::status, kTime, status_of<Type::egys>}};
constexpr std::array kKp625apQueries{Query{"01", kAsk, Schedule::status, kTime, status_of<Type::kp625ap>}};
constexpr std::array kBntOtherQueries{Query{"01", kAsk, Schedule::status, kTime, status_of<Type::bnt_other>}};

// No way is known to stop a delay, to silence the beeper or to switch the output at once.
constexpr std::array kSecondsControls{
    ControlRow{Control::shutdown_return, powercom::shutdown_return_seconds},    // B9 BC ss
    ControlRow{Control::shutdown_stayoff, powercom::shutdown_stayoff_seconds},  // BA ss
    ControlRow{Control::test_battery_start_quick, powercom::battery_test},      // 03
};
constexpr std::array kMinutesControls{
    ControlRow{Control::shutdown_return, powercom::shutdown_return_minutes},    // B9 BC mm ss
    ControlRow{Control::shutdown_stayoff, powercom::shutdown_stayoff_minutes},  // BA mm ss
    ControlRow{Control::test_battery_start_quick, powercom::battery_test},      // 03
};

constexpr std::array kDestructive{Destructive{"\x03", false}, Destructive{"\x04", false}, Destructive{"\xB9", false},
                                  Destructive{"\xBA", false}};

constexpr OutputLines kBothHigh{true, true, false};
constexpr OutputLines kInterfacePower{false, true, false};  // between RTS and DTR

constexpr Protocol table(std::string_view name, std::string_view description, Type type, OutputLines outputs,
                         std::span<const Query> queries) {
    return {.name = name,
            .description = description,
            .line = {.baud = 1200, .outputs = outputs, .settle = 100ms},
            .cutter = powercom::frame_size(type) == 16 ? cut<16> : cut<11>,
            .poll_interval = 500ms,
            .pause = 50ms,
            .queries = queries,
            .controls = powercom::takes_minutes(type) ? std::span<const ControlRow>(kMinutesControls)
                                                      : std::span<const ControlRow>(kSecondsControls),
            .destructive = kDestructive};
}

}  // namespace

constexpr Protocol kPowercom =
    table("powercom", "Powercom IMP, KIN, BNT and OPTI, binary", Type::imp, kBothHigh, kQueries);
constexpr Protocol kPowercomBntOther =
    table("powercom-bnt-other", "Powercom BNT that does not say what it is, binary", Type::bnt_other, kBothHigh, kBntOtherQueries);
constexpr Protocol kPowercomEgys =
    table("powercom-egys", "Powercom Egys 420, binary", Type::egys, kBothHigh, kEgysQueries);
constexpr Protocol kPowercomKp625ap =
    table("powercom-kp625ap", "Powercom KP625AP, binary; cable fed by RTS", Type::kp625ap, kInterfacePower, kKp625apQueries);
constexpr Protocol kPowercomTrust =
    table("powercom-trust", "Powercom Trust 425 and 625, binary; cable fed by RTS", Type::trust, kInterfacePower, kTrustQueries);
static_assert(table_is_complete(kPowercom) && table_is_complete(kPowercomBntOther) && table_is_complete(kPowercomEgys) &&
              table_is_complete(kPowercomKp625ap) && table_is_complete(kPowercomTrust));

}  // namespace upsmd
