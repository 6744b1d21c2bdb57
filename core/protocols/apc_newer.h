// Newer APC units (SMT, SMX, SRT, SMC, SURTD) with an RJ45 port: MicroLink or Modbus RTU at 9600 baud, not APC smart. They are
// recognised, so that their owner is told, and not watched. Facts: public NUT documentation, the vendor's published
// application note on Modbus, the Modbus specification.
#pragma once

#include <string_view>

#include "core/framer.h"
#include "core/protocol.h"

namespace upsmd {

namespace apc {

using namespace std::string_view_literals;

// Begins a MicroLink session: the unit sends the record of page 0 within 100 ms. An APC smart unit, at 2400 baud, hears one
// byte FF.
inline constexpr std::string_view kMicrolinkHello = "\xFD"sv;
// Reads registers 0 to 26 of slave 1. At 2400 baud it may look like a command: only where no APC smart unit can be.
inline constexpr std::string_view kModbusStatus = "\x01\x03\x00\x00\x00\x1B\x05\xC1"sv;

// The record of page 0: 00, version, width (8 to 64) and the rest of `width` bytes, two check bytes.
FrameCut cut_microlink(Bytes kept);
bool is_microlink(Bytes record);

// 01 03 36, 54 bytes, CRC; or 01 83, a code, CRC.
FrameCut cut_modbus(Bytes kept);
bool is_modbus(Bytes reply);

}  // namespace apc

// What such a unit is taken for once it is recognised: Protocol::not_supported says why it is not watched.
extern const Protocol kApcMicrolinkUnit;
extern const Protocol kApcModbusUnit;

// Ask for nothing but that, where somebody has named them. Not a part of `auto`: at another speed the question of the first
// is FF, whose effect on an APC smart unit nobody has published, and that of the second may be a command.
extern const Protocol kApcMicrolink;
extern const Protocol kApcModbus;

}  // namespace upsmd
