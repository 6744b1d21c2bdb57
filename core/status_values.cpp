#include "core/status_values.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace upsmd {
namespace {

std::uint32_t rounded_down(std::optional<double> value, double divisor, double highest) {
    if (!value || !std::isfinite(*value)) return 0;
    return static_cast<std::uint32_t>(std::clamp(std::floor(*value / divisor), 0.0, highest));
}

bool has_word(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const bool begins = at == 0 || text[at - 1] == ' ';
        const bool ends = at + word.size() == text.size() || text[at + word.size()] == ' ';
        if (begins && ends) return true;
    }
    return false;
}

}  // namespace

StatusValues initial_status_values() { return {}; }

StatusValues status_values(const Reading& reading, State state) {
    StatusValues values;
    values.serial_number = reading.get(Variable::device_serial).as_text();
    values.firmware_rev = reading.get(Variable::ups_firmware).as_text();
    if (state == State::no_comm) {
        values.comm_status = 2;
        return values;
    }
    values.comm_status = 1;
    values.utility_power_status = state == State::online ? 1 : 2;
    // More than 2^31 minutes is no run time: a display may take the DWORD as signed.
    values.total_ups_runtime = rounded_down(reading.number(Variable::battery_runtime), 60.0, 2147483647.0);
    values.battery_capacity = rounded_down(reading.number(Variable::battery_charge), 1.0, 100.0);
    values.battery_status = has_word(reading.get(Variable::ups_status).as_text(), "RB") ? 2 : 1;
    return values;
}

}  // namespace upsmd
