// Named values: what a decoder found, and what a session currently knows.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/status_flags.h"
#include "core/variables.h"

namespace upsmd {

using Bytes = std::span<const std::uint8_t>;

// One value without allocation. `decimals` is how many digits after the point the source had, so that a
// reader prints what the UPS said ("27.40" stays 27.40). Text longer than kMaxText is cut.
class Value {
  public:
    static constexpr std::size_t kMaxText = 63;
    enum class Kind : std::uint8_t { absent, number, text };

    Value() = default;
    static Value number(double number, int decimals);
    static Value text(std::string_view text);

    Kind kind() const { return kind_; }
    bool present() const { return kind_ != Kind::absent; }
    double as_number() const { return number_; }
    int decimals() const { return decimals_; }
    std::string_view as_text() const { return {text_.data(), size_}; }

    // As a person or upsc would see it; empty when absent.
    std::string to_string() const;

    bool operator==(const Value& other) const;

  private:
    Kind kind_ = Kind::absent;
    std::uint8_t decimals_ = 0;
    std::uint8_t size_ = 0;
    double number_ = 0.0;
    std::array<char, kMaxText> text_{};
};

// The values a session publishes; ups.status is one of them, as text.
class Reading {
  public:
    const Value& get(Variable variable) const { return values_[static_cast<std::size_t>(variable)]; }
    std::optional<double> number(Variable variable) const;

    // Each returns whether the value changed.
    bool set(Variable variable, const Value& value);
    bool clear(Variable variable) { return set(variable, Value{}); }

    // Forgets everything (a different or replaced UPS).
    void clear_all();

    // The variables changed since the last call, which are then considered seen.
    std::bitset<kVariableCount> take_changed();

  private:
    std::array<Value, kVariableCount> values_{};
    std::bitset<kVariableCount> changed_;
};

}  // namespace upsmd
