#include "core/protocols/voltronic_hex_status.h"

#include <algorithm>
#include <array>

#include "core/protocols/megatec_status.h"
#include "core/protocols/text_fields.h"

// # AB C DE F G HI JKL M N O [P] CR, a blank (20) between the groups; big-endian, what is multiplied is a ratio.
//   23 06 00 20 68 20 70 01 20 69 20 0C 20 61 A8 20 28 02 12 D0 20 D5 20 1E 20 89 0D      (P)
//      AB       C     DE       F     G     HI       J~~~~ K  L     M     N     O
//
//   AB x C / 51 / 256 input V     DE x F / 51 / 256 output V     G load %     JKL / HI output Hz     M x N / 510 battery V
//   O: Megatec's b7 .. b0, in bits
//   P: b7 60 Hz (else 50), b6 b5 battery 12, 24, 36, 48 V, b2-b0 output 110, 120, 220, 230, 240 V; T only
//
// Inside a group 28 00 to 28 04 stand for 0D, 11, 13, 0A, 20, which are never sent plain. 28 itself is sent plain: whether
// a 28 begins a pair shows in the width of its group.

namespace upsmd {
namespace {

using V = Variable;

constexpr std::uint8_t kEscape = 0x28;
constexpr std::array<std::uint8_t, 5> kEscaped{0x0D, 0x11, 0x13, 0x0A, 0x20};
constexpr std::uint8_t kSeparator = 0x20;
constexpr std::uint8_t kEnd = 0x0D;

constexpr std::array<std::size_t, 11> kWidths{2, 1, 2, 1, 1, 2, 3, 1, 1, 1, 1};
constexpr std::size_t kWidest = 3;
constexpr std::size_t kGroupsOfP = 10;
constexpr std::size_t kGroupsOfT = 11;

using Groups = std::array<std::uint32_t, kWidths.size()>;

bool is_plain(std::uint8_t byte) { return std::find(kEscaped.begin(), kEscaped.end(), byte) == kEscaped.end(); }

// Reads `count` values that have to fill all of `group`, the pair before the plain byte. False: no way fits.
bool read_values(Bytes group, std::size_t count, std::uint32_t& value) {
    if (count == 0) return group.empty();
    if (group.empty()) return false;
    const std::uint32_t before = value;
    if (group[0] == kEscape && group.size() > 1 && group[1] < kEscaped.size()) {
        value = before << 8U | kEscaped[group[1]];
        if (read_values(group.subspan(2), count - 1, value)) return true;
    }
    if (!is_plain(group[0])) return false;
    value = before << 8U | group[0];
    return read_values(group.subspan(1), count - 1, value);
}

// Values, never separators: 20 stands in a group only as a pair, so the next plain 20 ends it. The number of groups; 0:
// not such a frame.
std::size_t read_groups(Bytes frame, Groups& groups) {
    if (frame.size() < 2 || frame.front() != '#' || frame.back() != kEnd) return 0;
    Bytes rest = frame.subspan(1, frame.size() - 2);
    for (std::size_t n = 0; n < kWidths.size(); ++n) {
        const auto end = static_cast<std::size_t>(std::find(rest.begin(), rest.end(), kSeparator) - rest.begin());
        if (end > 2 * kWidest) return 0;
        groups[n] = 0;
        if (!read_values(rest.subspan(0, end), kWidths[n], groups[n])) return 0;
        if (end == rest.size()) return n + 1;
        rest = rest.subspan(end + 1);
    }
    return 0;
}

// Some bridges send the command back before the answer.
Bytes without_echo(Bytes reply, std::string_view command) {
    const std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    return text.starts_with(command) ? reply.subspan(command.size()) : reply;
}

double mains_volts(std::uint32_t count, std::uint32_t ratio) {
    return static_cast<double>(count) * static_cast<double>(ratio) / 51 / 256;
}

// The frequency is the output's, and without an output the unit counts nothing.
double hertz(std::uint32_t time, std::uint32_t ratio) {
    constexpr double kMost = 99.9;
    return time == 0 ? 0 : std::min(static_cast<double>(ratio) / static_cast<double>(time), kMost);
}

bool set_numbers(const Groups& groups, Decoded& out) {
    constexpr double kMostVolts = 600;  // beyond it the board is not measuring
    const double input = mains_volts(groups[0], groups[1]);
    const double output = mains_volts(groups[2], groups[3]);
    if (input > kMostVolts || output > kMostVolts) return false;
    out.number(V::input_voltage, input, 1);
    out.number(V::output_voltage, output, 1);
    out.number(V::ups_load, groups[4], 0);
    out.number(V::output_frequency, hertz(groups[5], groups[6]), 1);
    out.number(V::battery_voltage, static_cast<double>(groups[7]) * static_cast<double>(groups[8]) / 510, 2);
    return true;
}

void set_ratings(std::uint32_t bits, Decoded& out) {
    constexpr std::array kVolts{110, 120, 220, 230, 240};
    out.number(V::output_frequency_nominal, (bits & 0x80U) != 0 ? 60 : 50, 0);
    out.number(V::battery_voltage_nominal, 12 * ((bits >> 5U & 3U) + 1), 0);
    const std::uint32_t volts = bits & 7U;
    if (volts < kVolts.size())
        out.number(V::output_voltage_nominal, kVolts[volts], 0);
    else
        out.absent(V::output_voltage_nominal);
}

}  // namespace

Verdict decode_voltronic_hex_status(Bytes reply, Decoded& out) {
    if (const auto refusal = refusal_in(printable_core(reply), "QS")) return *refusal;
    Groups groups{};
    const std::size_t count = read_groups(without_echo(reply, "QS"), groups);
    if (count != kGroupsOfP && count != kGroupsOfT) return Verdict::rejected;
    const std::uint8_t variant = out.memory.empty() ? std::uint8_t{0} : out.memory[0];
    if (variant != 0 && variant != (count == kGroupsOfT ? 'T' : 'P')) return Verdict::rejected;
    const auto flags = static_cast<std::uint8_t>(groups[9]);
    if (!set_numbers(groups, out) || !megatec_is_plausible(out, (flags & 0x80U) != 0)) return Verdict::rejected;
    if (count == kGroupsOfT) set_ratings(groups[10], out);
    set_megatec_flags(flags, out);
    return Verdict::ok;
}

Verdict decode_voltronic_hex_variant(Bytes reply, Decoded& out) {
    if (const auto refusal = refusal_in(printable_core(reply), "M")) return *refusal;
    const std::string_view text = printable_core(without_echo(reply, "M"));
    if (text != "P" && text != "T") return Verdict::rejected;
    if (!out.memory.empty()) out.memory[0] = static_cast<std::uint8_t>(text[0]);
    out.text(V::ups_firmware_aux, text == "P" ? "PM-P" : "PM-T");
    return Verdict::ok;
}

}  // namespace upsmd
