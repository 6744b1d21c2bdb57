#include "core/protocols/masterguard_replies.h"

#include <array>
#include <string>

#include "core/protocols/megatec_identity.h"
#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_status.h"
#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using V = Variable;

// Q3:        1         2         3         4         5         6
//  0123456789012345678901234567890123456789012345678901234567890123456789
//  (00 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000
//   1 address  4 input  10 fault  16 output  22 load  26 Hz  31 V of a cell  37 °C  42 minutes.seconds  49 charge
//   53 B7..B0  62 T7..T0
constexpr std::array kStatusNumbers{
    NumberField{4, V::input_voltage, 0, 600, Outside::reply},
    NumberField{10, V::input_voltage_fault, 0, 600},
    NumberField{16, V::output_voltage, 0, 600, Outside::reply},
    NumberField{22, V::ups_load, 0, 300},
    NumberField{26, V::input_frequency, 0, 99.9, Outside::reply},
    NumberField{37, V::ups_temperature, -50, 150},
    NumberField{49, V::battery_charge, 0, 100},
};
constexpr TextLayout kStatus{"(00 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000", kStatusNumbers};
static_assert(layout_is_sound(kStatus));
constexpr std::size_t kCellVolts = field_index(kStatus.sample, 31);
constexpr std::size_t kRuntime = field_index(kStatus.sample, 42);
constexpr std::size_t kFlags = field_index(kStatus.sample, 53);
constexpr std::size_t kTestFlags = field_index(kStatus.sample, 62);
constexpr double kMostCellVolts = 3;

// WH:        1         2         3         4         5         6         7         8         9        10        11
//  0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901
//  (00 10.06 03.09 A  700  + 0 Bat Pack-19        0 230 50.00 012 02.30 006.00 012.00 018 10 40 160 276 47.00 53.00
//   4, 10 firmware  16 type, 30 wide; A or E is the series  47 packs  59 cells  63 V of a cell
constexpr std::size_t kNamesLength = 112;
constexpr std::size_t kCells = 59;
constexpr std::size_t kCellNominal = 63;
// Some old units: 53 characters, firmware 4, name 12.
constexpr std::size_t kOldLength = 53;

struct Type {
    std::string_view begin;
    double volt_amperes;
};
constexpr std::array kTypes{Type{"A  700", 700},  Type{"A 1000", 1000}, Type{"A 2000", 2000}, Type{"A 3000", 3000},
                            Type{"E 60", 6000},   Type{"E100", 10000},  Type{"E200", 20000}};

constexpr std::array<std::string_view, 8> kTestResults{
    "", "in progress", "passed", "failed", "not possible", "aborted", "calibration running", "unknown"};

constexpr bool bit(std::uint8_t bits, int number) { return ((bits >> number) & 1U) != 0; }

bool is_address(std::string_view text) { return text.size() == 2 && all_digits(text); }

// Minutes and seconds, "017.03".
void set_runtime(std::string_view field, Decoded& out) {
    out.absent(V::battery_runtime);
    const std::size_t point = field.find('.');
    if (point == std::string_view::npos) return;
    const std::string_view minutes = field.substr(0, point);
    const std::string_view seconds = field.substr(point + 1);
    if (!all_digits(minutes) || minutes.size() > 4 || !all_digits(seconds) || seconds.size() != 2) return;
    if (seconds[0] > '5') return;
    out.number(V::battery_runtime, parse_number(minutes).value * 60 + parse_number(seconds).value, 0);
}

// The whole battery's voltage, once the number of its cells is known.
void set_battery_voltage(std::string_view field, Decoded& out) {
    out.absent(V::battery_voltage);
    const TextNumber cell = parse_number(field);
    const std::uint8_t cells = MasterguardMemory::cells(out.memory);
    if (cells == 0 || cell.kind != TextNumber::Kind::number || cell.value <= 0 || cell.value > kMostCellVolts) return;
    out.number(V::battery_voltage, cell.value * cells, cell.decimals);
}

void add(std::string& alarms, std::string_view text) {
    if (!alarms.empty()) alarms += ", ";
    alarms += text;
}

void set_flags(std::uint8_t bits, std::uint8_t test_bits, Decoded& out) {
    StatusFlags flags;
    flags.set(bit(bits, 7) ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::lb, bit(bits, 6));
    flags.set(StatusFlag::bypass, bit(bits, 5));
    flags.set(StatusFlag::cal, bit(bits, 2));
    flags.set(StatusFlag::test, bit(bits, 2));
    flags.set(StatusFlag::fsd, bit(bits, 1));
    flags.set(StatusFlag::rb, bit(test_bits, 4));
    std::string alarms;
    if (bit(bits, 4)) add(alarms, "UPS failed");
    if (bit(test_bits, 6)) add(alarms, "trouble in parallel operation");
    if (bit(test_bits, 4)) add(alarms, "replace battery");
    if (bit(test_bits, 3)) add(alarms, "no battery connected");
    flags.set(StatusFlag::alarm, !alarms.empty());
    out.set(V::ups_alarm, alarms.empty() ? Value{} : Value::text(alarms));
    out.text(V::ups_type, bit(bits, 3) ? "offline" : "online");
    const std::string_view result = kTestResults[test_bits & 7U];
    out.set(V::ups_test_result, result.empty() ? Value{} : Value::text(result));
    out.status = flags;
}

