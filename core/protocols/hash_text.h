// What CyberPower's text units and the '#' family (PowerMaster) share: a reply is '#', text, CR; values stand between
// commas; the status is a row of letters with their numbers, and raw flag bytes at its end.
//   #I118.1O118.1L13B100V27.5F60.0HF60.0R65Q1.4S<flags>
// Pure functions; nothing throws or reads outside the reply.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/control.h"
#include "core/decode.h"
#include "core/framer.h"

namespace upsmd {

// Cuts `#...CR`; for statuses, whose flag bytes may be NUL. The frame holds its CR. What stands before the '#' is dropped.
FrameCut cut_hash_line(Bytes kept);

// The text after '#'. Verdict ok: `text` is set; unsupported: a refusal (`#-3`); rejected: anything else.
Verdict hash_text(Bytes reply, std::string_view& text);

// Fields between commas, without the blanks around them.
class HashFields {
  public:
    static constexpr std::size_t kMost = 16;
    // More than kMost fields: the others are left out.
    explicit HashFields(std::string_view text);
    std::size_t size() const { return count_; }
    // Empty beyond the last.
    std::string_view operator[](std::size_t index) const {
        return index < count_ ? fields_[index] : std::string_view{};
    }

  private:
    std::array<std::string_view, kMost> fields_{};
    std::size_t count_ = 0;
};

// One value of a reply: where, which, the range in which it is believed.
struct HashNumber {
    std::size_t field = 0;
    Variable variable{};
    double low = 0;
    double high = 0;
};

// Sets the numbers that are there; one that is damaged or out of its range goes absent. Verdict rejected: not a single one
// is good, or there are fewer fields than `least`.
Verdict decode_hash_numbers(Bytes reply, std::size_t least, std::span<const HashNumber> rows, Decoded& out);

// A text field; empty or not printable: absent.
void set_hash_text(Decoded& out, Variable variable, std::string_view field);

// The letters of a status, up to its 'S'; `flags`: what follows it. A damaged number is absent; a letter that comes twice,
// or fewer than three good values, refuse the reply. Letters that nobody knows are passed over.
Verdict decode_hash_letters(Bytes reply, Decoded& out, std::string_view& flags);

// TRIM or BOOST by the voltages; neither where they say nothing or something impossible.
StatusFlags regulation_by_voltages(const Decoded& out);

// An answer to a control: `#0` taken, any other '#' line refused.
StepOutcome judge_hash_answer(Bytes reply, const Step& step);
Verdict decode_hash_answer(std::string_view command, Bytes reply);

// A control's step, CR added. These units always answer: silence means refused.
Step hash_step(std::string_view text, Duration character_gap);

// Error `refused` while on battery: a test would only run the battery down.
Result<Script> hash_test(std::string_view text, Duration character_gap, const Reading& reading);

}  // namespace upsmd
