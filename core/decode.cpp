#include "core/decode.h"

#include <algorithm>
#include <cassert>

#include "core/framer.h"
#include "core/protocol.h"

namespace upsmd {

void Decoded::set(Variable variable, const Value& value) {
    const auto known = std::find_if(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(count_),
                                    [&](const Assignment& a) { return a.variable == variable; });
    if (known != values_.begin() + static_cast<std::ptrdiff_t>(count_)) {
        known->value = value;
        return;
    }
    assert(count_ < kMaxValues);
    if (count_ < kMaxValues) values_[count_++] = {variable, value};
}

const Value* Decoded::find(Variable variable) const {
    for (const Assignment& assignment : values())
        if (assignment.variable == variable) return &assignment.value;
    return nullptr;
}

const Query* find_query(const Protocol& protocol, std::string_view name) {
    for (const Query& query : protocol.queries)
        if (query.name == name) return &query;
    return nullptr;
}

const ControlRow* find_control(const Protocol& protocol, Control control) {
    for (const ControlRow& row : protocol.controls)
        if (row.control == control) return &row;
    return nullptr;
}

std::optional<std::size_t> find_turn_off_method(const Protocol& protocol, std::string_view name) {
    for (std::size_t i = 0; i < protocol.turn_off_methods.size(); ++i)
        if (protocol.turn_off_methods[i].name == name) return i;
    return std::nullopt;
}

std::string turn_off_method_names(const Protocol& protocol) {
    std::string names;
    for (const TurnOffMethod& method : protocol.turn_off_methods)
        names += (names.empty() ? "" : ", ") + std::string(method.name);
    return names;
}

const SettingRow* find_setting(const Protocol& protocol, Variable variable) {
    for (const SettingRow& row : protocol.settings)
        if (row.variable == variable) return &row;
    return nullptr;
}

namespace {

bool is_alert(const Protocol& protocol, std::uint8_t byte) {
    return std::any_of(protocol.alerts.begin(), protocol.alerts.end(),
                       [byte](const Alert& alert) { return alert.byte == byte; });
}

// The first ok wins; until then the first unsupported is remembered.
bool settle(Verdict verdict, Verdict& best) {
    if (verdict == Verdict::ok || best == Verdict::rejected) best = verdict;
    return best == Verdict::ok;
}

Verdict decode_one(const Query& query, Bytes frame, Decoded& out) {
    out.reset();
    return query.decode(frame, out);
}

}  // namespace

Verdict decode_raw(const Protocol& protocol, const Query& query, Bytes raw, Decoded& out) {
    Framer framer(protocol.terminator, cutter_of(protocol, query), protocol.longest_reply);
    Verdict best = Verdict::rejected;
    if (raw.empty() && query.silence_answers) return decode_one(query, raw, out);
    for (const std::uint8_t byte : raw) {
        if (query.alerts == AlertsInReply::act && is_alert(protocol, byte)) continue;
        if (framer.push(byte) == Framer::Event::line && settle(decode_one(query, framer.line(), out), best))
            return best;
    }
    // A last line without its terminator: some bridges never send one.
    if (cutter_of(protocol, query) == nullptr && framer.push(protocol.terminator) == Framer::Event::line) settle(decode_one(query, framer.line(), out), best);
    if (best != Verdict::ok) out.reset();
    return best;
}

Verdict decode_raw_answer(const Protocol& protocol, std::string_view command, Bytes raw) {
    Verdict best = Verdict::rejected;
    if (protocol.decode_answer == nullptr) return best;
    Framer framer(protocol.terminator, protocol.cutter, protocol.longest_reply);
    for (const std::uint8_t byte : raw)
        if (framer.push(byte) == Framer::Event::line &&
            settle(protocol.decode_answer(command, framer.line()), best))
            return best;
    if (protocol.cutter == nullptr && framer.push(protocol.terminator) == Framer::Event::line)
        settle(protocol.decode_answer(command, framer.line()), best);
    return best;
}

}  // namespace upsmd
