#include "platform/status_writer.h"

#include <utility>

#include "platform/ups_keys.h"

namespace upsmd {
namespace {

RegValue to_registry(const std::string& text) { return RegValue::sz(text); }
RegValue to_registry(std::uint32_t number) { return RegValue::dword(number); }

}  // namespace

template <typename T>
void StatusWriter::put(const char* name, const T& value, std::optional<T>& written, Result<void>& outcome) {
    if (written == value) return;
    const RegValue wanted = to_registry(value);
    if (!written) {
        // The first time: what another run left may already be right.
        const Result<RegValue> present = registry_.get(kUpsStatusKey, name);
        if (present && *present == wanted) {
            written = value;
            return;
        }
    }
    Result<void> done = registry_.set(kUpsStatusKey, name, wanted);
    if (done)
        written = value;
    else if (outcome)
        outcome = std::move(done);
}

Result<void> StatusWriter::write(const StatusValues& values) {
    Result<void> outcome;
    put("UtilityPowerStatus", values.utility_power_status, utility_power_status_, outcome);
    put("CommStatus", values.comm_status, comm_status_, outcome);
    put("BatteryStatus", values.battery_status, battery_status_, outcome);
    put("BatteryCapacity", values.battery_capacity, battery_capacity_, outcome);
    put("TotalUPSRuntime", values.total_ups_runtime, total_ups_runtime_, outcome);
    put("SerialNumber", values.serial_number, serial_number_, outcome);
    put("FirmwareRev", values.firmware_rev, firmware_rev_, outcome);
    return outcome;
}

}  // namespace upsmd
