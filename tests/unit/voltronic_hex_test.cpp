// Voltronic QS in binary: the frame, its escapes, what is refused, and what a unit is told.
#include <catch2/catch.hpp>
#include <string>

#include "core/protocols/voltronic_hex_status.h"
#include "core/protocols/voltronic_qs_hex.h"

namespace upsmd {
namespace {

using V = Variable;
using namespace std::string_literals;
using std::chrono::seconds;

std::string bytes_of_hex(const std::string& text) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < text.size(); at += 3)
        bytes += static_cast<char>(std::stoi(text.substr(at, 2), nullptr, 16));
    return bytes;
}

const std::string kOnLineP = bytes_of_hex(
    "23 6C 01 20 35 20 6C 01 20 35 20 03 20 51 9A 20 28 02 12 D0 20 E6 20 1E 20 09 0D");
const std::string kOnBatteryP = bytes_of_hex(
    "23 06 00 20 68 20 70 01 20 69 20 0C 20 61 A8 20 28 02 12 D0 20 D5 20 1E 20 89 0D");
const std::string kOnBatteryT = bytes_of_hex(
    "23 01 02 20 65 20 73 01 20 65 20 00 20 60 00 20 12 C0 00 20 CC 20 3C 20 89 20 23 0D");

// A T frame on line with these bytes for the load, the battery, the flags and the ratings.
std::string frame_with(const std::string& load, const std::string& battery, const std::string& flags,
                       const std::string& ratings) {
    return bytes_of_hex("23 69 01 20 6C 20 68 02 20 6C 20 " + load + " 20 5F D7 20 12 C0 00 20 " + battery + " 20 " + flags +
                        " 20 " + ratings + " 0D");
}

Bytes view(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

Verdict decode(const std::string& raw, Decoded& out) {
    return decode_raw(kVoltronicQsHex, *find_query(kVoltronicQsHex, "QS"), view(raw), out);
}

Verdict verdict_of(const std::string& raw) {
    Decoded out;
    return decode(raw, out);
}

std::string value_in(const std::string& raw, Variable variable) {
    Decoded out;
    if (decode(raw, out) != Verdict::ok) return "refused";
    const Value* const value = out.find(variable);
    return value == nullptr ? "not named" : value->to_string();
}

std::string status_of(const std::string& raw) {
    Decoded out;
    return decode(raw, out) == Verdict::ok ? out.status->to_string() : "refused";
}

std::string sent_by(const ControlRequest& request, const char* status = "OL", const char* beeper = "enabled") {
    Reading reading;
    reading.set(V::ups_status, Value::text(status));
    reading.set(V::ups_beeper_status, Value::text(beeper));
    const auto script = find_control(kVoltronicQsHex, request.control)->build(request, reading, {});
    if (!script) return "refused";
    std::string bytes;
    for (const Step& step : script->steps()) {
        const Bytes sent = step.send.view();
        bytes.append(sent.begin(), sent.end());
    }
    return bytes;
}

}  // namespace

TEST_CASE("voltronic-qs-hex status: the description's frames", "[voltronic]") {
    CHECK(status_of(kOnBatteryP) == "OB");
    CHECK(value_in(kOnBatteryP, V::input_voltage) == "12.2");
    CHECK(value_in(kOnBatteryP, V::output_voltage) == "230.6");
    CHECK(value_in(kOnBatteryP, V::ups_load) == "12");
    CHECK(value_in(kOnBatteryP, V::output_frequency) == "50.0");
    CHECK(value_in(kOnBatteryP, V::battery_voltage) == "12.53");
    CHECK(value_in(kOnBatteryP, V::ups_type) == "offline / line interactive");
    CHECK(value_in(kOnBatteryP, V::ups_beeper_status) == "enabled");
    CHECK(value_in(kOnBatteryP, V::battery_voltage_nominal) == "not named");

    CHECK(status_of(kOnLineP) == "OL");
    CHECK(value_in(kOnLineP, V::input_voltage) == "112.2");
    CHECK(value_in(kOnLineP, V::output_frequency) == "59.8");
    CHECK(value_in(kOnLineP, V::battery_voltage) == "13.53");

    CHECK(status_of(kOnBatteryT) == "OB");
    CHECK(value_in(kOnBatteryT, V::input_voltage) == "2.0");
    CHECK(value_in(kOnBatteryT, V::output_voltage) == "227.8");
    CHECK(value_in(kOnBatteryT, V::ups_load) == "0");
    CHECK(value_in(kOnBatteryT, V::battery_voltage) == "24.00");
    CHECK(value_in(kOnBatteryT, V::output_frequency_nominal) == "50");
    CHECK(value_in(kOnBatteryT, V::battery_voltage_nominal) == "24");
    CHECK(value_in(kOnBatteryT, V::output_voltage_nominal) == "230");
    std::string low = kOnBatteryT;
    low.replace(low.size() - 8, 1, "\xAE");
    low.replace(low.size() - 4, 1, "\xC9");
    CHECK(status_of(low) == "OB LB");
    CHECK(value_in(low, V::battery_voltage) == "20.47");
}

