// What the exchanges that make an APC smart unit act have in common: pauses, how answers are judged, when nothing is sent.
#pragma once

#include <optional>
#include <string_view>

#include "core/control.h"
#include "core/reading.h"
#include "core/result.h"

namespace upsmd::apc {

// Measured answer times are 50 to 80 ms.
inline constexpr Duration kAnswer = 1500ms;
// Between the two bytes of a doubled command: more than 1.5 s.
inline constexpr Duration kDoubledGap = 1520ms;

// OK and * are accepted, NO and NA are `refusal`; everything else is a late answer to a query.
StepOutcome judge(Bytes reply, StepOutcome refusal);
// The same, an echoed command being no.
StepOutcome judge_answer(Bytes reply, const Step& step);
StepOutcome judge_no_answer(Bytes reply, const Step& step);

bool has_word(const Reading& reading, std::string_view word);
inline bool is_on_line(const Reading& reading) { return has_word(reading, "OL") && !has_word(reading, "OB"); }

Error error(ErrorCode code, const ControlRequest& request, std::string_view text);
std::optional<Error> refuse_calibrating(const ControlRequest& request, const Reading& reading);
// Also refuses a unit that has not told its firmware: without it nothing about its delays is certain.
std::optional<Error> refuse_old(const ControlRequest& request, const Reading& reading);

// "K", more than 1.5 s, "K".
Script doubled(std::string_view command);
Script one(const Step& step);

}  // namespace upsmd::apc
