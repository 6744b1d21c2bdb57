#include "core/protocols/powermaster.h"

#include "core/protocols/hash_text.h"

// The '#' family: units delivered with PowerMaster(+), PowerMaster or PowerGuide (Atlantis Land A03 and many others).
// 2400 8N1, commands and replies end with CR, no check sum. Of one unit only (A03-S1200) it is known what it says.
//
// Status, B:      #I239.0O237.0L007B100V27.0F50.1H50.1R040S<six flag bytes, bit 7 always 1>
//                  letters as in hash_text.h. Without bit 7:
//   byte 0: 40 on battery, 20 about to turn off, 10 beeper sounding, 08 test     byte 1: 04 mains good
//   byte 2: 40 and 10 full, 10 charging                                         byte 4: 20 battery low, 40 output off
// Identity, X41:  #1200,PE02022.002,000000000000,000000000000000000             model, firmware, serial
// Limits, X27:    #230,290,162,10,300                                            V, upper, lower limit
// Ratings, X72:   #1200,0720,230,40,70,05.20                                     VA, W, V, least and most Hz, A
// Battery, X5:    #12,2,7,0,5,480                                                V of a block, blocks, Ah
//
// Answers: #0 done, #-1 failed (also to an empty line), #-3 not known, #-4 bad value, #-10 not now.
// How the unit is turned off is not known: there is no such control, and nothing is tried.