TEST_CASE("voltronic-qs-hex status: escapes in every group, and 28 for itself", "[voltronic]") {
    const std::string escaped = frame_with("28 00", "CC 20 28 04", "08", "03");
    CHECK(status_of(escaped) == "OL");
    CHECK(value_in(escaped, V::input_voltage) == "222.4");
    CHECK(value_in(escaped, V::ups_load) == "13");
    CHECK(value_in(escaped, V::battery_voltage) == "12.80");
    CHECK(value_in(frame_with("28", "CC 20 3C", "08", "03"), V::ups_load) == "40");
    // During a test or a turn-off: 0D, 0A, 11, 13 in the flags, 20 in the ratings.
    CHECK(status_of(frame_with("05", "CC 20 3C", "28 00", "03")) == "OL CAL TEST");
    CHECK(status_of(frame_with("05", "CC 20 3C", "28 03", "03")) == "OL FSD");
    CHECK(status_of(frame_with("05", "CC 20 3C", "28 01", "03")) == "ALARM OL");
    CHECK(status_of(frame_with("05", "CC 20 3C", "28 02", "03")) == "ALARM OL FSD");
    CHECK(value_in(frame_with("05", "CC 20 3C", "08", "28 04"), V::battery_voltage_nominal) == "24");
    CHECK(value_in(frame_with("05", "CC 20 3C", "08", "28 04"), V::output_voltage_nominal) == "110");
    CHECK(value_in(frame_with("05", "CC 20 3C", "08", "A7"), V::output_frequency_nominal) == "60");
    CHECK(value_in(frame_with("05", "CC 20 3C", "08", "A7"), V::output_voltage_nominal).empty());
    // 00 at the end of a frame is a value too.
    CHECK(value_in(frame_with("05", "CC 20 3C", "08", "00"), V::battery_voltage_nominal) == "12");
}

TEST_CASE("voltronic-qs-hex status: whether 28 begins a pair shows in the width of its group", "[voltronic]") {
    const auto input_of = [](const std::string& count) {
        return value_in(bytes_of_hex("23 " + count + " 20 68 20 70 01 20 69 20 0C 20 61 A8 20 28 02 12 D0 20 D5 20 1E 20 89 0D"),
                        V::input_voltage);
    };
    CHECK(input_of("28 02") == "81.6");           // 2802h, two values
    CHECK(input_of("28 02 01") == "38.8");        // 1301h
    CHECK(input_of("28 02 28 01") == "38.9");     // 1311h
    CHECK(input_of("28 28") == "81.9");           // 2828h
    CHECK(input_of("28 28 01") == "81.7");        // 2811h
    CHECK(input_of("28") == "refused");
    CHECK(input_of("28 02 01 01") == "refused");
}

