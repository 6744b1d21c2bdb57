#include "posix-sim/sim/omron.h"

#include <cmath>
#include <cstdio>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/voltronic_text.h"

namespace upsmd::sim {

namespace {

template <typename... Values>
std::string format(const char* form, Values... values) {
    char text[80];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

}  // namespace

Omron::Omron(const PowerConfig& config, MegatecStyle base, std::set<std::string> refused, std::uint64_t seed)
    : Megatec(config, std::move(base), seed), refused_(std::move(refused)) {}

bool Omron::query(const std::string& text, Bytes& reply) const {
    if (refused_.contains(text)) return false;
    std::string line;
    if (text == "Bl ?") line = format("%03.0f", std::floor(power_.level()));
    if (text == "RTS") line = format("%04.0f", std::min(std::floor(power_.runtime_left() / 60), 9999.0));
    if (text == "TPb") line = format("%+05.1f", temperature_);
    if (text == "Lf ?") line = format("%04.1f", power_.output_on() ? power_.frequency : 0.0);
    if (text == "PSNR") line = "A0Z25110005109G ";
    if (text == "FWV") line = "M:0.17(S:2.00)";
    if (text == "BRR") line = "20260730";
    if (text == "UN") line = format("1125W/1125VA/%03.0fV/160W/020W", power_.config.nominal_battery);
    if (line.empty()) return Megatec::query(text, reply);
    reply = to_bytes(line + "\r");
    return true;
}

// b5 stands while the mains carry the load, b0 never.
std::string Omron::flags() const {
    std::string bits = Megatec::flags();
    bits[2] = power_.on_battery() || !power_.mains() ? '0' : '1';
    bits[7] = '0';
    return bits;
}

// It knows neither tests nor the beeper's Q nor a return delay.
bool Omron::control(const std::string& text, Time now) {
    if (refused_.contains(text)) return false;
    if (text == "An" || text == "Af") {
        restarts_ = text == "An";
        executed(restarts_ ? "An: restarts with the mains" : "Af: stays off", now);
        return true;
    }
    if (text == "C") return Megatec::control(text, now);
    const bool stays_off = text.starts_with("Sf");
    if (!text.starts_with("S")) return false;
    const std::string delay = text.substr(stays_off ? 2 : 1);
    auto order = delay.size() == 2 ? voltronic::read_turn_off("S" + delay, std::chrono::minutes(10)) : std::nullopt;
    if (!order) return false;
    if (order->grace == Duration{}) executed("DANGER " + text + ": output off at once", now);
    order->name = text;
    order->returns = !stays_off && restarts_;
    order->after_mains = 10s;
    turn_off(*order, now);
    return true;
}

std::unique_ptr<Ups> make_omron(OptionReader& reader, std::uint64_t seed) {
    PowerConfig config = read_power_config(reader);
    config.nominal_battery = reader.number("nominal-battery", 48, 1, 999);
    MegatecStyle base;
    base.identity_command.clear();
    base.ratings = false;
    base.unknown = "nak";
    base.no = "NAK";
    base.ack = true;
    base.yes = "OK";
    base.think = reader.milliseconds("think").value_or(base.think);
    return std::make_unique<Omron>(config, std::move(base), reader.list("refuse"), seed);
}

}  // namespace upsmd::sim
