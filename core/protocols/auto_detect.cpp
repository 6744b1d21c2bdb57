#include "core/protocols/auto_detect.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/protocols/ablerex.h"
#include "core/protocols/apc_smart.h"
#include "core/protocols/bcmxcp.h"
#include "core/protocols/bestups.h"
#include "core/protocols/cyberpower.h"
#include "core/protocols/gtec.h"
#include "core/protocols/masterguard.h"
#include "core/protocols/megatec.h"
#include "core/protocols/megatec_dialects.h"
#include "core/protocols/megatec_online.h"
#include "core/protocols/omron.h"
#include "core/protocols/powercom.h"
#include "core/protocols/powermaster.h"
#include "core/protocols/tripplite.h"
#include "core/protocols/voltronic_axpert.h"
#include "core/protocols/voltronic_p.h"
#include "core/protocols/voltronic_qs.h"
#include "core/protocols/voltronic_qs_hex.h"

// One row a question, in the order in which they are asked; a new family is a line here. Why this order, and why none of it
// can hurt anybody: docs/detection.md. tests/unit/probe_proof_test.cpp proves it for every row.

namespace upsmd {
namespace {

using namespace std::string_view_literals;

// Traits
constexpr Traits kParen = 1U << 0U;     // answers Q1 with a status: Megatec or one of its relatives
constexpr Traits kRelative = 1U << 1U;  // answers F or I with `#…`, or says (NAK: a relative that does not know Q1

// Lines. DTR 1, RTS 0 powers most cables; some want the opposite, some both.
constexpr OutputLines kUsual{true, false, false};
constexpr OutputLines kReversed{false, true, false};
constexpr OutputLines kBoth{true, true, false};
constexpr ProbeLine k2400{2400, kUsual};
constexpr ProbeLine k1200{1200, kUsual};
constexpr ProbeLine k1200Reversed{1200, kReversed, 1s};  // a cable that has to charge first
constexpr ProbeLine k2400Reversed{2400, kReversed};
constexpr ProbeLine k2400Both{2400, kBoth, 500ms};
constexpr ProbeLine k9600Both{9600, kBoth, 100ms};
constexpr ProbeLine k1200Both{1200, kBoth, 500ms};

std::string_view text(Bytes reply) { return {reinterpret_cast<const char*>(reply.data()), reply.size()}; }

// The name of a query as a template argument.
template <std::size_t kSize>
struct Name {
    char text[kSize]{};
    constexpr Name(const char (&name)[kSize]) { std::copy_n(name, kSize, text); }  // NOLINT: from a literal
    constexpr std::string_view view() const { return {text, kSize - 1}; }
};

// Whether the protocol's own decoder takes the reply to this query of its table.
template <const Protocol& kProtocol, Name kName>
bool answers(Bytes reply) {
    const Query* const query = find_query(kProtocol, kName.view());
    Decoded decoded;
    return query != nullptr && query->decode(reply, decoded) == Verdict::ok;
}

// Alert characters may stand around the answer of a unit that was in smart mode already.
bool is_smart_mode(Bytes reply) {
    std::string_view line = text(reply);
    constexpr std::string_view kAlerts = "!$%+?=*#&|";
    while (!line.empty() && kAlerts.find(line.front()) != std::string_view::npos) line.remove_prefix(1);
    while (!line.empty() && kAlerts.find(line.back()) != std::string_view::npos) line.remove_suffix(1);
    return line == "SM";
}

bool is_refusal(Bytes reply) { return text(reply) == "(NAK" || text(reply) == "NAK"; }
// Some bridges put the question before the answer.
bool is_nak(Bytes reply) { return text(reply).ends_with("(NAK"); }
bool is_98(Bytes reply) { return text(reply).ends_with("(PI98"); }
// #-3, a command that is not known, where the unit has heard the Y as the beginning of its line.
bool is_hash_failure(Bytes reply) { return text(reply) == "#-1" || text(reply) == "#-3"; }
bool is_ratings(Bytes reply) { return text(reply).starts_with('#') && answers<kMegatec, "F">(reply); }
bool is_names(Bytes reply) { return text(reply).starts_with('#') && answers<kMegatec, "I">(reply); }
bool is_status(Bytes reply) { return text(reply).starts_with('(') && answers<kMegatec, "Q1">(reply); }

// Other letters are known of boards that nobody has described; most of Megatec's send an M back.
bool is_text_letter(Bytes reply) { return text(reply) == "V" || text(reply) == "H"; }
bool is_hex_letter(Bytes reply) { return text(reply) == "P" || text(reply) == "T"; }

// `#136,138,140`: what the low transfer point may be set to.
bool is_choices(Bytes reply) {
    const std::string_view line = text(reply);
    return line.size() >= 6 && line.starts_with('#') && std::count(line.begin(), line.end(), ',') >= 1 &&
           line.find_first_not_of("0123456789,", 1) == std::string_view::npos;
}

constexpr std::array kSmart{ProbeAnswer{is_smart_mode, &kApcSmart}};
constexpr std::array kHash{ProbeAnswer{is_hash_failure, &kPowerMaster}};
constexpr std::array kStatus{ProbeAnswer{answers<kMegatec, "Q1">, &kMegatec, kParen}};
constexpr std::array kRatings{ProbeAnswer{is_ratings, nullptr, kRelative}, ProbeAnswer{is_refusal, nullptr, kRelative}};
constexpr std::array kNames{ProbeAnswer{is_names, nullptr, kRelative}, ProbeAnswer{is_refusal, nullptr, kRelative}};
constexpr std::array kLetter{ProbeAnswer{is_hex_letter, &kVoltronicQsHex},
                             ProbeAnswer{is_text_letter, &kVoltronicQs},
                             ProbeAnswer{is_refusal, nullptr, kRelative}};
constexpr std::array kNumber{ProbeAnswer{is_98, &kMecer}, ProbeAnswer{answers<kVoltronic, "QPI">, &kVoltronic}};
constexpr std::array kNumberOrNak{ProbeAnswer{is_nak, &kMecer}, ProbeAnswer{is_98, &kMecer},
                                  ProbeAnswer{answers<kVoltronic, "QPI">, &kVoltronic}};
constexpr std::array kSixteen{ProbeAnswer{answers<kPowercom, "01">, &kPowercom}};
constexpr std::array kChoices{ProbeAnswer{is_choices, &kCyberPower}};
constexpr std::array kThreePhases{ProbeAnswer{answers<kQ6, "Q6">, &kQ6}};
constexpr std::array kTwoThreePhases{ProbeAnswer{answers<kQ2, "Q2">, &kQ2}};
constexpr std::array kBest{ProbeAnswer{answers<kBestUps, "ID">, &kBestUps}};
constexpr std::array kFive{ProbeAnswer{answers<kAblerex, "Q5">, &kAblerex}};
constexpr std::array kFour{ProbeAnswer{answers<kGtec, "Q4">, &kGtec}};
constexpr std::array kInverter{ProbeAnswer{answers<kVoltronicAxpert, "QPI">, &kVoltronicAxpert}};
constexpr std::array kRatedLoads{ProbeAnswer{answers<kOmron, "UN">, &kOmron}};
constexpr std::array kThree{ProbeAnswer{answers<kMasterguard, "Q3">, &kMasterguard}};
constexpr std::array kTrippliteVolts{ProbeAnswer{answers<kTripplite, "B">, &kTripplite}};
constexpr std::array kPowerware{ProbeAnswer{answers<kBcmXcp, "31">, &kBcmXcp}};
constexpr std::array kQs{ProbeAnswer{is_status, &kMustek}};
constexpr std::array kOld{ProbeAnswer{is_status, &kMegatecOld}};

constexpr std::array kProbes{
    //    line    bytes     gap   listen answers, only after
    Probe{&k2400, "Y", 0ms, 400ms, kSmart},
    Probe{&k2400, "\r", 0ms, 150ms, kHash},
    Probe{&k2400, "Q1\r", 0ms, 800ms, kStatus},
    Probe{&k2400, "Y", 0ms, 500ms, kSmart},
    Probe{&k2400, "F\r", 0ms, 500ms, kRatings},
    Probe{&k2400, "M\r", 0ms, 400ms, kLetter},
    Probe{&k2400, "I\r", 0ms, 500ms, kNames},
    Probe{&k2400, "QPI\r", 10ms, 500ms, kNumber},
    Probe{&k2400, "P7\r", 50ms, 600ms, kChoices},
    Probe{&k1200, "\x01", 0ms, 400ms, kSixteen, 0, &kPowercom},
    Probe{&k1200Reversed, "\x01", 0ms, 400ms, kSixteen, 0, &kPowercom},
    Probe{&k2400Reversed, "", 0ms, 2500ms},  // a second `1` must not come sooner (docs/detection.md, "Pairs")
    Probe{&k2400Reversed, "Q1\r", 0ms, 800ms, kStatus},
    Probe{&k2400Both, ":B\r", 0ms, 500ms, kTrippliteVolts, 0, &kTripplite},  // before the 01: a half line to these
    Probe{&k1200Both, "\x01", 0ms, 400ms, kSixteen, 0, &kPowercom},
    Probe{&k2400Both, "", 0ms, 4900ms},
    Probe{&k2400Both, "Q1\r", 0ms, 800ms, kStatus},
    Probe{&k9600Both, "\xAB\x01\x31\x23", 0ms, 400ms, kPowerware, 0, &kBcmXcp},

    // Only where an answer has told who it may be: M before QS, which several kinds know; QS and D before nobody else.
    Probe{nullptr, "QPI\r", 0ms, 400ms, kNumberOrNak, kParen},
    Probe{nullptr, "ID\r", 0ms, 400ms, kBest, kParen},
    Probe{nullptr, "Q5\r", 0ms, 400ms, kFive, kParen, &kAblerex},
    Probe{nullptr, "Q6\r", 0ms, 700ms, kThreePhases, kParen},
    Probe{nullptr, "Q2\r", 0ms, 700ms, kTwoThreePhases, kParen},
    Probe{nullptr, "UN\r", 0ms, 400ms, kRatedLoads, kParen},
    Probe{nullptr, "Q3\r", 0ms, 700ms, kThree, kParen},
    Probe{nullptr, "Q4\r", 0ms, 700ms, kFour, kParen},
    Probe{nullptr, "M\r", 0ms, 400ms, kLetter, kRelative},
    Probe{nullptr, "QPI\r", 0ms, 400ms, kNumber, kRelative},
    Probe{nullptr, "QPI\xBE\xAC\r", 0ms, 500ms, kInverter, kRelative, &kVoltronicAxpert},
    Probe{nullptr, "QS\r", 0ms, 800ms, kQs, kRelative},
    Probe{nullptr, "Q4\r", 0ms, 700ms, kFour, kRelative},
    Probe{nullptr, "D\r", 0ms, 800ms, kOld, kRelative},
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
