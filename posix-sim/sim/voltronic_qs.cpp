#include "posix-sim/sim/voltronic_qs.h"

#include <cmath>
#include <cstdio>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/voltronic_text.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 40;
constexpr double kTestVolts = 13.0;  // a 12 V block, at the least

template <typename... Values>
std::string format(const char* form, Values... values) {
    char text[120];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

}  // namespace

VoltronicQs::VoltronicQs(const PowerConfig& config, const VoltronicQsStyle& style, std::uint64_t seed)
    : Ups(config, seed), style_(style) {}

void VoltronicQs::receive(std::uint8_t byte, Time now) {
    buffer_.push_back(byte);
    if (byte == '\r') {
        command(now);
        buffer_.clear();
    } else if (buffer_.size() > kLongestCommand) {
        buffer_.clear();
    }
}

void VoltronicQs::power_up(Time) { buffer_.clear(); }

void VoltronicQs::power_changed(PowerEvent event, Time now) {
    if (event == PowerEvent::kLineFail && !power_.mains()) fault_voltage_ = 0;
    if (event != PowerEvent::kOutputOff || power_.mains() || power_.order().returns) return;
    // SnR0000 stays off only while there are mains: turned off on battery, the output comes back with them.
    OffOrder order = power_.order();
    order.returns = true;
    order.grace = {};
    power_.order_off(order, now);
}

void VoltronicQs::command(Time now) {
    const std::string text(buffer_.begin(), buffer_.end() - 1);
    if (text.empty()) return;
    std::string reply = query(text);
    if (reply.empty() && !control(text, now)) reply = refusal(text);
    answer(to_bytes(text), reply.empty() ? Bytes{} : to_bytes(reply + "\r"), style_.think, now);
}

std::string VoltronicQs::query(const std::string& text) {
    const PowerConfig& config = power_.config;
    if (text == "M") return std::string(1, style_.variant);
    if (text == "QS") {
        const std::string line = status_line();
        fault_voltage_ = -1;
        return line;
    }
    if (text == "F")
        return format(config.nominal_battery < 99.99 ? "#%05.1f %03.0f %05.2f %04.1f" : "#%05.1f %03.0f %05.1f %04.1f",
                      config.nominal_voltage, style_.rated_current, config.nominal_battery, config.nominal_frequency);
    if (text == "QI" && style_.extended)
        return format("(%03.0f %05.0f %04.1f %05.1f %03.0f %03.0f 0 0000010000112000", std::floor(power_.level()),
                      power_.runtime_left(), power_.mains() ? power_.frequency : 0.0,
                      power_.output_on() ? power_.load / 100 * style_.rated_current : 0.0,
                      config.nominal_voltage * 0.77, config.nominal_voltage * 1.26);
    return "";
}

std::array<bool, 8> VoltronicQs::flags() const {
    const bool shutdown = power_.off_pending() || power_.waits_for_mains() || style_.stuck_shutdown;
    return {!power_.mains(), power_.low(),     power_.boost || power_.trim, failed_,
            style_.standby,  power_.testing(), shutdown,                    beeper_on_};
}

// Input, fault and output voltage, load, the output's frequency, battery, temperature, b7 to b0.
std::string VoltronicQs::status_line() const {
    const bool on = power_.output_on();
    const double input = power_.mains() ? power_.input_voltage : 0.0;
    const double hertz = !on ? 0 : power_.on_battery() ? power_.config.nominal_frequency : power_.frequency;
    std::string bits;
    for (const bool flag : flags()) bits += flag ? '1' : '0';
    std::string temperature = format("%04.1f", temperature_);
    if (!style_.sensor) temperature = style_.variant == 'V' ? "25.0" : "--.-";
    return format("(%05.1f %05.1f %05.1f %03.0f %04.1f %04.1f ", input, fault_voltage_ >= 0 ? fault_voltage_ : input,
                  power_.output_voltage(), on ? power_.load : 0.0, hertz, power_.battery_voltage()) +
           temperature + " " + bits;
}

bool VoltronicQs::control(const std::string& text, Time now) {
    if (text == "Q") {
        beeper_on_ = !beeper_on_;
        executed(beeper_on_ ? "Q: beeper on" : "Q: beeper off", now);
        return true;
    }
    if (text == "C") {
        cancel(now);
        return true;
    }
    if (text == "T") {
        const double block = power_.battery_voltage() * 12 / power_.config.nominal_battery;
        if (!power_.mains() || !power_.output_on() || block < kTestVolts) return false;
        executed("T: battery test", now);
        // Ends at once on a low battery.
        power_.start_test(now + 10s, power_.config.low_level, now);
        return true;
    }
    // Without its R part the command is not in the description.
    if (!text.starts_with("S") || text.size() != 8) return false;
    auto order = voltronic::read_turn_off(text, 9min);
    if (!order) return false;
    if (order->grace == Duration{}) executed("DANGER " + text + ": output off at once", now);
    order->after_mains = 10s;
    order->off_at_low = true;
    turn_off(*order, now);
    return true;
}

void VoltronicQs::cancel(Time now) {
    if (power_.cancel_off(now)) {
        executed("C: turn-off cancelled", now);
        return;
    }
    if (power_.output_on() || !power_.mains()) {
        executed("C: nothing to cancel", now);
        return;
    }
    // After at least 10 s off.
    executed("C: output on when it was off for 10 s", now);
    OffOrder order;
    order.sleep = 10s;
    order.name = "C";
    power_.order_off(order, now);
}

std::unique_ptr<Ups> make_voltronic_qs(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    VoltronicQsStyle style;
    style.variant = reader.choice("variant", {"V", "H"})[0];
    style.extended = reader.flag("extended", style.variant == 'H');
    style.standby = reader.choice("type", {"standby", "online"}) == "standby";
    style.sensor = reader.flag("sensor", style.variant == 'V');
    style.stuck_shutdown = reader.flag("stuck-shutdown", false);
    style.rated_current = reader.number("rated-current", style.rated_current, 0, 999);
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<VoltronicQs>(config, style, seed);
}

}  // namespace upsmd::sim
