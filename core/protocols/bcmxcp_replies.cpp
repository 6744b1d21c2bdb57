#include "core/protocols/bcmxcp_replies.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/protocols/bcmxcp_block.h"

namespace upsmd::bcmxcp {
namespace {

using V = Variable;

constexpr double kMostVolts = 700;  // of a limit: one family reports 6144 V

// Reads a block of variable length from its beginning.
class Reader {
  public:
    explicit Reader(const Block& block) : block_(block) {}

    std::optional<unsigned> byte() { return take(block_.byte(at_), 1); }
    std::optional<unsigned> word() { return take(block_.word(at_), 2); }
    // A length byte and what it counts; nullopt where it is not all there.
    std::optional<Bytes> counted(std::size_t unit = 1) {
        const auto count = byte();
        if (!count || at_ + *count * unit > block_.size()) return std::nullopt;
        const Bytes bytes = block_.data().subspan(at_, *count * unit);
        at_ += bytes.size();
        return bytes;
    }
    std::size_t at() const { return at_; }

  private:
    std::optional<unsigned> take(std::optional<unsigned> value, std::size_t size) {
        if (value) at_ += size;
        return value;
    }
    const Block& block_;
    std::size_t at_ = 0;
};

char digit(unsigned nibble) { return static_cast<char>('0' + nibble); }

// Minor, then major, two BCD digits each: "02.01". Empty: this processor is not there.
std::string version(unsigned minor, unsigned major) {
    const std::array nibbles{major >> 4, major & 15U, minor >> 4, minor & 15U};
    const bool decimal = std::all_of(nibbles.begin(), nibbles.end(), [](unsigned each) { return each <= 9; });
    if (!decimal || (minor == 0 && major == 0)) return {};
    return {digit(nibbles[0]), digit(nibbles[1]), '.', digit(nibbles[2]), digit(nibbles[3])};
}

void set_versions(Bytes versions, Decoded& out) {
    constexpr std::array kNames{V::ups_firmware, V::ups_firmware_aux};
    std::size_t found = 0;
    for (std::size_t i = 0; i + 1 < versions.size() && found < kNames.size(); i += 2)
        if (const std::string text = version(versions[i], versions[i + 1]); !text.empty())
            out.text(kNames[found++], text);
}

void keep_map(Bytes map, std::size_t at, std::size_t room, Decoded& out) {
    for (std::size_t i = 0; i < room; ++i) keep(out.memory, at + i, i < map.size() ? map[i] : 0U);
}

void set_number(Decoded& out, Variable variable, std::optional<unsigned> value, double low, double high, double scale = 1,
                int decimals = 0) {
    if (!value) return;
    const double number = *value * scale;
    if (number >= low && number <= high)
        out.number(variable, number, decimals);
    else
        out.absent(variable);
}

Memory::Has has(std::optional<unsigned> size) {
    if (!size) return Memory::not_told;
    return *size > 0 ? Memory::yes : Memory::no;
}

// What follows the maps, as far as the unit's firmware goes: config block, statistics map, alarm log, custom events,
// topology, longest command, list of commands.
void keep_sizes(Reader& reader, Decoded& out) {
    keep(out.memory, Memory::has_config, has(reader.word()));
    const bool told = reader.counted() && reader.word() && reader.word() && reader.word() && reader.byte();
    keep(out.memory, Memory::has_commands, has(told ? reader.word() : std::nullopt));
}

void set_text(Decoded& out, Variable variable, const std::string& text) {
    if (!text.empty()) out.text(variable, text);
}

}  // namespace

Verdict decode_identity(Bytes reply, Decoded& out) {
    std::optional<Block> block;
    if (const Verdict verdict = take(reply, 0x31, block); verdict != Verdict::ok) return verdict;
    Reader reader(*block);
    const auto versions = reader.counted(2);
    const auto thousands = reader.byte();
    const auto fifties = thousands == 0U ? reader.word() : std::optional(0U);
    const auto phases = reader.byte();
    const auto angle = reader.byte();
    const std::size_t name_at = reader.at();
    const auto name = reader.counted();
    const auto meters = reader.counted();
    const auto alarms = reader.counted();
    const bool whole = versions && thousands && fifties && phases && angle && name && meters && alarms;
    if (!whole || *phases < 1 || *phases > 3) return Verdict::rejected;
    set_versions(*versions, out);
    constexpr double kMost = 4e6;
    set_number(out, V::ups_power_nominal, *thousands > 0 ? *thousands * 1000 : *fifties * 50, 1, kMost);
    out.number(V::output_phases, *phases, 0);
    set_text(out, V::device_model, block->text(name_at + 1, name->size()));
    keep(out.memory, Memory::phases, *phases);
    keep_map(*meters, Memory::meter_map, Memory::kMeters, out);
    keep_map(*alarms, Memory::alarm_map, Memory::kAlarmBytes, out);
    keep(out.memory, Memory::identified, 1);
    keep_sizes(reader, out);
    return Verdict::ok;
}

Verdict decode_config(Bytes reply, Decoded& out) {
    std::optional<Block> block;
    if (const Verdict verdict = take(reply, 0x36, block); verdict != Verdict::ok) return verdict;
    set_number(out, V::output_voltage_nominal, block->word(8), 1, kMostVolts);
    set_number(out, V::output_frequency_nominal, block->word(10), 1, 100);
    set_number(out, V::battery_packs, block->byte(26), 0, 255);
    set_text(out, V::device_part, block->text(48, 16));
    set_text(out, V::device_serial, block->text(64, 16));
    keep(out.memory, Memory::topology_mask, block->byte(16).value_or(0));
    return Verdict::ok;
}

Verdict decode_limits(Bytes reply, Decoded& out) {
    std::optional<Block> block;
    if (const Verdict verdict = take(reply, 0x3C, block); verdict != Verdict::ok) return verdict;
    set_number(out, V::input_voltage_nominal, block->word(0), 1, kMostVolts);
    set_number(out, V::input_frequency_nominal, block->word(2), 1, 100);
    set_number(out, V::ups_realpower_nominal, block->word(4), 1, 4e6, 50);
    const auto hertz = block->word(2);
    const auto deviation = block->word(8);
    if (hertz && deviation && *hertz >= 1 && *hertz <= 100 && *deviation > 0 && *deviation < *hertz * 100) {
        out.number(V::input_frequency_low, *hertz - *deviation / 100.0, 2);
        out.number(V::input_frequency_high, *hertz + *deviation / 100.0, 2);
    }
    set_number(out, V::input_transfer_boost_high, block->word(10), 1, kMostVolts);
    set_number(out, V::input_transfer_trim_low, block->word(12), 1, kMostVolts);
    set_number(out, V::battery_runtime_low, block->byte(16), 0, 255 * 60, 60);
    set_number(out, V::input_transfer_low, block->word(18), 1, kMostVolts);
    set_number(out, V::input_transfer_high, block->word(20), 1, kMostVolts);
    set_number(out, V::input_transfer_delay, block->word(22), 0, 65534);
    const auto degrees = [&](V variable, std::optional<unsigned> byte) {
        if (byte && *byte != 0) out.number(variable, static_cast<std::int8_t>(*byte), 0);
    };
    degrees(V::ambient_temperature_low, block->byte(25));
    degrees(V::ambient_temperature_high, block->byte(26));
    set_number(out, V::battery_charge_restart, block->byte(24), 0, 100);
    constexpr std::array<std::string_view, 3> kHorn{"disabled", "enabled", "muted"};
    const auto horn = block->byte(17);
    const bool known = horn && *horn < kHorn.size();
    if (known) out.text(V::ups_beeper_status, kHorn[*horn]);
    keep(out.memory, Memory::horn, known ? *horn + 1 : 0);
    return Verdict::ok;
}

Verdict decode_battery(Bytes reply, Decoded& out) {
    std::optional<Block> block;
    if (const Verdict verdict = take(reply, 0x3B, block); verdict != Verdict::ok) return verdict;
    constexpr std::array<std::string_view, 8> kTests{"no test yet", "in progress", "passed",         "aborted",
                                                     "failed",      "scheduled",   "string removed", "no battery"};
    const auto test = block->byte(0);
    if (test && *test < kTests.size()) out.text(V::ups_test_result, kTests[*test]);
    // A count of strings, a byte each, a count of chargers, a byte each: the first charger's.
    constexpr std::size_t kStrings = 18;
    constexpr std::array<std::string_view, 4> kChargers{"charging", "discharging", "floating", "resting"};
    StatusFlags extra;
    const auto strings = block->byte(kStrings);
    const auto chargers = strings ? block->byte(kStrings + 1 + *strings) : std::nullopt;
    const auto mode = chargers.value_or(0) > 0 ? block->byte(kStrings + 2 + *strings) : std::nullopt;
    if (mode && *mode >= 1 && *mode <= kChargers.size()) {
        out.text(V::battery_charger_status, kChargers[*mode - 1]);
        extra.set(StatusFlag::chrg, *mode == 1);
        extra.set(StatusFlag::dischrg, *mode == 2);
    }
    out.extra_status = extra;
    return Verdict::ok;
}

Verdict decode_commands(Bytes reply, Decoded& out) {
    std::optional<Block> block;
    if (const Verdict verdict = take(reply, 0x40, block); verdict != Verdict::ok) return verdict;
    const auto count = block->byte(0);
    if (!count || block->byte(1) != 1U || *count == 0 || block->size() < 2 + *count) return Verdict::rejected;
    std::array<unsigned, Memory::kCommandBytes> known{};
    for (std::size_t i = 0; i < *count; ++i) {
        const unsigned command = block->byte(2 + i).value_or(0);
        known[command / 8] |= 1U << command % 8;
    }
    for (std::size_t i = 0; i < known.size(); ++i) keep(out.memory, Memory::commands + i, known[i]);
    keep(out.memory, Memory::commands_known, 1);
    return Verdict::ok;
}

}  // namespace upsmd::bcmxcp
