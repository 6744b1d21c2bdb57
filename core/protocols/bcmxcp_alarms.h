// XCP's alarms: what they are called and what they say about the status. Source: bcm-xcp, section 7.
#pragma once

#include <cstdint>
#include <string>

#include "core/decode.h"

namespace upsmd::bcmxcp {

enum class AlarmKind : std::uint8_t {
    alarm,        // deserves ALARM in ups.status
    notice,
    information,
};

inline constexpr std::size_t kBatteryOverTemperature = 322;
inline constexpr std::size_t kInverterOverload = 323;
inline constexpr std::size_t kAlarmOnBattery = 168;

// A number that nobody has named is an alarm.
AlarmKind alarm_kind(std::size_t number);
std::string alarm_text(std::size_t number);

// Block 05: one byte for each alarm that the unit's map names. Which of them are active is added to the status, and kept
// for the status query of the same poll.
Verdict decode_alarms(Bytes reply, Decoded& out);

}  // namespace upsmd::bcmxcp
