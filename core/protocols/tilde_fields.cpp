#include "core/protocols/tilde_fields.h"

#include <cmath>

namespace upsmd {

TildeData tilde_data(Bytes reply) {
    const TildeReply read = read_tilde_reply(reply);
    switch (read.kind) {
        case TildeReply::Kind::refused: return {Verdict::unsupported, TildeFields{""}, true};
        case TildeReply::Kind::taken:
        case TildeReply::Kind::damaged: return {Verdict::rejected, TildeFields{""}, true};
        case TildeReply::Kind::data: break;
    }
    if (read.data.empty() && read.whole) return {Verdict::unsupported, TildeFields{""}, true};
    return {std::nullopt, TildeFields(read.data), read.whole};
}

void set_tilde_numbers(const TildeFields& fields, std::span<const TildeNumber> rows, Decoded& out) {
    for (const TildeNumber& row : rows) {
        const auto number = fields.number(row.field);
        const double value = number ? *number * row.factor / std::pow(10.0, row.decimals) : 0;
        if (number && value >= row.low && value <= row.high)
            out.number(row.variable, value, row.decimals);
        else
            out.absent(row.variable);
    }
}

void keep(Decoded& out, TildeMemory slot, std::uint8_t value) {
    const auto index = static_cast<std::size_t>(slot);
    if (index < out.memory.size()) out.memory[index] = value;
}

}  // namespace upsmd
