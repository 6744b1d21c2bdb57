#include "core/protocols/auto_detect.h"

#include <array>
#include <string_view>

#include "core/protocols/apc_smart.h"
#include "core/protocols/megatec.h"

// at s   probe     an APC unit               a Megatec unit
// 0.1    Y         SM (it speaks from now)   nothing: the command has no end yet
// 0.5    CR        nothing                   its answer to the unknown command "Y"; the line is clean
// 0.65   Q1 CR     never reached, unless the first Y was lost; then its status byte (Q), and nothing
//                  for 1: programming mode needs a second 1 four seconds later, with nothing between
// 1.45   Y         SM, if the first Y was lost
//
// Nothing here is a command that acts: not to a Megatec unit, not to an APC unit in either mode.

namespace upsmd {
namespace {

bool is_smart_mode(Bytes reply) { return reply.size() == 2 && reply[0] == 'S' && reply[1] == 'M'; }

bool is_megatec_status(Bytes reply) {
    const Query* const query = find_query(kMegatec, "Q1");
    Decoded decoded;
    return query != nullptr && query->decode(reply, decoded) == Verdict::ok;
}

bool never(Bytes) { return false; }

constexpr std::array kProbes{
    Probe{&kApcSmart, "Y", 400ms, is_smart_mode},
    Probe{&kMegatec, "\r", 150ms, never},
    Probe{&kMegatec, "Q1\r", 800ms, is_megatec_status},
    Probe{&kApcSmart, "Y", 500ms, is_smart_mode},
    Probe{&kMegatec, "\r", 150ms, never},
};

}  // namespace

constexpr Protocol kAuto{
    .name = "auto",
    .description = "Finds out which of the text protocols the UPS speaks",
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .poll_interval = 1s,
    .pause = 20ms,
    .probes = kProbes,
};

}  // namespace upsmd
