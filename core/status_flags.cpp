#include "core/status_flags.h"

#include <array>
#include <string_view>

namespace upsmd {
namespace {

// Row n is the word of bit n.
constexpr std::array<std::string_view, 16> kWords{
    "ALARM", "OL", "OB", "LB", "RB", "CHRG", "DISCHRG", "BYPASS",
    "CAL", "TEST", "OFF", "OVER", "TRIM", "BOOST", "FSD", "ECO"};

}  // namespace

std::string StatusFlags::to_string() const {
    std::string text;
    for (std::size_t bit = 0; bit < kWords.size(); ++bit) {
        if ((bits_ & (1U << bit)) == 0) continue;
        if (!text.empty()) text += ' ';
        text += kWords[bit];
    }
    return text;
}

}  // namespace upsmd
