#include "posix-sim/sim/etapro.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/text_format.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 20;

unsigned scaled(double value, double full) {
    return static_cast<unsigned>(std::clamp(std::round(value * 255 / full), 0.0, 255.0));
}

// Four hex digits: seconds, or minutes with the highest bit set. Nothing is said of 0.
std::optional<Duration> read_delay(const std::string& text) {
    if (text.size() != 4 || text.find_first_not_of("0123456789ABCDEF") != std::string::npos) return std::nullopt;
    const unsigned long value = std::stoul(text, nullptr, 16);
    const long count = static_cast<long>(value & 0x7FFFU);
    if (count == 0) return std::nullopt;
    if ((value & 0x8000U) != 0) return std::chrono::minutes(count);
    return std::chrono::seconds(count);
}

}  // namespace

EtaPro::EtaPro(const PowerConfig& config, EtaProStyle style, std::uint64_t seed)
    : Ups(config, seed), style_(std::move(style)) {}

void EtaPro::receive(std::uint8_t byte, Time now) {
    buffer_.push_back(byte);
    if (byte == '\r') {
        command(now);
        buffer_.clear();
    } else if (buffer_.size() > kLongestCommand) {
        buffer_.clear();
    }
}

void EtaPro::power_up(Time) {
    buffer_.clear();
    woken_ = false;
    on_at_ = kNever;
}

void EtaPro::power_changed(PowerEvent event, Time at) {
    if (event == PowerEvent::kLineFail) battery_since_ = at;
    if (event == PowerEvent::kLineBack) battery_since_ = kNever;
}

// An order to switch on of its own. With a turn-off before it, Power keeps the time (see order_off).
void EtaPro::tick(Time now) {
    if (now < on_at_) return;
    on_at_ = kNever;
    if (!power_.output_on() && !power_.waits_for_mains()) power_.switch_on(now);
}

void EtaPro::command(Time now) {
    const std::string text(buffer_.begin(), buffer_.end() - 1);
    std::string reply;
    if (!woken_) {
        woken_ = true;
        answer(to_bytes(text), to_bytes("\x7F?S\r\n"), style_.think, now);
        return;
    }
    if (text == "RI") reply = "SRETA\r\nSS" + style_.model + "\r\nST2003-05\r\nSU0001\r\n";
    if (text == "RP") reply = status(now);
    if (reply.empty()) reply = control(text, now);
    if (style_.echo && !reply.empty()) reply = text + "\r" + reply;
    answer(to_bytes(text), to_bytes(reply), style_.think, now);
}

std::string EtaPro::status(Time now) const {
    const bool on_battery = power_.on_battery();
    unsigned flags = 0;
    if (power_.mains() && !on_battery) flags |= 0x01;
    if (power_.output_on()) flags |= 0x02;
    if (!power_.low()) flags |= 0x04;
    if (!failed_) flags |= 0x08;
    if (power_.boost) flags |= 0x10;
    if (replace_battery_) flags |= 0x20;
    if (power_.mains() && power_.level() < 100) flags |= 0x40;
    // Load and time are measured on battery only.
    const double load = on_battery ? power_.load : 0;
    const auto seconds = on_battery && battery_since_ != kNever
                             ? std::chrono::duration_cast<std::chrono::seconds>(now - battery_since_).count() : 0;
    return format("SO%02X\r\nSG%02X\r\nSH%02X\r\nSI%02X\r\nSL%02X\r\nSN%04X\r\n", flags,
                  scaled(power_.mains() ? power_.input_voltage : 0, 270), scaled(power_.output_voltage(), 270),
                  scaled(power_.battery_voltage() / (style_.double_battery ? 2 : 1), 14), scaled(load, 150),
                  static_cast<unsigned>(std::min<long long>(seconds, 0xFFFF)));
}

std::string EtaPro::control(const std::string& text, Time now) {
    const std::string word = text.substr(0, 2);
    if (text == "RR") {
        executed("RR: turn-off cancelled", now);
        power_.cancel_off(now);
        return "SV10\r\n";
    }
    if (text == "RS") {
        executed("RS: turn-on cancelled", now);
        on_at_ = kNever;
        return "SV30\r\n";
    }
    if (word != "RO" && word != "RN") return "";
    const auto delay = read_delay(text.substr(2));
    if (!delay) return "SV01\r\n";
    if (word == "RO") return order_off(text, *delay, now);
    executed(text + ": on after " +
                 std::to_string(std::chrono::duration_cast<std::chrono::seconds>(*delay).count()) + " s", now);
    on_at_ = now + *delay;
    return "SV20\r\n";
}

// What the unit does when the moment to switch on comes without mains is not described: here it waits for them.
std::string EtaPro::order_off(const std::string& text, Duration delay, Time now) {
    OffOrder order;
    order.name = text;
    order.grace = delay;
    order.returns = on_at_ != kNever && on_at_ > now + delay;
    // Whole seconds, as the orders are: how long the wire took between the two does not count.
    if (order.returns) order.sleep = std::chrono::ceil<std::chrono::seconds>(on_at_ - now - delay);
    if (delay <= 1s) executed("DANGER " + text + ": output off at once", now);
    turn_off(order, now);
    return "SV00\r\n";
}

std::unique_ptr<Ups> make_etapro(OptionReader& reader, std::uint64_t seed) {
    PowerConfig config = read_power_config(reader);
    EtaProStyle style;
    const double power = reader.number("power", 720, 1, 9999);
    style.double_battery = power >= 1000;
    config.nominal_battery = reader.number("nominal-battery", style.double_battery ? 24 : 12, 1, 999);
    style.model = format("mini+UPS %.0f PRO", power);
    style.echo = reader.flag("echo", false);
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<EtaPro>(config, std::move(style), seed);
}

}  // namespace upsmd::sim
