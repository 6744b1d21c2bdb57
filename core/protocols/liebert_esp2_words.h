// ESP-II's frames and the words in them. Source: liebert-esp2, sections 2, 3 and 5.
//
//   > 01 95 02 01 01 9A          < 01 95 04 01 01 00 2D C9        run time: 45 minutes
//      |  command  |  sum           header         |     sum
//                  number                          value, high byte first
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/decode.h"
#include "core/framer.h"

namespace upsmd::esp2 {

inline constexpr std::size_t kReply = 8;

// What is kept about a unit (Decoded::memory).
enum MemoryAt : std::size_t {
    scale_class,     // of its numbers: 1 GXT2, 2 NXe, else the default
    input_phases,    // 0: not told
    output_phases,
    echoes,          // replies whose header repeated the question, up to kEchoes
    words_known,     // a bit a word of the texts
    words = words_known + 5,
    memory_end = words + 2 * 37,
};
// A unit that has repeated so many questions repeats all of them: then a reply to another question is told from the right one.
inline constexpr std::uint8_t kEchoes = 3;

// Texts are told in words of two characters each.
inline constexpr unsigned kTextCommand = 0x88;
inline constexpr unsigned kFirstWord = 0x04;
inline constexpr unsigned kLastWord = 0x28;

std::uint8_t memory_at(std::span<const std::uint8_t> memory, std::size_t at);

// The first 8 bytes that come: there is no mark to search for.
FrameCut cut(Bytes kept);

// Whole, and its sum is right.
bool is_reply(Bytes frame);

// The signed value of a reply to `command`, `number`; nullopt: damaged, or another question's. Writes `echoes`.
std::optional<int> value_of(Bytes reply, unsigned command, unsigned number, std::span<std::uint8_t> memory);

// Status words 94 1, 2, 3 and 7.
Verdict decode_inverter_word(Bytes reply, Decoded& out);
Verdict decode_condition_word(Bytes reply, Decoded& out);
Verdict decode_warning_word(Bytes reply, Decoded& out);
Verdict decode_ambient_word(Bytes reply, Decoded& out);

Verdict decode_type(Bytes reply, Decoded& out);         // 88 1
Verdict decode_scale_class(Bytes reply, Decoded& out);  // 83 2
// One word of a text; the word that completes a text publishes it.
Verdict decode_text_word(unsigned number, Bytes reply, Decoded& out);

}  // namespace upsmd::esp2
