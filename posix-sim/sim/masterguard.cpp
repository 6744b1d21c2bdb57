#include "posix-sim/sim/masterguard.h"

#include <algorithm>
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

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Masterguard::Masterguard(const PowerConfig& config, MegatecStyle base, MasterguardStyle style, std::uint64_t seed)
    : Megatec(config, std::move(base), seed), unit_(std::move(style)) {}

std::string Masterguard::address() const { return format("%02d", unit_.address); }

// "GS,00" to the unit 00; another unit's command is none of its business.
bool Masterguard::addressed(const std::string& text, const std::string& command) const {
    return text == command + "," + address() && !unit_.refused.contains(command);
}

bool Masterguard::query(const std::string& text, Bytes& reply) const {
    std::string line;
    if (unit_.refused.contains(text)) return false;
    if (text == "Q3") line = status();
    if (text == "WH") line = names();
    if (text == "PNV") line = format("(PNV=%03.0f", power_.config.nominal_voltage);
    if (text == "MSO") line = "(220 230 240";
    if (addressed(text, "GS")) line = "(" + address() + "," + address() + format(" %d %d", unit_.packs, beeper_on_ ? 1 : 0);
    if (addressed(text, "GSN")) line = "(" + address() + ",SSN=6A1212      2782 ";
    if (addressed(text, "DRC")) line = "(" + address() + ",1869:19:06:37";
    if (addressed(text, "GBS"))
        line = "(" + address() + format(",%03.0f 0017 0000 0708 0712 0994 115 %05.2f", std::floor(power_.level()),
                                        power_.battery_voltage() / unit_.cells);
    if (line.empty()) return Megatec::query(text, reply);
    reply = to_bytes(line + "\r");
    return true;
}

// Address, input, fault, output, load, frequency, volts of a cell, temperature, minutes.seconds, charge, B7..B0, T7..T0.
std::string Masterguard::status() const {
    const double input = power_.mains() ? power_.input_voltage : 0.0;
    const int left = static_cast<int>(std::min(power_.runtime_left(), 59999.0));
    std::string line = "(" + address() + format(" %05.1f %05.1f %05.1f ", input, fault_voltage(), power_.output_voltage());
    line += format("%03.0f %04.1f ", power_.output_on() ? power_.load : 0.0, power_.frequency);
    line += format("%05.2f %04.1f ", power_.battery_voltage() / unit_.cells, temperature_);
    line += format("%03d.%02d %03.0f ", left / 60, left % 60, std::floor(power_.level()));
    std::string bits = flags();
    bits[7] = '0';  // B0 is not the beeper here
    const std::string result = power_.testing() && test_result_ != "110" ? "001" : test_result_;
    const bool failed = result == "010" && failed_;
    return line + bits + " 000" + (replace_battery_ ? "1" : "0") + "0" + (failed ? "011" : result);
}

std::string Masterguard::names() const {
    const PowerConfig& config = power_.config;
    if (unit_.old_names) return "3.09" + format("%-48.48s", unit_.model.c_str());
    return "(" + address() + " 10.06 03.09 " + format("%-30.30s %d ", unit_.model.c_str(), unit_.packs) +
           format("%03.0f %05.2f %03d %05.2f ", config.nominal_voltage, config.nominal_frequency, unit_.cells,
                  config.nominal_battery / unit_.cells) +
           "006.00 012.00 018 10 40 160 276 " +
           format("%05.2f %05.2f", config.nominal_frequency * 0.94, config.nominal_frequency * 1.06);
}

bool Masterguard::control(const std::string& text, Time now) {
    if (text == "Q") return false;  // what it does here is not published
    if (text.starts_with("SS")) return set_up(text, now);
    if (text.starts_with("TUD")) return calibrate(text, now);
    const bool taken = Megatec::control(text, now);
    if (taken && text[0] == 'T') test_result_ = "010";
    if (taken && text == "CT") test_result_ = "101";
    return taken;
}

// SS, two digits of the new address, one of the packs, one of the beeper, the old address; "-" keeps.
bool Masterguard::set_up(const std::string& text, Time now) {
    if (text.size() != 9 || text[6] != ',') return false;
    for (std::size_t at = 2; at < 6; ++at)
        if (!is_digit(text[at]) && text[at] != '-') return false;
    if (text.substr(7) != address()) return true;  // not ours: no answer
    if (is_digit(text[2]) && is_digit(text[3])) {
        executed("DANGER " + text + ": new address", now);
        unit_.address = (text[2] - '0') * 10 + (text[3] - '0');
    }
    if (is_digit(text[4])) {
        executed("DANGER " + text + ": battery packs", now);
        unit_.packs = text[4] - '0';
    }
    if (is_digit(text[5])) {
        beeper_on_ = text[5] == '1';
        executed("SS: beeper " + std::string(beeper_on_ ? "on" : "off"), now);
    }
    return true;
}

bool Masterguard::calibrate(const std::string& text, Time now) {
    if (text.size() != 6 || text[3] != ',') return false;
    if (text.substr(4) != address()) return true;
    if (!power_.mains() || !power_.output_on() || power_.load < 30 || power_.load > 100 || power_.level() <= 99) return false;
    executed("TUD: run-time calibration", now);
    test_result_ = "110";
    power_.start_test(kNever, power_.config.low_level, now);
    return true;
}

std::unique_ptr<Ups> make_masterguard(OptionReader& reader, std::uint64_t seed) {
    PowerConfig config = read_power_config(reader);
    MegatecStyle base;
    base.identity_command.clear();
    base.ratings = false;
    base.battery = "cell";
    base.standby = false;
    base.unknown = "nak";
    base.no = "NAK";
    base.think = reader.milliseconds("think").value_or(base.think);
    MasterguardStyle style;
    style.address = static_cast<int>(reader.number("address", 0, 0, 99));
    style.cells = static_cast<int>(reader.number("cells", config.nominal_battery / 2, 1, 255));
    style.packs = static_cast<int>(reader.number("packs", 0, 0, 9));
    style.old_names = reader.flag("old-names", false);
    style.model = reader.text("model", style.model);
    if (style.model.size() > 30) reader.fail("model", style.model, "longer than 30 characters");
    style.refused = reader.list("refuse");
    return std::make_unique<Masterguard>(config, std::move(base), std::move(style), seed);
}

}  // namespace upsmd::sim
