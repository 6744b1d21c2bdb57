#include "platform/found_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "core/catalog.h"
#include "core/protocols/auto_detect.h"

namespace upsmd {
namespace {

constexpr std::array<std::pair<std::string_view, OutputLines>, 4> kLines{{
    {"DTR", {true, false, false}},
    {"RTS", {false, true, false}},
    {"DTR+RTS", {true, true, false}},
    {"none", {false, false, false}},
}};

std::string_view next_word(std::string_view& rest) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return word;
}

}  // namespace

std::string found_line_text(const FoundLine& found, std::string_view port) {
    std::string_view lines;
    for (const auto& [name, outputs] : kLines)
        if (outputs == found.outputs) lines = name;
    return fmt::format("{} {} {} {}", found.protocol->name, found.baud, lines, port);
}

Result<FoundLine> parse_found_line(std::string_view text, std::string_view port) {
    const Error wrong{ErrorCode::malformed, "a protocol, its speed, its lines, the port, such as \"apc-smart 2400 DTR COM7\"", 0};
    std::string_view rest = text;
    FoundLine found;
    found.protocol = protocol_by_name(next_word(rest));
    const std::string_view baud = next_word(rest);
    const auto end = std::from_chars(baud.data(), baud.data() + baud.size(), found.baud);
    if (end.ec != std::errc{} || end.ptr != baud.data() + baud.size()) return wrong;
    const std::string_view lines = next_word(rest);
    bool known = false;
    for (const auto& [name, outputs] : kLines) {
        if (name != lines) continue;
        found.outputs = outputs;
        known = true;
    }
    if (!known || found.protocol == nullptr || rest.empty()) return wrong;
    // Only a line on which `auto` asks: another one could not even be opened.
    const bool is_asked = std::any_of(kAuto.probes.begin(), kAuto.probes.end(), [&](const Probe& probe) {
        return probe.line != nullptr && probe.line->baud == found.baud && probe.line->outputs == found.outputs;
    });
    if (!is_asked) return wrong;
    return rest == port ? found : FoundLine{};
}

}  // namespace upsmd
