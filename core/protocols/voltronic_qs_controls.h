// What Voltronic QS units, in text or in binary, can be told beside what Megatec boards can. These units say nothing when
// they agree, and nothing when they have not heard: what shows in the status counts as taken only when the status shows it.
#pragma once

#include "core/protocol.h"

namespace upsmd {

// Judges of the looks at the status after an order.
struct VoltronicQsLooks {
    StepOutcome (*look)(Bytes reply, const Step& step) = nullptr;
    StepOutcome (*last_look)(Bytes reply, const Step& step) = nullptr;
};

// `decode`: how this variant tells its status. `flag`: what has to show.
template <Verdict (*decode)(Bytes, Decoded&), StatusFlag flag>
StepOutcome voltronic_qs_look(Bytes reply, const Step&) {
    Decoded line;
    if (decode(reply, line) != Verdict::ok) return StepOutcome::ignore;
    return line.status->has(flag) ? StepOutcome::accepted : StepOutcome::next;
}

template <Verdict (*decode)(Bytes, Decoded&), StatusFlag flag>
StepOutcome voltronic_qs_last_look(Bytes reply, const Step& step) {
    const StepOutcome outcome = voltronic_qs_look<decode, flag>(reply, step);
    return outcome == StepOutcome::next ? StepOutcome::refused : outcome;
}

template <Verdict (*decode)(Bytes, Decoded&), StatusFlag flag>
constexpr VoltronicQsLooks kVoltronicQsLooks{voltronic_qs_look<decode, flag>, voltronic_qs_last_look<decode, flag>};

// C, S<n>R<mmmm>, then QS until it shows. Error unsupported: a longer delay than 540 s, a longer return than 9999 minutes.
Result<Script> voltronic_qs_shutdown_return(const ControlRequest& request, const Settings& settings,
                                            const VoltronicQsLooks& looks);

// C, S<n>R0000, then QS until it shows. Error refused: on battery, because the output would come back with the mains.
Result<Script> voltronic_qs_shutdown_stayoff(const ControlRequest& request, const Reading& reading,
                                             const VoltronicQsLooks& looks);

// T, then QS until it shows. Error refused: on battery.
Result<Script> voltronic_qs_test(const Reading& reading, const VoltronicQsLooks& looks);

}  // namespace upsmd
