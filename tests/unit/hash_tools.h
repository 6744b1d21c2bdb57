// For tests of protocols with text and raw bytes mixed.
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "core/protocol.h"

namespace upsmd::testing {

inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Seen {
    Verdict verdict = Verdict::rejected;
    Decoded decoded;

    std::string status() const { return decoded.status ? decoded.status->to_string() : "none"; }
    // "none" where the reply said nothing, empty where the value is absent.
    std::string value(Variable variable) const {
        const Value* const found = decoded.find(variable);
        return found == nullptr ? "none" : found->to_string();
    }
};

// `raw` as it comes from the wire.
inline Seen decode(const Protocol& protocol, std::string_view query, std::string_view raw) {
    const Query* const found = find_query(protocol, query);
    REQUIRE(found != nullptr);
    Seen seen;
    seen.verdict = decode_raw(protocol, *found, as_bytes(raw), seen.decoded);
    return seen;
}

inline std::string sent_by(const Step& step) {
    const Bytes bytes = step.send.view();
    return {bytes.begin(), bytes.end()};
}

// Every byte of an exchange; the error's text where there is none.
inline std::string sent_by(const Protocol& protocol, const ControlRequest& request, const Reading& reading = {},
                           const Settings& settings = {}) {
    const ControlRow* const row = find_control(protocol, request.control);
    if (row == nullptr) return "no such control";
    const auto script = row->build(request, reading, settings);
    if (!script) return script.error().message;
    std::string bytes;
    for (const Step& step : script->steps()) bytes += sent_by(step);
    return bytes;
}

inline Reading reading_with(Variable variable, std::string_view text) {
    Reading reading;
    reading.set(variable, Value::text(text));
    return reading;
}

}  // namespace upsmd::testing