TEST_CASE("voltronic-qs-hex status: regulator, a missing output, a high frequency", "[voltronic]") {
    const auto with = [](const std::string& head, const std::string& flags) {
        return bytes_of_hex("23 " + head + " 20 D5 20 1E 20 " + flags + " 0D");
    };
    const std::string boosted = with("5B 00 20 65 20 6B 01 20 65 20 15 20 61 A8 20 28 02 12 D0", "29");  // 180 V, 211 V
    CHECK(status_of(boosted) == "OL BOOST");
    const std::string off = with("73 01 20 65 20 00 00 20 65 20 00 20 00 00 20 00 00 00", "09");
    CHECK(status_of(off) == "OL");
    CHECK(value_in(off, V::output_voltage) == "0.0");
    CHECK(value_in(off, V::output_frequency) == "0.0");
    CHECK(value_in(with("73 01 20 65 20 73 01 20 65 20 00 20 00 01 20 FF FF FF", "09"), V::output_frequency) == "99.9");
}

TEST_CASE("voltronic-qs-hex status: what is refused", "[voltronic]") {
    CHECK(verdict_of("N\r") == Verdict::unsupported);
    CHECK(verdict_of("QS\r") == Verdict::unsupported);
    const std::string zeros = bytes_of_hex("23 00 00 20 00 20 00 00 20 00 20 00 20 00 00 20 00 00 00 20 00 20 00 20 08 0D");
    const std::string no_mains = bytes_of_hex("23 06 00 20 68 20 70 01 20 69 20 0C 20 61 A8 20 28 02 12 D0 20 D5 20 1E 20 09 0D");
    const std::string too_high = bytes_of_hex("23 FF FF 20 FF 20 70 01 20 69 20 0C 20 61 A8 20 28 02 12 D0 20 D5 20 1E 20 09 0D");
    for (const std::string& raw : {
             ""s, "\r"s, "P\r"s, "#\r"s, kOnLineP.substr(1), kOnLineP.substr(0, kOnLineP.size() - 1), zeros, no_mains, too_high,
             "(229.4 229.4 229.4 021 50.0 13.6 25.0 00001001\r"s,                      // the text variants
             kOnLineP.substr(0, 14) + kOnLineP.substr(15), kOnLineP.substr(0, 14) + "\x20" + kOnLineP.substr(14),
             kOnLineP.substr(0, kOnLineP.size() - 1) + " \r", kOnLineP.substr(0, 20) + "\r",
             kOnBatteryT.substr(0, kOnBatteryT.size() - 1) + "\x20\x23\r",            // twelve groups
             frame_with("11", "CC 20 3C", "08", "03"), frame_with("13", "CC 20 3C", "08", "03"),  // never sent plain
             frame_with("0A", "CC 20 3C", "08", "03"), frame_with("05", "CC 20 3C", "08", "28 05"),
         }) {
        INFO(raw.size() << ": " << raw);
        CHECK(verdict_of(raw) == Verdict::rejected);
    }
    for (std::size_t size = 0; size < kOnBatteryT.size(); ++size) {
        INFO(size);
        CHECK(status_of(kOnBatteryT.substr(0, size)) == "refused");
    }
}

TEST_CASE("voltronic-qs-hex: the letter decides the number of groups", "[voltronic]") {
    std::array<std::uint8_t, kVoltronicHexMemory> memory{};
    const auto told = [&](const std::string& letter) {
        Decoded out;
        out.memory = memory;
        return decode_voltronic_hex_variant(view(letter + "\r"), out);
    };
    const auto frame = [&](const std::string& raw) {
        Decoded out;
        out.memory = memory;
        return decode_voltronic_hex_status(view(raw), out);
    };
    CHECK(frame(kOnLineP) == Verdict::ok);
    CHECK(frame(kOnBatteryT) == Verdict::ok);
    for (const char* const other : {"V", "H", "PT", "p", "#"}) CHECK(told(other) == Verdict::rejected);
    CHECK(told("M") == Verdict::unsupported);
    CHECK(verdict_of("QS" + kOnLineP) == Verdict::ok);  // a bridge that echoes
    CHECK(memory[0] == 0);
    CHECK(told("P") == Verdict::ok);
    CHECK(frame(kOnLineP) == Verdict::ok);
    CHECK(frame(kOnBatteryT) == Verdict::rejected);
    CHECK(told("T") == Verdict::ok);
    CHECK(frame(kOnLineP) == Verdict::rejected);
    CHECK(frame(kOnBatteryT) == Verdict::ok);
    Decoded out;
    REQUIRE(decode_raw(kVoltronicQsHex, *find_query(kVoltronicQsHex, "M"), view("T\r"), out) == Verdict::ok);
    CHECK(out.find(V::ups_firmware_aux)->to_string() == "PM-T");
}

