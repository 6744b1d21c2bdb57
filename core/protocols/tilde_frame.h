// The "~00" frame of Belkin, Tripp Lite SmartOnline and Delta units (vendor paper "UPS Protocol" 1.44):
//
//   ~00P003STA                      poll: P, length of what follows in three digits, name
//   ~00S006SDA120                   set: S, the same with a parameter
//   ~00D0260;0;;0;0;0;;0;;;0;0;0;0;;1   data: fields between `;`, an empty one is not available
//   ~00A  ~00A000                   taken; the digits may or may not follow
//   ~00R  ~00R000                   refused, or not known
//
// A reply does not repeat the command's name: what it is must be seen from its fields. No check sum. Pure functions;
// nothing here throws or reads outside the given bytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/decode.h"
#include "core/framer.h"

namespace upsmd {

FrameCut cut_tilde_frame(Bytes kept);

struct TildeReply {
    enum class Kind : std::uint8_t { data, taken, refused, damaged };
    Kind kind = Kind::damaged;
    std::string_view data;
    bool whole = true;  // as long as it claims to be
};

// damaged: no such frame, or characters in it that are not printable.
TildeReply read_tilde_reply(Bytes reply);

// ok for "taken", unsupported for "refused", rejected for everything else.
Verdict decode_tilde_answer(std::string_view command, Bytes reply);

// The fields of one reply, counted from 0. Refers to the reply's bytes.
class TildeFields {
  public:
    static constexpr std::size_t kMaxFields = 32;

    explicit TildeFields(std::string_view data);

    // 0 where there are more than kMaxFields.
    std::size_t size() const { return count_; }
    // Empty beyond the last field, and for what is not available.
    std::string_view operator[](std::size_t index) const { return index < count_ ? fields_[index] : ""; }
    // A field of one to seven digits and nothing else.
    std::optional<int> number(std::size_t index) const;
    // A code from 0 to `most`; nullopt for everything else, "not available" included.
    std::optional<int> code(std::size_t index, int most) const;
    bool is_set(std::size_t index) const { return code(index, 1) == 1; }

  private:
    std::array<std::string_view, kMaxFields> fields_{};
    std::size_t count_ = 0;
};

}  // namespace upsmd
