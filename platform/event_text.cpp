#include "platform/event_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string_view>

namespace upsmd {
namespace {

using Kind = SessionEvent::Kind;

std::string query_name(const Protocol& protocol, std::uint32_t index) {
    if (index >= protocol.queries.size()) return "?";
    const std::string_view name = protocol.queries[index].name;
    std::string text;
    for (const char c : name)
        text += c >= ' ' && c <= '~' ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    return text;
}

}  // namespace

std::string tried_text(const Protocol& protocol) {
    std::set<std::uint32_t> speeds;
    std::string names;
    std::set<std::string_view> named;
    for (const Probe& probe : protocol.probes) {
        if (probe.line != nullptr) speeds.insert(probe.line->baud);
        for (const ProbeAnswer& answer : probe.answers)
            if (answer.protocol != nullptr && named.insert(answer.protocol->name).second)
                names += (names.empty() ? "" : ", ") + std::string(answer.protocol->name);
    }
    if (names.empty()) return {};
    return fmt::format("tried {} at {} baud", names, fmt::join(speeds, ", "));
}

LogLevel event_level(const SessionEvent& event) {
    switch (event.kind) {
        case Kind::alert:
        case Kind::reply_rejected:
        case Kind::reply_too_long: return LogLevel::debug;
        case Kind::comm_restored:
        case Kind::protocol_found:
        case Kind::remembered_silent:
        case Kind::query_dropped:
        case Kind::state_changed:
        case Kind::control_committed:
        case Kind::setting_done:
        case Kind::control_accepted: return LogLevel::info;
        case Kind::comm_lost:
        case Kind::nothing_found:
        case Kind::shutdown_noticed:
        case Kind::shutdown_active:
        case Kind::control_unanswered:
        case Kind::setting_refused:
        case Kind::control_refused: return LogLevel::warning;
    }
    return LogLevel::info;
}

std::string event_text(const SessionEvent& event, const Protocol& protocol) {
    const auto control = [&] {
        return event.detail < kControlCount ? std::string(control_name(static_cast<Control>(event.detail))) : "control";
    };
    const auto setting = [&] {
        return event.detail < kVariableCount ? std::string(variable_name(static_cast<Variable>(event.detail))) : "setting";
    };
    switch (event.kind) {
        case Kind::comm_lost: return "communication lost";
        case Kind::comm_restored: return "communication established";
        case Kind::alert: return fmt::format("alert byte {:02X}", event.detail);
        case Kind::reply_rejected: return "reply refused: " + query_name(protocol, event.detail);
        case Kind::query_dropped: return "the unit does not know " + query_name(protocol, event.detail);
        case Kind::reply_too_long: return "reply refused: too long";
        case Kind::shutdown_noticed: return "the unit reports a running shutdown that began before it was watched";
        case Kind::shutdown_active: return "the unit reports a running shutdown that was not ordered here";
        case Kind::control_committed: return control() + " sent";
        case Kind::control_accepted: return control() + " accepted";
        case Kind::control_unanswered: return control() + ": sent, then the link was lost";
        case Kind::control_refused: return control() + " refused, or the link was lost";
        case Kind::setting_done: return setting() + " stands as wanted";
        case Kind::setting_refused: return setting() + " not set: refused, or the link was lost";
        case Kind::state_changed:
            return "state " + std::string(state_name(static_cast<State>(event.detail)));
        case Kind::protocol_found:
            return protocol.not_supported.empty() ? "the UPS speaks " + std::string(protocol.name)
                                                  : std::string(protocol.not_supported);
        case Kind::remembered_silent: return "the UPS that was found here last does not answer";
        case Kind::nothing_found:
            return event.detail != 0 ? "no UPS: the line gives back what is sent (a loopback plug, or simple signalling)"
                                     : "no UPS answers; " + tried_text(protocol);
    }
    return {};
}

std::string wire_text(Bytes bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += fmt::format("{:02X} ", byte);
    text += '"';
    for (const std::uint8_t byte : bytes) {
        if (byte == '\r')
            text += "\\r";
        else if (byte == '\n')
            text += "\\n";
        else if (byte == '"' || byte == '\\')
            text += fmt::format("\\{}", static_cast<char>(byte));
        else if (byte >= 0x20 && byte < 0x7F)
            text += static_cast<char>(byte);
        else
            text += fmt::format("\\x{:02X}", byte);
    }
    return text + '"';
}

}  // namespace upsmd
