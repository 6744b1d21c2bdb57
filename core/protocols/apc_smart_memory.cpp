#include "core/protocols/apc_smart_memory.h"

#include <algorithm>
#include <string_view>

namespace upsmd::apc {
namespace {

constexpr std::size_t kLocaleAt = 0;
constexpr std::size_t kInputFrequencyAt = 1;
constexpr std::size_t kGroupsAt = 2;
// Letter, count, width, then the values; a letter 0 ends the list.
constexpr std::size_t kHead = 3;
constexpr char kEveryCountry = '4';

}  // namespace

void remember_locale(Memory memory, char locale) {
    if (!memory.empty()) memory[kLocaleAt] = static_cast<std::uint8_t>(locale);
}

char locale_of(ConstMemory memory) { return memory.empty() ? '\0' : static_cast<char>(memory[kLocaleAt]); }

void remember_own_input_frequency(Memory memory, bool own) {
    if (!memory.empty()) memory[kInputFrequencyAt] = own ? 1 : 0;
}

bool has_own_input_frequency(ConstMemory memory) { return !memory.empty() && memory[kInputFrequencyAt] != 0; }

void remember_groups(Memory memory, Capabilities& capabilities) {
    if (memory.empty()) return;
    Memory rest = memory.subspan(kGroupsAt);
    std::fill(rest.begin(), rest.end(), std::uint8_t{0});
    while (const auto group = capabilities.next()) {
        const bool ours = group->locale == kEveryCountry || group->locale == locale_of(memory);
        // One byte stays for the end of the list.
        const bool fits = kHead + group->values.size() < rest.size();
        if (!ours || group->count == 0 || group->letter == 0 || !fits || group_of(memory, group->letter)) continue;
        rest[0] = static_cast<std::uint8_t>(group->letter);
        rest[1] = static_cast<std::uint8_t>(group->count);
        rest[2] = static_cast<std::uint8_t>(group->width);
        std::copy(group->values.begin(), group->values.end(), rest.begin() + kHead);
        rest = rest.subspan(kHead + group->values.size());
    }
}

std::optional<CapabilityGroup> group_of(ConstMemory memory, char letter) {
    if (memory.empty()) return std::nullopt;
    ConstMemory rest = memory.subspan(kGroupsAt);
    while (rest.size() >= kHead && rest[0] != 0) {
        const std::size_t size = std::size_t{rest[1]} * rest[2];
        if (size > rest.size() - kHead) return std::nullopt;
        if (static_cast<char>(rest[0]) == letter) {
            const auto* const values = reinterpret_cast<const char*>(rest.data()) + kHead;
            return CapabilityGroup{letter, kEveryCountry, rest[1], rest[2], std::string_view(values, size)};
        }
        rest = rest.subspan(kHead + size);
    }
    return std::nullopt;
}

}  // namespace upsmd::apc
