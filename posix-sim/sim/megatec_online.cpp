#include "posix-sim/sim/megatec_online.h"

#include <cmath>
#include <cstdio>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

template <typename... Values>
std::string format(const char* form, Values... values) {
    char text[160];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

}  // namespace

MegatecOnline::MegatecOnline(const PowerConfig& config, MegatecStyle base, OnlineStyle style, std::uint64_t seed)
    : Megatec(config, std::move(base), seed), style_online_(std::move(style)) {}

bool MegatecOnline::query(const std::string& text, Bytes& reply) const {
    if (style_online_.refused.contains(text)) return false;
    std::string line;
    if (text == style_online_.measures) line = text == "Q2" ? measured_old() : measured();
    if (text == "WA") line = powers();
    if (text == "BPS")
        line = "(" + phases("%05.1f ", input(), phases_out()) + format("%04.1f", power_.mains() ? power_.frequency : 0.0);
    if (text == "WH") line = names();
    if (text == "FW?") line = style_online_.firmware;
    if (text == "SASV07?") line = format("GASV07D%-20s", style_online_.serial.c_str());
    if (text == "PI") line = "(0F";
    if (line.empty()) return Megatec::query(text, reply);
    reply = to_bytes(line + "\r");
    return true;
}

bool MegatecOnline::control(const std::string& text, Time now) {
    if (text == "Q" && style_online_.beeper_fixed) return true;
    return Megatec::control(text, now);
}

// `value` for each phase that there is, 0 for the others.
std::string MegatecOnline::phases(const char* form, double value, int count) const {
    std::string text;
    for (int phase = 1; phase <= 3; ++phase) text += format(form, phase <= count ? value : 0.0);
    return text;
}

std::string MegatecOnline::measured() const {
    std::string line = "(" + phases("%05.1f ", input(), phases_in());
    line += format("%04.1f ", power_.mains() ? power_.frequency : 0.0);
    line += phases("%05.1f ", power_.output_voltage(), phases_out());
    line += format("%04.1f ", power_.output_on() ? power_.frequency : 0.0);
    line += phases("%03.0f ", load(), phases_out());
    line += format("%05.1f 000.0 %04.1f ", power_.battery_voltage(), temperature_);
    line += format("%05.0f %03.0f ", std::floor(power_.runtime_left()), std::floor(power_.level()));
    return line + "32 00000000 00000000 11";
}

std::string MegatecOnline::measured_old() const {
    std::string line = "(" + phases("%05.1f ", input(), phases_in());
    line += format("%05.1f ", fault_voltage());
    line += phases("%05.1f ", power_.output_voltage(), phases_out());
    line += phases("%03.0f ", load(), phases_out());
    // Whose frequency it is is not known; this is Q1's.
    line += format("%04.1f %05.1f %04.1f ", power_.frequency, power_.battery_voltage(), temperature_);
    line += flags();
    if (style_online_.short_form) return line;
    // Minutes; it says nothing above 999.24.
    line += format(" %06.2f %03.0f ", std::min(power_.runtime_left() / 60, 999.24), std::floor(power_.level()));
    return line + "02 00 00 00 00 00000000 11";
}

// kW and kVA are the same here.
std::string MegatecOnline::powers() const {
    const double total = style_online_.rated_kva * load() / 100;
    const double each = total / phases_out();
    const double volts = power_.output_voltage();
    std::string line = "(" + phases("%05.1f ", each, phases_out()) + phases("%05.1f ", each, phases_out());
    line += format("%05.1f %05.1f ", total, total);
    line += phases("%05.1f ", volts > 0 ? each * 1000 / volts : 0.0, phases_out());
    return line + format("%03.0f ", load()) + flags();
}

// Address, two firmware numbers, model with its phases, packs, nominal voltage and frequency, blocks, volts a cell, run
// times, recharge time, temperature and input limits.
std::string MegatecOnline::names() const {
    const PowerConfig& config = power_.config;
    const std::string model = format("%-25s", style_online_.model.c_str()) + "2 " + style_online_.phases;
    return "(00 00.00 00.00 " + format("%-30s 6 ", model.c_str()) +
           format("%03.0f %05.2f ", config.nominal_voltage, config.nominal_frequency) +
           format("%03.0f 02.00 005.00 015.00 005 00 40 110 276 ", config.nominal_battery / 12) +
           format("%05.2f %05.2f", config.nominal_frequency * 0.9, config.nominal_frequency * 1.1);
}

namespace {

std::unique_ptr<Ups> make_online(OptionReader& reader, OnlineStyle style, std::uint64_t seed) {
    PowerConfig config = read_power_config(reader);
    config.nominal_battery = reader.number("nominal-battery", 288, 1, 999);
    MegatecStyle base;
    base.identity_command.clear();  // I is not known
    base.battery = "cell";
    base.standby = false;
    base.unknown = "nak";
    base.yes = "ACK";
    base.no = "NAK";
    base.ack = true;
    base.rated_current = reader.number("rated-current", 87, 0, 999);
    base.think = reader.milliseconds("think").value_or(base.think);
    style.phases = reader.text("phases", style.phases);
    const bool known = style.phases == "1/1" || style.phases == "3/1" || style.phases == "3/3";
    if (!known) reader.fail("phases", style.phases, "not 1/1, 3/1 or 3/3");
    style.model = reader.text("model", style.model);
    if (style.model.size() > 25) reader.fail("model", style.model, "longer than 25 characters");
    style.serial = reader.text("serial", style.serial);
    if (style.serial.size() > 20) reader.fail("serial", style.serial, "longer than 20 characters");
    style.rated_kva = reader.number("rated-power", style.rated_kva, 0.1, 999);
    style.refused = reader.list("refuse");
    return std::make_unique<MegatecOnline>(config, std::move(base), std::move(style), seed);
}

}  // namespace

std::unique_ptr<Ups> make_q2(OptionReader& reader, std::uint64_t seed) {
    OnlineStyle style{.measures = "Q2"};
    style.short_form = reader.flag("short", false);
    return make_online(reader, std::move(style), seed);
}

std::unique_ptr<Ups> make_q6(OptionReader& reader, std::uint64_t seed) {
    return make_online(reader, {.phases = "3/3"}, seed);
}

std::unique_ptr<Ups> make_innova_rt31(OptionReader& reader, std::uint64_t seed) {
    return make_online(reader, {.beeper_fixed = true}, seed);
}

std::unique_ptr<Ups> make_innova_rt33(OptionReader& reader, std::uint64_t seed) {
    return make_online(reader, {.phases = "3/3", .beeper_fixed = true}, seed);
}

// One phase: no more than Q1, F, and I with a filler for the names.
std::unique_ptr<Ups> make_innova_ae(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    MegatecStyle style;
    style.identity = std::string(27, '2') + "R1.00.48  ";
    style.battery = "cell";
    style.standby = false;
    style.unknown = "nak";
    style.yes = "ACK";
    style.no = "NAK";
    style.ack = true;
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<Megatec>(config, std::move(style), seed);
}

}  // namespace upsmd::sim
