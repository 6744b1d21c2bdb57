// The reply to ^Z: which settings a unit offers, with all their values. Facts: public NUT and apcupsd
// documentation, strings of real units.
//
//   # u I 4 3 253 257 261 265   letter, locale, count, width (one character each, 30h = 0), then count x
//   width characters
//
// A Matrix-UPS puts ## before every group. Locale: the last letter of the firmware, or 4 for every country.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "core/decode.h"

namespace upsmd::apc {

struct CapabilityGroup {
    char letter = 0;
    char locale = 0;
    std::size_t count = 0;
    std::size_t width = 0;
    std::string_view values;  // count x width characters, unseparated; blanks are data

    std::string_view value(std::size_t index) const { return values.substr(index * width, width); }
};

// Owns the text that its groups point into; must outlive them.
class Capabilities {
  public:
    static constexpr std::size_t kMaxText = 512;

    // Alert characters other than '#' are dropped: they came from elsewhere.
    explicit Capabilities(Bytes reply);
    Capabilities(const Capabilities&) = delete;  // groups point into it
    Capabilities& operator=(const Capabilities&) = delete;

    // The next complete group. A count or width below 0 (seen on some Smart-UPS RT) means no values. nullopt:
    // the end, or a group that is cut short (some firmware sends more than it can hold).
    std::optional<CapabilityGroup> next();

  private:
    std::array<char, kMaxText> text_{};
    std::string_view rest_;
};

// Says whether the reply is a list of settings, and keeps those that this unit has (apc_smart_memory.h); publishes nothing.
Verdict capabilities(Bytes reply, Decoded& out);

}  // namespace upsmd::apc
