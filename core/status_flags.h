// The words of NUT's ups.status as a set of bits. The set is not the state: see state_rules.h.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

namespace upsmd {

// In the order in which they are printed.
enum class StatusFlag : std::uint32_t {
    alarm = 1U << 0,
    ol = 1U << 1,
    ob = 1U << 2,
    lb = 1U << 3,
    rb = 1U << 4,
    chrg = 1U << 5,
    dischrg = 1U << 6,
    bypass = 1U << 7,
    cal = 1U << 8,
    test = 1U << 9,
    off = 1U << 10,
    over = 1U << 11,
    trim = 1U << 12,
    boost = 1U << 13,
    fsd = 1U << 14,
    eco = 1U << 15,
};

class StatusFlags {
  public:
    constexpr StatusFlags() = default;
    constexpr StatusFlags(std::initializer_list<StatusFlag> flags) {
        for (const StatusFlag flag : flags) set(flag);
    }

    constexpr bool has(StatusFlag flag) const { return (bits_ & static_cast<std::uint32_t>(flag)) != 0; }
    constexpr void set(StatusFlag flag, bool on = true) {
        const auto bit = static_cast<std::uint32_t>(flag);
        bits_ = on ? bits_ | bit : bits_ & ~bit;
    }
    constexpr StatusFlags with(StatusFlags other) const { return StatusFlags(bits_ | other.bits_); }
    constexpr StatusFlags without(StatusFlags other) const { return StatusFlags(bits_ & ~other.bits_); }
    constexpr bool operator==(const StatusFlags&) const = default;

    // "OL CHRG": the words in StatusFlag's order, one blank between. Empty for the empty set.
    std::string to_string() const;

  private:
    explicit constexpr StatusFlags(std::uint32_t bits) : bits_(bits) {}

    std::uint32_t bits_ = 0;
};

}  // namespace upsmd
