#include "core/protocols/liebert_esp2_words.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace upsmd::esp2 {
namespace {

using V = Variable;

constexpr unsigned kStatus = 0x94;

struct Text {
    unsigned first;
    unsigned last;
    V variable;
};
constexpr std::array kTexts{
    Text{0x04, 0x12, V::device_model},
    Text{0x13, 0x1A, V::ups_firmware},
    Text{0x1B, 0x24, V::device_serial},
    Text{0x25, 0x28, V::ups_mfr_date},
};

constexpr bool bit(int value, unsigned number) { return (static_cast<unsigned>(value) >> number & 1U) != 0; }

void add(std::string& text, bool on, std::string_view words) {
    if (!on) return;
    if (!text.empty()) text += ", ";
    text += words;
}

void set_alarm(Decoded& out, StatusFlags& flags, const std::string& text) {
    if (text.empty()) return;
    flags.set(StatusFlag::alarm);
    out.text(V::ups_alarm, text);
}

// Without blanks around it; empty where a character is not printable.
std::string trimmed(std::string text) {
    text = text.substr(0, text.find('\0'));
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    text = text.substr(first, text.find_last_not_of(' ') - first + 1);
    const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return printable ? text : std::string{};
}

}  // namespace

std::uint8_t memory_at(std::span<const std::uint8_t> memory, std::size_t at) {
    return memory.size() < memory_end ? std::uint8_t{0} : memory[at];
}

FrameCut cut(Bytes kept) { return {0, kept.size() >= kReply ? kReply : 0}; }

bool is_reply(Bytes frame) {
    if (frame.size() != kReply) return false;
    unsigned sum = 0;
    for (const std::uint8_t each : frame.first(kReply - 1)) sum += each;
    return (sum & 0xFFU) == frame.back();
}

std::optional<int> value_of(Bytes reply, unsigned command, unsigned number, std::span<std::uint8_t> memory) {
    if (!is_reply(reply)) return std::nullopt;
    const bool repeats = reply[0] == 1 && reply[1] == command && reply[2] == 4 && reply[3] == 1 && reply[4] == number;
    const std::uint8_t seen = memory_at(memory, echoes);
    if (!repeats && seen >= kEchoes) return std::nullopt;
    // Number 1 proves nothing: it may be a constant.
    if (repeats && number > 1 && seen < kEchoes && memory.size() >= memory_end) ++memory[echoes];
    return static_cast<std::int16_t>(reply[5] << 8 | reply[6]);
}

Verdict decode_inverter_word(Bytes reply, Decoded& out) {
    const auto word = value_of(reply, kStatus, 1, out.memory);
    if (!word) return Verdict::rejected;
    StatusFlags flags;
    flags.set(bit(*word, 8) ? StatusFlag::ob : StatusFlag::ol);
    flags.set(StatusFlag::test, bit(*word, 6));
    set_alarm(out, flags, bit(*word, 5) ? "overtemperature" : "");
    out.status = flags;
    return Verdict::ok;
}

Verdict decode_condition_word(Bytes reply, Decoded& out) {
    const auto word = value_of(reply, kStatus, 2, out.memory);
    if (!word) return Verdict::rejected;
    StatusFlags flags;
    flags.set(StatusFlag::bypass, bit(*word, 0));
    flags.set(StatusFlag::rb, bit(*word, 5));
    flags.set(StatusFlag::boost, bit(*word, 6));
    flags.set(StatusFlag::trim, bit(*word, 9));
    out.status = flags;
    return Verdict::ok;
}

Verdict decode_warning_word(Bytes reply, Decoded& out) {
    const auto word = value_of(reply, kStatus, 3, out.memory);
    if (!word) return Verdict::rejected;
    StatusFlags flags;
    flags.set(StatusFlag::over, bit(*word, 0));
    flags.set(StatusFlag::fsd, bit(*word, 2));
    flags.set(StatusFlag::lb, bit(*word, 5));
    std::string alarm;
    add(alarm, bit(*word, 3), "charger failed");
    add(alarm, bit(*word, 6), "output voltage low");
    add(alarm, bit(*word, 7), "output voltage high");
    set_alarm(out, flags, alarm);
    out.status = flags;
    return Verdict::ok;
}

Verdict decode_ambient_word(Bytes reply, Decoded& out) {
    const auto word = value_of(reply, kStatus, 7, out.memory);
    if (!word) return Verdict::rejected;
    StatusFlags flags;
    set_alarm(out, flags, bit(*word, 2) ? "ambient overtemperature" : "");
    out.extra_status = flags;
    return Verdict::ok;
}

Verdict decode_type(Bytes reply, Decoded& out) {
    const auto word = value_of(reply, kTextCommand, 1, out.memory);
    if (!word) return Verdict::rejected;
    const unsigned input = static_cast<unsigned>(*word) & 3U;
    const unsigned output = static_cast<unsigned>(*word) >> 4U & 3U;
    if (input == 0 || output == 0) return Verdict::rejected;
    out.number(V::input_phases, input, 0);
    out.number(V::output_phases, output, 0);
    out.text(V::ups_type, bit(*word, 12) ? "offline" : bit(*word, 13) ? "line-interactive" : "online");
    if (out.memory.size() < memory_end) return Verdict::ok;
    out.memory[input_phases] = static_cast<std::uint8_t>(input);
    out.memory[output_phases] = static_cast<std::uint8_t>(output);
    return Verdict::ok;
}

Verdict decode_scale_class(Bytes reply, Decoded& out) {
    const auto word = value_of(reply, 0x83, 2, out.memory);
    if (!word) return Verdict::rejected;
    if (out.memory.size() >= memory_end) out.memory[scale_class] = static_cast<std::uint8_t>(*word);
    return Verdict::ok;
}

Verdict decode_text_word(unsigned number, Bytes reply, Decoded& out) {
    const auto word = value_of(reply, kTextCommand, number, out.memory);
    if (!word || number < kFirstWord || number > kLastWord) return Verdict::rejected;
    if (out.memory.size() < memory_end) return Verdict::ok;
    const unsigned index = number - kFirstWord;
    out.memory[words + 2 * index] = static_cast<std::uint8_t>(*word);
    out.memory[words + 2 * index + 1] = static_cast<std::uint8_t>(*word >> 8);
    std::uint8_t& known = out.memory[words_known + index / 8];
    known = static_cast<std::uint8_t>(known | 1U << index % 8);
    for (const Text& text : kTexts) {
        if (number < text.first || number > text.last) continue;
        std::string characters;
        for (unsigned each = text.first - kFirstWord; each <= text.last - kFirstWord; ++each) {
            if ((out.memory[words_known + each / 8] >> each % 8 & 1U) == 0) return Verdict::ok;
            characters += static_cast<char>(out.memory[words + 2 * each]);
            characters += static_cast<char>(out.memory[words + 2 * each + 1]);
        }
        if (const std::string all = trimmed(characters); !all.empty()) out.text(text.variable, all);
    }
    return Verdict::ok;
}

}  // namespace upsmd::esp2
