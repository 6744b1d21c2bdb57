#include "core/protocols/bcmxcp_block.h"

#include <algorithm>

namespace upsmd::bcmxcp {
namespace {

constexpr std::uint8_t kStart = 0xAB;
constexpr std::size_t kHeader = 4;
constexpr std::size_t kAround = kHeader + 1;
constexpr unsigned kMostData = 121;
constexpr unsigned kLastPacket = 0x80;
constexpr unsigned kAcknowledgement = 0x09;

unsigned sum(Bytes bytes) {
    unsigned total = 0;
    for (const std::uint8_t each : bytes) total += each;
    return total & 0xFFU;
}

// The whole packet at the beginning of `bytes`; empty: more is needed. nullopt: there is none.
std::optional<Bytes> packet_at(Bytes bytes) {
    if (bytes.size() < kHeader) return Bytes{};
    const unsigned length = bytes[2];
    if (bytes[0] != kStart || length == 0 || length > kMostData) return std::nullopt;
    if (bytes.size() < length + kAround) return Bytes{};
    const Bytes packet = bytes.first(length + kAround);
    return sum(packet) == 0 ? std::optional(packet) : std::nullopt;
}

std::size_t next_start(Bytes bytes, std::size_t from) {
    return static_cast<std::size_t>(std::find(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(), kStart) -
                                    bytes.begin());
}

// Of bytes that begin with a start byte.
FrameCut cut_here(Bytes kept) {
    std::size_t length = 0;
    for (unsigned sequence = 1; length < kept.size(); ++sequence) {
        const auto packet = packet_at(kept.subspan(length));
        if (!packet) return {1, 0};
        if (packet->empty()) return {};
        const bool follows = ((*packet)[3] & ~kLastPacket) == sequence && (*packet)[1] == kept[1];
        if (!follows) return {1, 0};
        length += packet->size();
        if (((*packet)[3] & kLastPacket) != 0) return {0, length};
    }
    return {};
}

}  // namespace

FrameCut cut(Bytes kept) {
    const std::size_t first = next_start(kept, 0);
    if (first > 0) return {first, 0};
    const FrameCut here = cut_here(kept);
    if (here.skip > 0 || here.length > 0) return here;
    // What looks like a beginning may be an echo or noise that asks for more than will ever come.
    for (std::size_t at = next_start(kept, 1); at < kept.size(); at = next_start(kept, at + 1))
        if (cut_here(kept.subspan(at)).length > 0) return {at, 0};
    return {};
}

std::optional<Block> Block::of(Bytes answer) {
    if (answer.size() > kMost) return std::nullopt;
    Block block;
    while (!answer.empty()) {
        const auto packet = packet_at(answer);
        if (!packet || packet->empty()) return std::nullopt;
        const Bytes data = packet->subspan(kHeader, packet->size() - kAround);
        std::copy(data.begin(), data.end(), block.data_.begin() + static_cast<std::ptrdiff_t>(block.size_));
        block.size_ += data.size();
        block.number_ = (*packet)[1];
        answer = answer.subspan(packet->size());
    }
    return block.size_ > 0 ? std::optional(block) : std::nullopt;
}

std::optional<unsigned> Block::byte(std::size_t at) const {
    return at < size_ ? std::optional<unsigned>(data_[at]) : std::nullopt;
}

std::optional<unsigned> Block::word(std::size_t at) const {
    if (at + 2 > size_) return std::nullopt;
    return data_[at] | static_cast<unsigned>(data_[at + 1]) << 8U;
}

std::optional<std::uint32_t> Block::dword(std::size_t at) const {
    const auto low = word(at);
    const auto high = word(at + 2);
    if (!low || !high) return std::nullopt;
    return *low | *high << 16U;
}

std::string Block::text(std::size_t at, std::size_t length) const {
    if (at + length > size_) return {};
    std::string text(data_.begin() + static_cast<std::ptrdiff_t>(at),
                     data_.begin() + static_cast<std::ptrdiff_t>(at + length));
    text = text.substr(0, text.find('\0'));
    const auto first = text.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    text = text.substr(first, text.find_last_not_of(' ') - first + 1);
    const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    return printable ? text : std::string{};
}

Verdict take(Bytes answer, unsigned command, std::optional<Block>& block) {
    constexpr unsigned kFirstRequest = 0x30;
    constexpr unsigned kNotImplemented = 0x32;
    constexpr unsigned kUnrecognised = 0x34;
    block = Block::of(answer);
    if (!block) return Verdict::rejected;
    const unsigned wanted = command >= 0xA0 ? 1 : command - kFirstRequest;
    if (block->number() == wanted && wanted != kAcknowledgement) return Verdict::ok;
    const auto said = acknowledgement(answer, command);
    return said == kNotImplemented || said == kUnrecognised ? Verdict::unsupported : Verdict::rejected;
}

std::optional<unsigned> acknowledgement(Bytes answer, unsigned command) {
    const auto block = Block::of(answer);
    if (!block || block->number() != kAcknowledgement || block->byte(1) != command) return std::nullopt;
    return block->byte(0);
}

bool Memory::may_command(unsigned command) const {
    return (get(commands + command / 8) & 1U << command % 8) != 0;
}

void keep(std::span<std::uint8_t> memory, std::size_t at, unsigned value) {
    if (memory.size() >= Memory::end && at < Memory::end) memory[at] = static_cast<std::uint8_t>(value);
}

}  // namespace upsmd::bcmxcp
