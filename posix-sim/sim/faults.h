// What can go wrong between a UPS's decision to answer and the bytes on the wire. One object a UPS; chance comes from
// its seed only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "posix-sim/sim/escape.h"
#include "posix-sim/sim/random.h"

namespace upsmd::sim {

class Faults {
  public:
    explicit Faults(std::uint64_t seed) : random_(seed) {}

    // The bytes that really leave in place of `reply` to `command` (both may be empty: no answer).
    Bytes pass(std::span<const std::uint8_t> command, Bytes reply);

    // The fault commands: garbage, truncated, duplicate, stale, silent, deaf, delay, echo, reply. `handled` tells
    // whether the word was one of them; false with an error text when its arguments are bad.
    bool apply(std::string_view word, std::string_view rest, bool& handled, std::string& error);

    Bytes random_bytes(std::size_t count);
    bool deaf() const { return deaf_; }
    bool silent() const { return silent_; }
    Duration delay() const { return delay_; }

  private:
    bool apply_switch(bool& value, std::string_view word, std::string_view rest, std::string& error);
    bool apply_reply(std::string_view rest, std::string& error);
    bool apply_once(std::string_view word, std::string_view rest, std::string& error);

    Random random_;
    bool silent_ = false;
    bool deaf_ = false;
    bool echo_ = false;
    bool stale_ = false;
    Duration delay_{};
    std::optional<std::size_t> garbage_;     // next reply replaced by this many random bytes
    std::optional<std::size_t> prefix_;      // next reply preceded by this many random bytes
    std::optional<std::size_t> truncated_;   // next reply cut to this length (0: to its half)
    bool duplicate_ = false;
    Bytes previous_;
    std::map<Bytes, Bytes> replies_;
};

}  // namespace upsmd::sim
