// Decoders of APC smart replies that hold one value. Each is a function for a row of the query table; pure,
// reads only the given bytes, never throws. Facts: the public UPS-Link descriptions and captures of real
// units.
//
// All of them drop NUL and CR anywhere (real units put NULs inside a serial number), trim blanks, take "NA"
// as "the unit does not know this letter", and refuse the protocol's own words (SM, OK, BYE, PROG ...) where
// a value belongs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/decode.h"

namespace upsmd::apc {

// The text of a reply without NUL, CR and outer blanks. Owns its characters.
class ReplyText {
  public:
    static constexpr std::size_t kMax = 80;
    explicit ReplyText(Bytes reply);
    // Empty for an empty and for a too long reply: neither holds a value.
    std::string_view view() const { return {text_.data(), size_}; }

  private:
    std::array<char, kMax> text_{};
    std::size_t size_ = 0;
};

// SM, OK, NO, BYE, BYP, INV, ERR, PROG, CLEAR: answers to commands, never a value.
bool is_protocol_word(std::string_view text);

// Printable ASCII, not empty.
bool is_printable_text(std::string_view text);

// Exactly two hexadecimal digits, either case.
std::optional<std::uint8_t> parse_hex_byte(std::string_view text);

struct Decimal {
    double value = 0;
    int decimals = 0;
};
// "231.8", "99", "-05.0": one to five digits, at most three decimals, nothing else.
std::optional<Decimal> parse_decimal(std::string_view text);

// What a reply without a value means; nullopt: it may hold one.
std::optional<Verdict> refusal_of(std::string_view text);

struct NumberRule {
    Variable variable{};
    int low = 0;
    int high = 0;
    int factor = 1;  // to the variable's unit
};
// A field of dashes ("--.-") is a measurement that the unit cannot make now: absent.
Verdict decode_number(Bytes reply, Decoded& out, const NumberRule& rule);
template <Variable variable, int low, int high, int factor = 1>
Verdict number(Bytes reply, Decoded& out) {
    return decode_number(reply, out, {variable, low, high, factor});
}

// Text of two or more characters. A single character would be the echo of the command.
Verdict decode_text(Bytes reply, Decoded& out, Variable variable);
template <Variable variable>
Verdict text(Bytes reply, Decoded& out) {
    return decode_text(reply, out, variable);
}

// A user's text of up to eight characters: any byte may be data, so alert characters stay unless there is one
// too many. `letter`: the query itself, whose echo is not a value.
Verdict decode_user_text(Bytes reply, Decoded& out, Variable variable, char letter);
template <Variable variable, char letter>
Verdict user_text(Bytes reply, Decoded& out) {
    return decode_user_text(reply, out, variable, letter);
}

Verdict status(Bytes reply, Decoded& out);              // Q
Verdict frequency(Bytes reply, Decoded& out);           // F: the output's where the input has a query of its own
Verdict runtime(Bytes reply, Decoded& out);             // j "0042:"
Verdict transfer_reason(Bytes reply, Decoded& out);     // G
Verdict test_result(Bytes reply, Decoded& out);         // X
Verdict line_quality(Bytes reply, Decoded& out);        // 9
Verdict contacts(Bytes reply, Decoded& out);            // i
Verdict sensitivity(Bytes reply, Decoded& out);         // s
Verdict charge_restart(Bytes reply, Decoded& out);      // e
Verdict beeper_threshold(Bytes reply, Decoded& out);    // k
Verdict test_interval(Bytes reply, Decoded& out);       // E
Verdict age_or_temperature(Bytes reply, Decoded& out);  // T
Verdict language(Bytes reply, Decoded& out);            // ^L
Verdict smart_mode(Bytes reply, Decoded& out);          // Y
Verdict hex_register(Bytes reply, Decoded& out);        // 7: shape only
Verdict bypass_register(Bytes reply, Decoded& out);     // ~
Verdict fault_register(Bytes reply, Decoded& out);      // '
Verdict condition_register(Bytes reply, Decoded& out);  // 8
Verdict any_text(Bytes reply, Decoded& out);            // a value that has no variable: shape only

}  // namespace upsmd::apc
