// The four states a UPS service acts on (CONTRACT: upssvc.h values UPS_ONLINE 1, UPS_ONBATTERY 2, UPS_LOWBATTERY 4,
// UPS_NOCOMM 8).
#pragma once

#include <cstdint>
#include <string_view>

namespace upsmd {

enum class State : std::uint32_t { online = 1, on_battery = 2, low_battery = 4, no_comm = 8 };

constexpr std::string_view state_name(State state) {
    switch (state) {
        case State::online: return "ONLINE";
        case State::on_battery: return "ONBATTERY";
        case State::low_battery: return "LOWBATTERY";
        case State::no_comm: return "NOCOMM";
    }
    return "NOCOMM";
}

}  // namespace upsmd
