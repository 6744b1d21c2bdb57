// SHUT on the wire: packets of at most eight bytes with a check byte, single bytes between them. Source: the vendor's
// "Simplified SHUT", 51029473ZA.
//
//   > 81 88 A1 01 02 03 00 00 08 00 A9     request, last packet; eight bytes; their exclusive or
//   < 06                                   taken
//   < 84 33 02 21 00 23                    response, last packet: report 2
//   > 06
#pragma once

#include <array>
#include <cstdint>

#include "core/control.h"
#include "core/framer.h"

namespace upsmd {

inline constexpr std::uint8_t kShutAck = 0x06;
inline constexpr std::uint8_t kShutNak = 0x15;
inline constexpr std::uint8_t kShutSync = 0x16;       // the unit may send notifications
inline constexpr std::uint8_t kShutSyncQuiet = 0x18;  // it sends none
// The longest report descriptor, the longest reply.
inline constexpr std::size_t kShutMostData = 0x1800;
inline constexpr std::size_t kShutMostBytes = kShutMostData / 8 * 11 + 64;

// A reply to a question: NAK alone, or everything up to the last packet of a response. Other single bytes before it are
// dropped.
FrameCut cut_shut_reply(Bytes kept);
// The same, but every single byte before a response is a frame of its own.
FrameCut cut_shut_exchange(Bytes kept);

// ACK after a whole packet, NAK after a response whose check byte is wrong, three times at most: the unit sends it once
// more.
StepBytes acknowledge_shut(Bytes kept);

// The data of a response's good packets, one after the other; what was notified between them is left out.
struct ShutData {
    std::array<std::uint8_t, kShutMostData> bytes;
    std::size_t size = 0;
    Bytes view() const { return {bytes.data(), size}; }
};
// False: more than fits, or no response.
bool shut_data(Bytes frame, ShutData& out);

// A packet of the host, 1 to 8 bytes of data; `last` as on the wire.
StepBytes shut_packet(Bytes data, bool last);
// The eight bytes of a request, as a packet.
StepBytes shut_request(std::uint8_t kind, std::uint8_t request, std::uint8_t low, std::uint8_t high, std::size_t length,
                       bool last = true);

}  // namespace upsmd
