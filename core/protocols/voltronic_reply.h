// What the replies of Voltronic P units have in common: `(`, the data, CR; `(NAK` for a command that the unit does not
// know. Source: the public description of the protocol, version 1.3, and what users report.
#pragma once

#include <optional>
#include <string_view>

#include "core/protocols/text_fields.h"

namespace upsmd {

// Puts what stands between the `(` and trailing blanks into `body`. A verdict instead: refused, or not a reply of this
// family (no `(`, or bytes that are not printable, such as the check bytes of inverters).
std::optional<Verdict> voltronic_body(Bytes reply, std::string_view command, std::string_view& body);

// The same, split into the fields of the layout, its numbers set in `out`. Fewer or more fields than `least` to `most`
// are another reply.
std::optional<Verdict> voltronic_fields(const TextLayout& layout, Bytes reply, std::string_view command,
                                        std::size_t least, std::size_t most, TextFields& fields, Decoded& out);

// A reply that is numbers and nothing else: the fields of the sample, no fewer, no more.
Verdict voltronic_numbers(const TextLayout& layout, Bytes reply, std::string_view command, Decoded& out);

}  // namespace upsmd
