#include "core/protocols/shut_frame.h"

#include <algorithm>
#include <string>

namespace upsmd {
namespace {

constexpr std::uint8_t kLast = 0x80;
constexpr std::uint8_t kRequest = 0x01;
constexpr std::uint8_t kResponse = 0x04;
constexpr std::uint8_t kNotification = 0x05;
constexpr std::size_t kMostInAPacket = 8;

enum class Kind : std::uint8_t { token, packet, partial, garbage };

// What stands at the front.
struct Piece {
    Kind kind = Kind::garbage;
    std::size_t size = 1;
    std::uint8_t type = 0;  // without kLast
    bool last = false;
    bool good = false;      // the check byte
    Bytes data;
};

Piece first_piece(Bytes at) {
    Piece piece;
    if (at[0] == kShutAck || at[0] == kShutNak || (at[0] >= kShutSync && at[0] <= kShutSyncQuiet)) {
        piece.kind = Kind::token;
        return piece;
    }
    piece.type = static_cast<std::uint8_t>(at[0] & ~kLast);
    piece.last = (at[0] & kLast) != 0;
    if (piece.type != kResponse && piece.type != kNotification) return piece;
    piece.kind = Kind::partial;
    if (at.size() < 2) return piece;
    const std::size_t length = at[1] & 0x0FU;
    if (length == 0 || length > kMostInAPacket || at[1] >> 4U != length) {
        piece.kind = Kind::garbage;
        return piece;
    }
    if (at.size() < length + 3) return piece;
    piece.kind = Kind::packet;
    piece.size = length + 3;
    piece.data = at.subspan(2, length);
    std::uint8_t check = 0;
    for (const std::uint8_t byte : piece.data) check ^= byte;
    piece.good = check == at[length + 2];
    return piece;
}

FrameCut cut(Bytes kept, bool tokens) {
    for (std::size_t at = 0; at < kept.size();) {
        const Piece piece = first_piece(kept.subspan(at));
        if (piece.kind == Kind::partial) return {};
        if (at == 0 && piece.kind == Kind::token && (tokens || kept[0] == kShutNak)) return {.skip = 0, .length = 1};
        if (at == 0 && piece.kind != Kind::packet) return {.skip = 1, .length = 0};
        at += piece.size;
        if (piece.kind == Kind::packet && piece.good && piece.last && piece.type == kResponse)
            return {.skip = 0, .length = at};
    }
    return {};
}

}  // namespace

FrameCut cut_shut_reply(Bytes kept) { return cut(kept, false); }

FrameCut cut_shut_exchange(Bytes kept) { return cut(kept, true); }

StepBytes acknowledge_shut(Bytes kept) {
    // A unit that cannot get one through is not asked for ever.
    constexpr int kMostRefused = 3;
    Piece piece;
    int damaged = 0;
    for (std::size_t at = 0; at < kept.size(); at += piece.size) {
        piece = first_piece(kept.subspan(at));
        if (piece.kind == Kind::partial) return {};
        if (piece.kind == Kind::packet && !piece.good) ++damaged;
    }
    if (piece.kind != Kind::packet) return {};
    const char answer = static_cast<char>(piece.good ? kShutAck : kShutNak);
    if (!piece.good && (piece.type != kResponse || damaged > kMostRefused)) return {};
    return StepBytes(std::string_view(&answer, 1));
}

bool shut_data(Bytes frame, ShutData& out) {
    out.size = 0;
    for (std::size_t at = 0; at < frame.size();) {
        const Piece piece = first_piece(frame.subspan(at));
        at += piece.size;
        if (piece.kind != Kind::packet || !piece.good || piece.type != kResponse) continue;
        if (out.size + piece.data.size() > out.bytes.size()) return false;
        std::copy(piece.data.begin(), piece.data.end(), out.bytes.begin() + static_cast<std::ptrdiff_t>(out.size));
        out.size += piece.data.size();
    }
    return out.size > 0;
}

StepBytes shut_packet(Bytes data, bool last) {
    std::string bytes;
    bytes += static_cast<char>(last ? kRequest | kLast : kRequest);
    bytes += static_cast<char>(data.size() << 4U | data.size());
    std::uint8_t check = 0;
    for (const std::uint8_t byte : data) {
        bytes += static_cast<char>(byte);
        check ^= byte;
    }
    bytes += static_cast<char>(check);
    return StepBytes(bytes);
}

StepBytes shut_request(std::uint8_t kind, std::uint8_t request, std::uint8_t low, std::uint8_t high, std::size_t length,
                       bool last) {
    const std::array<std::uint8_t, 8> data{kind, request, low, high, 0, 0, static_cast<std::uint8_t>(length & 0xFFU),
                                           static_cast<std::uint8_t>(length >> 8U)};
    return shut_packet(data, last);
}

}  // namespace upsmd
