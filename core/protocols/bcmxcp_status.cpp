#include <array>

#include "core/protocols/bcmxcp_block.h"
#include "core/protocols/bcmxcp_replies.h"

namespace upsmd::bcmxcp {
namespace {

// Topology, byte 1; a bit counts only where the config block's mask has it too.
constexpr unsigned kUtilityPresent = 0x80;
constexpr unsigned kBatteryLow = 0x20;
constexpr unsigned kOnBattery = 0x08;
// Delays, byte 4.
constexpr unsigned kCountingToRestart = 0x10;

constexpr unsigned kOnBatteryStatus = 0xF0;
constexpr unsigned kLeastStatus = 0x10;
constexpr unsigned kNoTimer = 0xFFFF;

struct Meaning {
    unsigned value;
    StatusFlags flags;
};

// Byte 0. What is not here and has no row with a low nibble of 0 is plain on line.
constexpr std::array kMeanings{
    Meaning{0xE0, {StatusFlag::over}},    Meaning{0xD0, {StatusFlag::over}},
    Meaning{0x64, {StatusFlag::bypass}},  Meaning{0x63, {StatusFlag::trim}},
    Meaning{0x62, {StatusFlag::boost}},   Meaning{0x61, {StatusFlag::boost}},
    Meaning{0x60, {StatusFlag::bypass}},  Meaning{0x51, {}},
    Meaning{0x21, {StatusFlag::off}},     Meaning{0x20, {StatusFlag::off}},
    Meaning{0x11, {StatusFlag::off, StatusFlag::alarm}},
    Meaning{0x10, {StatusFlag::off}},
};

StatusFlags meaning_of(unsigned value) {
    for (const Meaning& each : kMeanings)
        if (each.value == value) return each.flags;
    for (const Meaning& each : kMeanings)
        if (each.value == (value & 0xF0U) && value >= kLeastStatus) return each.flags;
    return {};
}

// The alarm "on battery" wins. It is not raised by a battery test, during which the status byte may say "on battery" all
// the same: then there are mains.
bool is_on_battery(unsigned status, unsigned topology, unsigned mask, unsigned alarms) {
    if ((alarms & Memory::on_battery) != 0) return true;
    const bool test = (alarms & Memory::on_battery_told) != 0 && (alarms & Memory::testing) != 0;
    if ((status & 0xF0U) == kOnBatteryStatus) return !test;
    const bool doubtful = (status & 0xF0U) == 0xE0 || (status & 0xF0U) == 0xD0;
    if (doubtful) return (topology & mask & kOnBattery) != 0;
    const bool off = meaning_of(status).has(StatusFlag::off);
    return off && (mask & kUtilityPresent) != 0 && (topology & kUtilityPresent) == 0;
}

}  // namespace

Verdict decode_status(Bytes reply, Decoded& out) {
    std::optional<Block> block;
    if (const Verdict verdict = take(reply, 0x33, block); verdict != Verdict::ok) return verdict;
    constexpr std::size_t kShortest = 4;
    const auto status = block->byte(0);
    const auto topology = block->byte(1);
    if (block->size() < kShortest || !status || !topology) return Verdict::rejected;
    const bool empty = *status == 0 && *topology == 0 && block->byte(2) == 0U && block->byte(3) == 0U;
    if (empty) return Verdict::rejected;
    const Memory memory(out.memory);
    const unsigned mask = memory.get(Memory::topology_mask);
    const unsigned alarms = memory.get(Memory::alarm_state);
    StatusFlags flags = meaning_of(*status);
    flags.set(is_on_battery(*status, *topology, mask, alarms) ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::lb, (*topology & mask & kBatteryLow) != 0);
    const unsigned delays = block->byte(4).value_or(0);
    const unsigned timer = block->word(17).value_or(kNoTimer);
    flags.set(StatusFlag::fsd, (delays & kCountingToRestart) != 0);
    if (block->size() > kShortest) {
        const bool counts = (delays & kCountingToRestart) != 0 && timer != kNoTimer;
        out.set(Variable::ups_timer_shutdown, counts ? Value::number(timer, 0) : Value{});
    }
    out.status = flags;
    keep(out.memory, Memory::delays, delays);
    // The next poll's alarms say it anew.
    keep(out.memory, Memory::alarm_state, 0);
    return Verdict::ok;
}

}  // namespace upsmd::bcmxcp