// Firmware and name, without a lead, an address or ratings.
bool decode_old_names(std::string_view text, Decoded& out) {
    const std::string_view firmware = text.substr(0, 4);
    if (text.size() + 1 != kOldLength || firmware.find_first_not_of("0123456789.") != std::string_view::npos) return false;
    set_padded_text(out, V::ups_firmware, firmware);
    set_padded_text(out, V::device_model, text.substr(4, 12));
    return true;
}

// What follows "(XX," in replies to commands that name an address.
std::optional<std::string_view> after_address(std::string_view text, std::string_view command) {
    const auto body = after_last_lead(text, '(', '#', command);
    if (!body || body->size() < 4 || !is_address(body->substr(0, 2)) || (*body)[2] != ',') return std::nullopt;
    return body->substr(3);
}

}  // namespace

Verdict decode_masterguard_status(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "Q3")) return *refusal;
    const auto body = after_last_lead(text, '(', '#', "Q3");
    TextFields fields;
    if (!body || !fields.split(*body, kStatus.body()) || fields.size() < field_count(kStatus.sample) ||
        !is_address(fields[0]))
        return Verdict::rejected;
    const auto bits = megatec_flag_bits(fields[kFlags]);
    const auto test_bits = megatec_flag_bits(fields[kTestFlags]);
    if (!bits || !test_bits || !decode_numbers(kStatus, fields, out)) return Verdict::rejected;
    if (!megatec_is_plausible(out, bit(*bits, 7))) return Verdict::rejected;
    set_runtime(fields[kRuntime], out);
    set_battery_voltage(fields[kCellVolts], out);
    out.text(V::ups_id, fields[0]);
    set_flags(*bits, *test_bits, out);
    if (out.memory.size() == MasterguardMemory::kBytes)
        out.memory[1] = static_cast<std::uint8_t>((fields[0][0] - '0') * 10 + (fields[0][1] - '0'));
    return Verdict::ok;
}

Verdict decode_masterguard_names(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (text.find('(') == std::string_view::npos && decode_old_names(text, out)) return Verdict::ok;
    const Verdict verdict = decode_megatec_wh(reply, out);
    if (verdict != Verdict::ok) return verdict;
    const std::string_view line = text.substr(text.rfind('('));
    if (line.size() < kNamesLength || !is_address(line.substr(1, 2))) return Verdict::rejected;
    set_padded_text(out, V::ups_firmware, line.substr(4, 5));
    set_padded_text(out, V::ups_firmware_aux, line.substr(10, 5));
    const std::string_view cells = line.substr(kCells, 3);
    const TextNumber cell = parse_number(line.substr(kCellNominal, 5));
    const double count = all_digits(cells) ? parse_number(cells).value : 0;
    const bool known = count > 0 && count <= 255 && cell.kind == TextNumber::Kind::number && cell.value > 0 &&
                       cell.value <= kMostCellVolts;
    if (known)
        out.number(V::battery_voltage_nominal, count * cell.value, cell.decimals);
    else
        out.absent(V::battery_voltage_nominal);
    out.absent(V::ups_power_nominal);
    for (const Type& type : kTypes)
        if (line.substr(16).starts_with(type.begin)) out.number(V::ups_power_nominal, type.volt_amperes, 0);
    if (known && out.memory.size() == MasterguardMemory::kBytes) out.memory[0] = static_cast<std::uint8_t>(count);
    return Verdict::ok;
}

// (00,00 0 1: address twice, packs, beeper.
Verdict decode_masterguard_setup(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "GS")) return *refusal;
    const auto body = after_address(text, "GS");
    if (!body || body->size() < 6) return Verdict::rejected;
    const char packs = (*body)[3];
    const char beeper = (*body)[5];
    if (!is_address(body->substr(0, 2)) || (*body)[2] != ' ' || (*body)[4] != ' ' || !is_digit(packs)) return Verdict::rejected;
    if (beeper != '0' && beeper != '1') return Verdict::rejected;
    out.number(V::battery_packs, packs - '0', 0);
    out.text(V::ups_beeper_status, beeper == '1' ? "enabled" : "disabled");
    return Verdict::ok;
}

// (00,SSN=6A1212      2782: part number (11 characters), serial number (5).
Verdict decode_masterguard_serial(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "GSN")) return *refusal;
    const auto body = after_address(text, "GSN");
    constexpr std::string_view kName = "SSN=";
    constexpr std::size_t kSerial = 15;  // after the address: the name, then the part number
    if (!body || !body->starts_with(kName) || body->size() <= kSerial) return Verdict::rejected;
    set_padded_text(out, V::device_serial, body->substr(kSerial));
    return Verdict::ok;
}

// (PNV=230
Verdict decode_masterguard_output(Bytes reply, Decoded& out) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, "PNV")) return *refusal;
    const auto body = after_last_lead(text, '(', '#', "PNV");
    constexpr std::string_view kName = "PNV=";
    if (!body || !body->starts_with(kName)) return Verdict::rejected;
    const std::string_view volts = body->substr(kName.size());
    const double value = parse_number(volts).value;
    if (!all_digits(volts) || value < 50 || value > 600) return Verdict::rejected;
    out.number(V::output_voltage_nominal, value, 0);
    return Verdict::ok;
}

}  // namespace upsmd
