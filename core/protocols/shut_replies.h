// What SHUT's answers mean.
#pragma once

#include "core/protocols/shut_unit.h"

namespace upsmd {

Verdict decode_shut_device(Bytes reply, Decoded& out);       // device descriptor: numbers of strings
Verdict decode_shut_hid(Bytes reply, Decoded& out);          // HID descriptor: length of the next
Verdict decode_shut_descriptor(Bytes reply, Decoded& out);   // report descriptor

// Where the unit's reports are asked for: the number of the `slot`-th of a class, nullopt past the last one.
std::optional<std::uint8_t> shut_report_at(const ShutUnit& unit, ShutClass which, std::size_t slot);
Verdict decode_shut_status(Bytes reply, Decoded& out);  // the report that tells about the mains
Verdict decode_shut_report(ShutClass which, std::size_t slot, Bytes reply, Decoded& out);
// The report that holds what has this role.
Verdict decode_shut_role(ShutRole role, Bytes reply, Decoded& out);

enum class ShutString : std::uint8_t { maker, product, serial, model, version };
// Its number; 0: the unit has none.
std::uint8_t shut_string_number(const ShutUnit& unit, ShutString which);
Verdict decode_shut_string(ShutString which, Bytes reply, Decoded& out);

}  // namespace upsmd