TEST_CASE("voltronic-qs-hex controls: exact bytes", "[voltronic]") {
    const std::string looks = "QS\rQS\rQS\r";
    CHECK(sent_by({Control::shutdown_return, seconds(30)}) == "C\rS.5R0003\r" + looks);
    CHECK(sent_by({Control::shutdown_return, seconds(0)}) == "C\rS.2R0003\r" + looks);
    CHECK(sent_by({Control::shutdown_return, seconds(55)}) == "C\rS01R0003\r" + looks);
    CHECK(sent_by({Control::shutdown_return, seconds(540)}) == "C\rS09R0003\r" + looks);
    CHECK(sent_by({Control::shutdown_return, seconds(541)}) == "refused");
    CHECK(sent_by({Control::shutdown_stayoff, seconds(30)}) == "C\rS.5R0000\r" + looks);
    CHECK(sent_by({Control::shutdown_stayoff, seconds(30)}, "OB") == "refused");
    CHECK(sent_by({Control::shutdown_stop}) == "C\r");
    CHECK(sent_by({Control::load_off}) == "S00R0000\r");
    CHECK(sent_by({Control::load_on}) == "C\r");
    CHECK(sent_by({Control::test_battery_start_quick}) == "T\r" + looks);
    CHECK(sent_by({Control::test_battery_start_quick}, "OB") == "refused");
    CHECK(sent_by({Control::beeper_toggle}) == "Q\r");
    CHECK(sent_by({Control::beeper_enable}).empty());
    CHECK(sent_by({Control::beeper_disable}) == "Q\r");
    CHECK(sent_by({Control::beeper_enable}, "OL", "disabled") == "Q\r");
    CHECK(find_control(kVoltronicQsHex, Control::test_battery_stop) == nullptr);
}

TEST_CASE("voltronic-qs-hex controls: N is a refusal, and what was ordered has to show", "[voltronic]") {
    const auto judged = [](const Step& step, const std::string& reply) { return step.judge(view(reply), step); };
    const auto off = find_control(kVoltronicQsHex, Control::shutdown_return)->build({}, {}, {});
    REQUIRE(off);
    CHECK(judged(off->steps()[0], "N\r") == StepOutcome::next);
    CHECK(judged(off->steps()[1], "N\r") == StepOutcome::refused);
    CHECK(judged(off->steps()[1], kOnLineP) == StepOutcome::ignore);
    const std::string counting = frame_with("05", "CC 20 3C", "28 03", "03");
    const std::string testing = frame_with("05", "CC 20 3C", "28 00", "03");
    const std::string idle = frame_with("05", "CC 20 3C", "09", "03");
    CHECK(judged(off->steps()[2], counting) == StepOutcome::accepted);
    CHECK(judged(off->steps()[2], idle) == StepOutcome::next);
    CHECK(judged(off->steps()[4], testing) == StepOutcome::refused);
    CHECK(judged(off->steps()[4], counting) == StepOutcome::accepted);
    CHECK(judged(off->steps()[4], "T\r") == StepOutcome::ignore);
    CHECK(off->steps()[4].on_silence == StepOutcome::refused);
    // A P unit refuses T by silence: only the status tells.
    const auto test = find_control(kVoltronicQsHex, Control::test_battery_start_quick)->build({}, {}, {});
    REQUIRE(test);
    CHECK(test->steps()[0].on_silence == StepOutcome::next);
    CHECK(judged(test->steps()[1], testing) == StepOutcome::accepted);
    CHECK(judged(test->steps()[3], counting) == StepOutcome::refused);
}

}  // namespace upsmd
