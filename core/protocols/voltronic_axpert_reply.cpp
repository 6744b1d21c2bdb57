#include "core/protocols/voltronic_axpert_reply.h"

#include <algorithm>

#include "core/protocols/voltronic_check.h"

namespace upsmd {
namespace {

// Some units (VM IV) send a check byte 00 one higher too.
bool is_check(std::uint8_t got, std::uint8_t wanted) { return got == wanted || (wanted == 0 && got == 1); }

// Takes the check bytes off; false: they are not those of the text.
bool take_check(std::string_view& text) {
    constexpr std::size_t kCheck = 2;
    if (text.size() <= kCheck) return false;
    const auto wanted = voltronic_check(text.substr(0, text.size() - kCheck));
    const auto got = [&text](std::size_t from_end) { return static_cast<std::uint8_t>(text[text.size() - from_end]); };
    if (!is_check(got(2), wanted[0]) || !is_check(got(1), wanted[1])) return false;
    text.remove_suffix(kCheck);
    return true;
}

// Some bridges send the command, with its check bytes, back before the answer.
void drop_echo(std::string_view& text, std::string_view command) {
    if (!text.starts_with(command)) return;
    const auto check = voltronic_check(command);
    const std::string_view rest = text.substr(command.size());
    const bool whole = rest.size() >= check.size() && static_cast<std::uint8_t>(rest[0]) == check[0] &&
                       static_cast<std::uint8_t>(rest[1]) == check[1];
    text = rest.substr(whole ? check.size() : 0);
}

}  // namespace

std::optional<Verdict> axpert_body(Bytes reply, std::string_view command, std::string_view& body) {
    std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty()) return Verdict::rejected;
    drop_echo(text, command);
    // Nothing but the echo, or the refusal of a unit without check bytes.
    if (text.empty() || text == "(NAK") return Verdict::unsupported;
    if (text.front() != '(' || !take_check(text)) return Verdict::rejected;
    text.remove_prefix(1);
    if (text == "NAK") return Verdict::unsupported;
    const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
    if (text.empty() || text == "ACK" || !printable) return Verdict::rejected;
    body = text;
    return std::nullopt;
}

Verdict decode_axpert_answer(std::string_view command, Bytes reply) {
    std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (take_check(text) && text == "(ACK") return Verdict::ok;
    std::string_view body;
    return axpert_body(reply, command, body).value_or(Verdict::rejected);
}

}  // namespace upsmd