namespace upsmd {
namespace {

using V = Variable;
using namespace std::string_view_literals;

constexpr Duration kTime = 1s;
constexpr Duration kGap{0};
constexpr std::size_t kLeastFlags = 5;

constexpr unsigned kAlwaysSet = 0x80;

struct Flags {
    std::array<unsigned, kLeastFlags> byte{};
    bool test() const { return (byte[0] & 0x08) != 0; }
    bool critical() const { return (byte[0] & 0x20) != 0; }
    // During a test the mains bit is clear although there are mains.
    bool on_battery() const { return (byte[0] & 0x40) != 0 || ((byte[1] & 0x04) == 0 && !test()); }
    bool full() const { return (byte[2] & 0x50) == 0x50; }
    bool low() const { return (byte[4] & 0x20) != 0; }
    bool output_off() const { return (byte[4] & 0x40) != 0; }
};

Verdict status(Bytes reply, Decoded& out) {
    std::string_view bytes;
    if (const Verdict verdict = decode_hash_letters(reply, out, bytes); verdict != Verdict::ok) return verdict;
    // Half a status says nothing about the mains.
    if (bytes.size() < kLeastFlags) return Verdict::rejected;
    Flags read;
    for (std::size_t i = 0; i < kLeastFlags; ++i) {
        read.byte[i] = static_cast<unsigned char>(bytes[i]);
        if ((read.byte[i] & kAlwaysSet) == 0) return Verdict::rejected;
    }
    const Value* const input = out.find(V::input_voltage);
    const bool no_input = input != nullptr && input->present() && input->as_number() <= 0;
    if (!read.on_battery() && no_input) return Verdict::rejected;

    StatusFlags flags{read.on_battery() ? StatusFlag::ob : StatusFlag::ol};
    flags.set(StatusFlag::lb, read.low());
    flags.set(StatusFlag::test, read.test());
    flags.set(StatusFlag::off, read.output_off());
    flags.set(StatusFlag::dischrg, read.on_battery());
    flags.set(StatusFlag::chrg, !read.on_battery() && !read.test() && !read.full());
    flags.set(StatusFlag::alarm, read.critical());
    if (!read.on_battery() && !read.test()) flags = flags.with(regulation_by_voltages(out));
    if (read.critical()) out.text(V::ups_alarm, "battery critically low");
    out.status = flags;
    return Verdict::ok;
}

Verdict identity(Bytes reply, Decoded& out) {
    std::string_view text;
    if (const Verdict verdict = hash_text(reply, text); verdict != Verdict::ok) return verdict;
    const HashFields fields(text);
    if (fields.size() < 3 || fields[0].empty()) return Verdict::rejected;
    set_hash_text(out, V::device_model, fields[0]);
    set_hash_text(out, V::ups_firmware, fields[1]);
    const bool zeros = fields[2].find_first_not_of('0') == std::string_view::npos;
    set_hash_text(out, V::device_serial, zeros ? std::string_view{} : fields[2]);
    return Verdict::ok;
}

Verdict limits(Bytes reply, Decoded& out) {
    constexpr std::array kRows{HashNumber{0, V::input_voltage_nominal, 1, 500},
                               HashNumber{1, V::input_transfer_high, 1, 500},
                               HashNumber{2, V::input_transfer_low, 1, 500}};
    return decode_hash_numbers(reply, 3, kRows, out);
}

Verdict ratings(Bytes reply, Decoded& out) {
    constexpr std::array kRows{
        HashNumber{0, V::ups_power_nominal, 1, 1e6},     HashNumber{1, V::ups_realpower_nominal, 1, 1e6},
        HashNumber{2, V::input_voltage_nominal, 1, 500}, HashNumber{3, V::input_frequency_low, 1, 100},
        HashNumber{4, V::input_frequency_high, 1, 100},  HashNumber{5, V::output_current_nominal, 0.01, 9999}};
    return decode_hash_numbers(reply, 6, kRows, out);
}

// The string's voltage is the blocks' together.
Verdict battery(Bytes reply, Decoded& out) {
    constexpr std::array kRows{HashNumber{0, V::battery_voltage_nominal, 1, 999},
                               HashNumber{1, V::battery_packs, 1, 999}, HashNumber{2, V::battery_capacity, 0.1, 9999}};
    if (const Verdict verdict = decode_hash_numbers(reply, 3, kRows, out); verdict != Verdict::ok) return verdict;
    const Value volts = *out.find(V::battery_voltage_nominal);
    const Value blocks = *out.find(V::battery_packs);
    if (!volts.present() || !blocks.present()) return Verdict::rejected;
    out.number(V::battery_voltage_nominal, volts.as_number() * blocks.as_number(), volts.decimals());
    return Verdict::ok;
}

Result<Script> single(std::string_view text) {
    Script script;
    script.add(hash_step(text, kGap));
    return script;
}

Result<Script> no_turn_off(const ControlRequest& request, const Reading&, const Settings&) {
    return Error{ErrorCode::unsupported,
                 std::string(control_name(request.control)) +
                     ": how units of the PowerMaster family are turned off is not known, so nothing is sent",
                 0};
}

Result<Script> test_quick(const ControlRequest&, const Reading& reading, const Settings&) {
    return hash_test("A", kGap, reading);
}
Result<Script> test_deep(const ControlRequest&, const Reading& reading, const Settings&) {
    return hash_test("AH", kGap, reading);
}
Result<Script> test_stop(const ControlRequest&, const Reading&, const Settings&) {
    return single("KA");
}
Result<Script> beeper_on(const ControlRequest&, const Reading&, const Settings&) {
    return single("K60:1");
}
Result<Script> beeper_off(const ControlRequest&, const Reading&, const Settings&) {
    return single("K60:0");
}

constexpr std::array kQueries{
    Query{.name = "B",
          .send = "B\r",
          .schedule = Schedule::status,
          .timeout = kTime,
          .decode = status,
          .cutter = cut_hash_line},
    Query{"X41", "X41\r", Schedule::identity, kTime, identity},
    Query{"X27", "X27\r", Schedule::identity, kTime, limits},
    Query{"X72", "X72\r", Schedule::identity, kTime, ratings},
    Query{"X5", "X5\r", Schedule::identity, kTime, battery},
};

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, no_turn_off},
    ControlRow{Control::shutdown_stayoff, no_turn_off},
    ControlRow{Control::test_battery_start_quick, test_quick},  // A
    ControlRow{Control::test_battery_start_deep, test_deep},    // AH
    ControlRow{Control::test_battery_stop, test_stop},          // KA
    ControlRow{Control::beeper_enable, beeper_on},              // K60:1
    ControlRow{Control::beeper_disable, beeper_off},            // K60:0
};

constexpr std::array kDestructive{
    Destructive{.bytes = "A"sv},  // battery tests, beeper test
    Destructive{.bytes = "K"sv},  // stops a test; settings
};

// Ends what the unit may have heard of another command; it answers #-1.
constexpr std::array kEnter{
    Step{.send = "\r"sv,
         .listen = 250ms,
         .on_silence = StepOutcome::accepted,
         .judge = [](Bytes, const Step&) { return StepOutcome::accepted; }},
};

}  // namespace

constexpr Protocol kPowerMaster{
    .name = "powermaster",
    .description = "'#' family: units sold with PowerMaster(+) or PowerGuide (Atlantis Land A03 and others)",
    .line = {.baud = 2400, .outputs = {.dtr = true, .rts = true, .brk = false}, .settle = 100ms},
    .terminator = '\r',
    .poll_interval = 500ms,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = decode_hash_answer,
    .enter = kEnter,
};
static_assert(table_is_complete(kPowerMaster));

}  // namespace upsmd
