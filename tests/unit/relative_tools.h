// Replies and controls of one protocol, for the tests of Megatec's relatives.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/protocol.h"

namespace upsmd::testing {

inline Verdict decode(const Protocol& protocol, const std::string& command, const std::string& raw, Decoded& out) {
    const Query* const query = find_query(protocol, command);
    REQUIRE(query != nullptr);
    return decode_raw(protocol, *query, {reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}, out);
}

// What a session of one unit keeps from reply to reply.
class Unit {
  public:
    explicit Unit(const Protocol& protocol) : protocol_(protocol), memory_(protocol.memory_bytes, 0) {}

    // The words of the status, or the verdict.
    std::string status(const std::string& command, const std::string& raw) {
        const Decoded out = take(command, raw);
        return verdict_ == Verdict::ok && out.status ? out.status->to_string() : std::string(verdict_name(verdict_));
    }
    std::string value(const std::string& command, const std::string& raw, Variable variable) {
        const Decoded out = take(command, raw);
        if (verdict_ != Verdict::ok) return std::string(verdict_name(verdict_));
        return out.find(variable) == nullptr ? "not named" : out.find(variable)->to_string();
    }
    bool asks(const std::string& command) const {
        const Query* const query = find_query(protocol_, command);
        REQUIRE(query != nullptr);
        return query->schedule != Schedule::never && (query->only_if == nullptr || query->only_if(memory_));
    }
    // All bytes of a control, or "refused".
    std::string sends(Control control, std::chrono::seconds delay = std::chrono::seconds(30), int minutes = 10,
                      const std::string& status = "OL") {
        const ControlRow* const row = find_control(protocol_, control);
        if (row == nullptr) return "no such control";
        Reading reading;
        reading.set(Variable::ups_status, Value::text(status));
        reading.set(Variable::ups_beeper_status, Value::text("enabled"));
        const auto script = row->build({control, delay, std::chrono::minutes(minutes), memory_}, reading, Settings{});
        if (!script) return "refused";
        std::string bytes;
        for (const Step& step : script->steps()) {
            const Bytes part = step.send.view();
            bytes.append(part.begin(), part.end());
        }
        return bytes;
    }
    Decoded take(const std::string& command, const std::string& raw) {
        Decoded out;
        out.memory = memory_;
        verdict_ = decode(protocol_, command, raw, out);
        return out;
    }

  private:
    const Protocol& protocol_;
    std::vector<std::uint8_t> memory_;
    Verdict verdict_ = Verdict::rejected;
};

inline bool is_declared_destructive(const Protocol& protocol, std::string_view command) {
    while (!command.empty() && command.front() == '\r') command.remove_prefix(1);
    return std::any_of(protocol.destructive.begin(), protocol.destructive.end(), [&](const Destructive& row) {
        return row.at_line_start && command.substr(0, row.bytes.size()) == row.bytes;
    });
}

// Whatever a control sends is declared, no question is.
inline void check_destructive(const Protocol& protocol) {
    INFO(protocol.name);
    Reading reading;
    reading.set(Variable::ups_status, Value::text("OL"));
    reading.set(Variable::ups_beeper_status, Value::text("enabled"));
    for (const ControlRow& row : protocol.controls) {
        const auto script = row.build({row.control, std::chrono::seconds(60), std::chrono::minutes(10), {}}, reading, Settings{});
        if (!script) continue;
        for (const Step& step : script->steps()) {
            const Bytes bytes = step.send.view();
            if (!bytes.empty())
                CHECK(is_declared_destructive(protocol, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
        }
    }
    for (const Query& query : protocol.queries)
        if (query.schedule != Schedule::never) CHECK_FALSE(is_declared_destructive(protocol, query.send));
}

}  // namespace upsmd::testing
