#include "core/protocols/voltronic_reply.h"

#include <algorithm>

namespace upsmd {

std::optional<Verdict> voltronic_body(Bytes reply, std::string_view command, std::string_view& body) {
    const std::string_view text = printable_core(reply);
    if (const auto refusal = refusal_in(text, command)) return refusal;
    const auto after = after_last_lead(text, '(', '#', command);
    if (!after) return Verdict::rejected;
    body = after->substr(0, after->find_last_not_of(' ') + 1);
    const bool printable = std::all_of(body.begin(), body.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
    if (body.empty() || !printable || body == "ACK") return Verdict::rejected;
    return std::nullopt;
}

std::optional<Verdict> voltronic_fields(const TextLayout& layout, Bytes reply, std::string_view command,
                                        std::size_t least, std::size_t most, TextFields& fields, Decoded& out) {
    std::string_view body;
    if (const auto verdict = voltronic_body(reply, command, body)) return verdict;
    if (!fields.split(body, layout.body()) || fields.size() < least || fields.size() > most) return Verdict::rejected;
    if (!decode_numbers(layout, fields, out)) return Verdict::rejected;
    return std::nullopt;
}

Verdict voltronic_numbers(const TextLayout& layout, Bytes reply, std::string_view command, Decoded& out) {
    TextFields fields;
    const std::size_t count = field_count(layout.sample);
    if (const auto verdict = voltronic_fields(layout, reply, command, count, count, fields, out)) return *verdict;
    // Another command's reply of as many fields has letters somewhere.
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].find_first_not_of("0123456789.-#") != std::string_view::npos) return Verdict::rejected;
    return Verdict::ok;
}

}  // namespace upsmd
