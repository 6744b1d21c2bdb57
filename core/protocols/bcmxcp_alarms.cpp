#include "core/protocols/bcmxcp_alarms.h"

#include <algorithm>
#include <array>

#include "core/protocols/bcmxcp_block.h"

namespace upsmd::bcmxcp {
namespace {

constexpr unsigned kAsk = 0x35;

struct Meaning {
    std::size_t first;
    std::size_t last;
    StatusFlags flags;
};

// Shutdown imminent, low battery shutdown, automatic shutdown pending: the computer has to go down now.
constexpr std::array kMeanings{
    Meaning{25, 25, {StatusFlag::over}},
    Meaning{50, 50, {StatusFlag::over}},
    Meaning{55, 55, {StatusFlag::lb, StatusFlag::fsd}},
    Meaning{56, 56, {StatusFlag::lb}},
    Meaning{143, 143, {StatusFlag::bypass}},
    Meaning{149, 149, {StatusFlag::rb}},
    Meaning{159, 167, {StatusFlag::over}},
    Meaning{169, 169, {StatusFlag::bypass}},
    Meaning{170, 170, {StatusFlag::off}},
    Meaning{174, 174, {StatusFlag::lb, StatusFlag::fsd}},
    Meaning{186, 186, {StatusFlag::bypass}},
    Meaning{191, 191, {StatusFlag::rb}},
    Meaning{196, 196, {StatusFlag::trim}},
    Meaning{197, 198, {StatusFlag::boost}},
    Meaning{199, 199, {StatusFlag::rb}},
    Meaning{206, 206, {StatusFlag::fsd}},
    Meaning{239, 239, {StatusFlag::off}},
    Meaning{243, 243, {StatusFlag::over}},
    Meaning{256, 257, {StatusFlag::test}},
};

StatusFlags flags_of(std::size_t number) {
    StatusFlags flags;
    for (const Meaning& each : kMeanings)
        if (number >= each.first && number <= each.last) flags = flags.with(each.flags);
    flags.set(StatusFlag::alarm, alarm_kind(number) == AlarmKind::alarm);
    return flags;
}

class Listing {
  public:
    void note(std::size_t number, bool active) {
        if (number == kAlarmOnBattery) state_ |= Memory::on_battery_told;
        if (!active) return;
        if (number == kAlarmOnBattery) state_ |= Memory::on_battery;
        const StatusFlags flags = flags_of(number);
        if (flags.has(StatusFlag::test)) state_ |= Memory::testing;
        flags_ = flags_.with(flags);
        if (alarm_kind(number) == AlarmKind::alarm) text_ += (text_.empty() ? "" : ", ") + alarm_text(number);
    }
    unsigned state() const { return state_; }
    StatusFlags flags() const { return flags_; }
    const std::string& text() const { return text_; }

  private:
    unsigned state_ = 0;
    StatusFlags flags_;
    std::string text_;
};

}  // namespace

Verdict decode_alarms(Bytes reply, Decoded& out) {
    std::optional<Block> block;
    if (const Verdict verdict = take(reply, kAsk, block); verdict != Verdict::ok) return verdict;
    const Memory memory(out.memory);
    out.status = StatusFlags{};
    if (memory.get(Memory::identified) == 0) return Verdict::ok;  // whose bytes these are is not known yet
    Listing listing;
    std::size_t at = 0;
    for (std::size_t number = 0; number < Memory::kAlarmBytes * 8; ++number) {
        if ((memory.get(Memory::alarm_map + number / 8) & 1U << number % 8) == 0) continue;
        const auto level = block->byte(at++);
        if (!level) return Verdict::rejected;
        listing.note(number, *level != 0);
    }
    out.status = listing.flags();
    if (!listing.text().empty()) out.text(Variable::ups_alarm, listing.text());
    keep(out.memory, Memory::alarm_state, listing.state());
    return Verdict::ok;
}

}  // namespace upsmd::bcmxcp
