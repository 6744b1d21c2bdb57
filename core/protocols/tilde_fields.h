// What the decoders of the "~00" family share; for them alone.
#pragma once

#include <optional>
#include <span>

#include "core/protocols/tilde_frame.h"
#include "core/protocols/tilde_replies.h"

namespace upsmd {

// One measurement of a reply.
struct TildeNumber {
    std::size_t field = 0;
    Variable variable{};
    double low = 0;
    double high = 0;
    int decimals = 0;   // the unit sends the number times 10 to this
    double factor = 1;  // then to the variable's unit
};

// Data to read, or what its absence means: unsupported for a refusal and for data of length 0.
struct TildeData {
    std::optional<Verdict> instead;
    TildeFields fields{""};
    bool whole = true;
};

TildeData tilde_data(Bytes reply);

// A field that is not available, no number, or out of range makes its variable absent.
void set_tilde_numbers(const TildeFields& fields, std::span<const TildeNumber> rows, Decoded& out);

void keep(Decoded& out, TildeMemory slot, std::uint8_t value);

}  // namespace upsmd
