// Who a Megatec board says it is (I) and what it is made for (F).
#pragma once

#include "core/decode.h"

namespace upsmd {

Verdict decode_megatec_identity(Bytes reply, std::string_view command, Decoded& out);
Verdict decode_megatec_ratings(Bytes reply, std::string_view command, Decoded& out);
// The same form from units whose F speaks of the output.
Verdict decode_megatec_output_ratings(Bytes reply, std::string_view command, Decoded& out);

// Sets a text that was filled up with blanks or `#`; one of blanks, dashes, `@` or a single repeated
// character is unknown, one with characters that are not printable ASCII is damaged: both go absent. Returns
// whether it is present.
bool set_padded_text(Decoded& out, Variable variable, std::string_view field);

}  // namespace upsmd
