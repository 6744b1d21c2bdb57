// What the replies of Axpert inverters (PI30) have in common: `(`, the text, two check bytes, CR; (NAK for what the unit
// does not know. Every reply is checked.
#pragma once

#include <optional>
#include <string_view>

#include "core/decode.h"

namespace upsmd {

// Puts what stands between the `(` and the check bytes into `body`, which points into `reply` (one frame with its CR, as
// cut_binary_line cuts it). A verdict instead: refused, damaged, or no reply of this family.
std::optional<Verdict> axpert_body(Bytes reply, std::string_view command, std::string_view& body);

// The answer to a command that asks for no data.
Verdict decode_axpert_answer(std::string_view command, Bytes reply);

}  // namespace upsmd
