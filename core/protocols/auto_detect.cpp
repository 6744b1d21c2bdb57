#include "core/protocols/auto_detect.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/protocols/apc_smart.h"
#include "core/protocols/megatec.h"
#include "core/protocols/voltronic_p.h"
#include "core/protocols/voltronic_qs.h"

// One row a question, in the order in which they are asked; a new family is a line here. Why this order, and why none of it
// can hurt anybody: docs/detection.md. tests/unit/probe_proof_test.cpp proves it for every row.

namespace upsmd {
namespace {

// Traits
constexpr Traits kParen = 1U << 0U;     // a status that begins with '(': no APC unit
constexpr Traits kRelative = 1U << 1U;  // `#…`, a letter, (NAK, NAK: a relative of Megatec that does not know Q1

// Lines. DTR 1, RTS 0 powers most cables.
constexpr ProbeLine k2400{2400, {true, false, false}};

std::string_view text(Bytes reply) { return {reinterpret_cast<const char*>(reply.data()), reply.size()}; }

// Alert characters may stand around the answer of a unit that was in smart mode already.
bool is_smart_mode(Bytes reply) {
    std::string_view line = text(reply);
    constexpr std::string_view kAlerts = "!$%+?=*#&|";
    while (!line.empty() && kAlerts.find(line.front()) != std::string_view::npos) line.remove_prefix(1);
    while (!line.empty() && kAlerts.find(line.back()) != std::string_view::npos) line.remove_suffix(1);
    return line == "SM";
}

// Whether the protocol's own decoder takes the reply to this query of its table.
template <const Protocol& kProtocol, char... kName>
bool answers(Bytes reply) {
    static constexpr std::array kQuery{kName...};
    const Query* const query = find_query(kProtocol, {kQuery.data(), kQuery.size()});
    Decoded decoded;
    return query != nullptr && query->decode(reply, decoded) == Verdict::ok;
}

bool is_refusal(Bytes reply) { return text(reply) == "(NAK" || text(reply) == "NAK"; }
bool is_ratings(Bytes reply) { return text(reply).starts_with('#') && answers<kMegatec, 'F'>(reply); }
bool is_names(Bytes reply) { return text(reply).starts_with('#') && answers<kMegatec, 'I'>(reply); }

constexpr std::array kSmart{ProbeAnswer{is_smart_mode, &kApcSmart}};
constexpr std::array kStatus{ProbeAnswer{answers<kMegatec, 'Q', '1'>, &kMegatec, kParen}};
constexpr std::array kRatings{ProbeAnswer{is_ratings, nullptr, kRelative}, ProbeAnswer{is_refusal, nullptr, kRelative}};
constexpr std::array kNames{ProbeAnswer{is_names, nullptr, kRelative}, ProbeAnswer{is_refusal, nullptr, kRelative}};
constexpr std::array kLetter{ProbeAnswer{answers<kVoltronicQs, 'M'>, &kVoltronicQs},
                             ProbeAnswer{is_refusal, nullptr, kRelative}};
constexpr std::array kVoltronicP{ProbeAnswer{answers<kVoltronic, 'Q', 'P', 'I'>, &kVoltronic}};

constexpr std::array kProbes{
    // line, bytes, gap, listen, answers, only after
    Probe{&k2400, "Y", 0ms, 400ms, kSmart},
    Probe{&k2400, "\r", 0ms, 150ms, {}},
    Probe{&k2400, "Q1\r", 0ms, 800ms, kStatus},
    Probe{&k2400, "Y", 0ms, 500ms, kSmart},
    Probe{&k2400, "F\r", 0ms, 500ms, kRatings},
    Probe{&k2400, "M\r", 0ms, 400ms, kLetter},
    Probe{&k2400, "I\r", 0ms, 500ms, kNames},
    Probe{&k2400, "\rQPI\r", 0ms, 500ms, kVoltronicP},

    // Only where an answer has told who it may be
    Probe{nullptr, "QPI\r", 0ms, 500ms, kVoltronicP, kParen | kRelative},
};

}  // namespace

constexpr Protocol kAuto{
    .name = "auto",
    .description = "Finds out which protocol the UPS speaks",
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .poll_interval = 1s,
    .pause = 20ms,
    .probes = kProbes,
};

}  // namespace upsmd
