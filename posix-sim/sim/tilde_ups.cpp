#include "posix-sim/sim/tilde_ups.h"

#include <cmath>
#include <cstdio>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kHead = 7;
constexpr Duration kImminent = 5s;
// The transfer points of a unit for the nominal voltage.
constexpr double kLowTransfer = 0.7;
constexpr double kHighTransfer = 1.2;

template <typename... Values>
std::string format(const char* form, Values... values) {
    char text[160];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

bool lists(const std::string& names, const std::string& name) {
    return ("+" + names + "+").find("+" + name + "+") != std::string::npos;
}

long whole_seconds(Duration duration) { return static_cast<long>(duration / Duration(1s)); }

}  // namespace

TildeUps::TildeUps(const PowerConfig& config, const TildeStyle& style, std::uint64_t seed)
    : Ups(config, seed), style_(style), name_(style.smart_online ? "17" : "") {
    transfer_ = format("%03.0f;%03.0f", config.nominal_voltage * kLowTransfer, config.nominal_voltage * kHighTransfer);
}

void TildeUps::receive(std::uint8_t byte, Time now) {
    if (byte == '~') buffer_.clear();
    if (buffer_.empty() && byte != '~') return;
    buffer_.push_back(byte);
    const std::string text(buffer_.begin(), buffer_.end());
    if (text.size() < kHead) return;
    const std::string digits = text.substr(4, 3);
    const bool good = text.starts_with("~00") && digits.find_first_not_of("0123456789") == std::string::npos;
    if (!good || std::stoul(digits) > 128) {
        buffer_.clear();
        return;
    }
    if (text.size() < kHead + std::stoul(digits)) return;
    frame(now);
    buffer_.clear();
}

void TildeUps::power_up(Time) { buffer_.clear(); }

void TildeUps::power_changed(PowerEvent event, Time now) {
    if (event == PowerEvent::kLineFail) battery_since_ = now;
    if (event == PowerEvent::kLineBack || event == PowerEvent::kOutputOff) battery_since_ = kNever;
    if (event == PowerEvent::kOutputOff) off_at_ = kNever;
    if (event == PowerEvent::kOutputOn) bank_off_ = {};
    if (event != PowerEvent::kTestEnded) return;
    test_result_ = aborted_ ? 6 : !test_fails_ ? 1 : deep_test_ ? 5 : 4;
    aborted_ = false;
}

void TildeUps::frame(Time now) {
    const std::string text(buffer_.begin(), buffer_.end());
    const std::string name = text.substr(kHead, 3);
    const char* const tail = style_.digits_after_answer ? "000" : "";
    std::string reply = std::string("~00R") + tail;
    if (text[3] == 'P') {
        std::string data;
        const bool known = query(text.substr(kHead), now, data) && !lists(style_.refuse, text.substr(kHead));
        // Firmware 001 counts three bytes more than it sends.
        const std::size_t more = !style_.smart_online && style_.firmware == "001" && name == "RAT" ? 3 : 0;
        if (known) reply = format("~00D%03zu", data.size() + more) + data;
    } else if (text[3] == 'S') {
        // A Belkin unit says "taken" to everything.
        const bool taken = control(name, text.substr(std::min(text.size(), kHead + 3)), now);
        if (taken || !style_.smart_online) reply = std::string("~00A") + tail;
    }
    answer(buffer_, to_bytes(reply), style_.think, now);
}

bool TildeUps::query(const std::string& name, Time now, std::string& data) const {
    if (name == "STA") data = alarms(now);
    if (name == "STB") data = battery(now);
    if (name == "STO") data = output();
    if (name == "STI") data = input();
    if (name == "TSR") data = std::to_string(power_.testing() ? 2 : test_result_);
    if (name == "RAT") data = ratings();
    if (!data.empty() || identity(name, data)) return true;
    if (style_.smart_online) {
        if (name == "STP") data = input().substr(2, 3) + ";1;" + input().substr(6);
        if (name == "ENV" && style_.environment) data = format("%03.0f;045;0;1;0;1", temperature_);
        if (name == "ARB") data = auto_restart_ ? "1" : "2";
        return !data.empty();
    }
    // Another command's data, and nothing at all.
    if (name == "ATT") data = battery(now);
    if (name == "SOL1") data = "0";
    return !data.empty() || name == "ARB" || name == "BRD" || name == "STP";
}

bool TildeUps::identity(const std::string& name, std::string& data) const {
    const char* const padded = style_.smart_online ? "%-16s" : "%s";
    if (name == "MNU") data = format(padded, style_.maker.c_str());
    if (name == "MOD") data = format(padded, style_.model.c_str());
    if (name == "VER") data = format(padded, style_.firmware.c_str());
    if (name == "AVL") data = style_.smart_online ? "000000111111111100" : "0111100111111";
    if (name == "UID") data = name_;
    if (name == "LET") data = style_.smart_online ? std::to_string(style_.banks) : "001";
    if (name == "TXV") data = transfer_;
    if (name == "VSN") data = std::to_string(sensitivity_);
    return !data.empty();
}

// Over temperature, input, output, overload, bypass, output off, UPS shut down, charger, system off, fan, fuse, fault,
// waits for power, shutdown pending and imminent, buzzer; on newer units eco, inverter, EPO, buzzer enabled.
std::string TildeUps::alarms(Time now) const {
    const bool off = !power_.output_on();
    const bool imminent = power_.off_pending() && off_at_ != kNever && off_at_ - now < kImminent;
    const auto bit = [](bool on) { return on ? "1" : "0"; };
    const char* const form = style_.smart_online ? "0;%s;0;%s;0;%s;0;0;0;0;0;%s;%s;%s;%s;%s;0;0;0;%s"
                                                 : "0;%s;;%s;0;%s;;0;;;0;%s;%s;%s;%s;%s";
    const char* const no_countdown = style_.smart_online ? "0" : "";
    const bool sounding = style_.smart_online ? beeper_on_ && power_.on_battery() : beeper_on_;
    return format(form, bit(!power_.mains()), bit(power_.overload), bit(off), bit(failed_),
                  bit(power_.waits_for_mains()), bit(power_.off_pending()), imminent ? "1" : no_countdown, bit(sounding), bit(beeper_on_));
}

// Condition, low, charging, s on battery, min left, estimate, V, A, °C, level.
std::string TildeUps::battery(Time now) const {
    const bool discharging = power_.on_battery();
    const int charging = discharging ? 3 : power_.level() < 100 ? 1 : 0;
    const double level = std::floor(power_.level());
    const double volts = power_.battery_voltage() * 10;
    const int condition = replace_battery_ ? 2 : power_.low() ? 1 : 0;
    if (!style_.smart_online)
        return format("%d;%d;%d;;;;%04.0f;;%03.0f;%03.0f", condition, power_.low() ? 1 : 0, charging, volts, temperature_,
                      level);
    const long since = battery_since_ == kNever ? 0 : whole_seconds(now - battery_since_);
    const double amps = discharging ? output_watts() / power_.battery_voltage() * 10 : 0;
    return format("%d;%d;%d;%ld;%.0f;%03.0f;%.0f;%.0f;%03.0f;%03.0f", condition, power_.low() ? 1 : 0, charging, since,
                  std::floor(power_.runtime_left() / 60), level, volts, amps, temperature_, level);
}

double TildeUps::output_watts() const {
    return power_.output_on() ? power_.load / 100 * style_.rated_power * 0.7 : 0;
}

// 0 normal, 1 battery, 2 bypass, 3 reducing, 4 boosting, 7 none. A standby unit's mains are its bypass.
int TildeUps::source() const {
    const bool standby = !style_.smart_online && !style_.on_line_type;
    if (!power_.output_on()) return 7;
    if (power_.on_battery()) return 1;
    if (power_.trim) return 3;
    if (power_.boost) return 4;
    return power_.bypass || standby ? 2 : 0;
}

std::string TildeUps::output() const {
    const double volts = power_.output_voltage();
    const double hertz = !power_.output_on() ? 0 : power_.on_battery() ? power_.config.nominal_frequency : power_.frequency;
    const double load = power_.output_on() ? power_.load : 0;
    const double amps = volts > 0 ? load / 100 * style_.rated_power / volts : 0;
    std::string text = format("%d;%03.0f;%d;%04.0f", source(), hertz * 10, style_.lines, volts * 10);
    if (!style_.smart_online) return text + format(";;;%03.0f", load);
    const std::string line = format(";%.0f;%.0f;%03.0f", amps * 10 / style_.lines, output_watts() / style_.lines, load);
    text += line;
    for (int more = 1; more < style_.lines; ++more) text += format(";%04.0f", volts * 10) + line;
    return text;
}

std::string TildeUps::input() const {
    const bool on = power_.mains();
    return format("%d;%03.0f;%04.0f", 1, on ? power_.frequency * 10 : 0.0, on ? power_.input_voltage * 10 : 0.0);
}

// V, Hz, V, Hz, VA, W, min, transfer low and high, four limits, type, battery V.
std::string TildeUps::ratings() const {
    const PowerConfig& config = power_.config;
    const double volts = config.nominal_voltage;
    if (!style_.smart_online && style_.firmware == "001") return "134;612;159;600;525;315;;85;100;90;80;150;140;1;12";
    const int type = style_.lines == 3 ? 3 : style_.smart_online || style_.on_line_type ? 0 : 1;
    return format("%.0f;%.0f;%.0f;%.0f;%.0f;%.0f;%s;", volts, config.nominal_frequency * 10, volts,
                  config.nominal_frequency * 10, style_.rated_power, style_.rated_power * 0.7,
                  style_.smart_online ? "2" : "") +
           transfer_ + format(";%.0f;%.0f;%.0f;%.0f;%d;%.0f", volts * 0.8, volts * 0.6, volts * 1.3, volts * 1.1, type,
                              config.nominal_battery);
}

namespace {

TildeStyle read_style(OptionReader& reader, TildeStyle style) {
    style.maker = reader.text("maker", style.maker);
    style.model = reader.text("model", style.model);
    style.firmware = reader.text("firmware", style.firmware);
    style.digits_after_answer = reader.choice("answer", {"long", "short"}) == "long";
    style.refuse = reader.text("refuse", "");
    style.rated_power = reader.number("rated-power", style.rated_power, 1, 999999);
    style.think = reader.milliseconds("think").value_or(style.think);
    return style;
}

}  // namespace

std::unique_ptr<Ups> make_belkin(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    TildeStyle style{.maker = "BELKIN", .model = "F6C525-SER", .firmware = "004"};
    style = read_style(reader, style);
    style.on_line_type = reader.choice("type", {"standby", "online"}) == "online";
    return std::make_unique<TildeUps>(config, style, seed);
}

std::unique_ptr<Ups> make_tripplite_su(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    TildeStyle style{.smart_online = true, .maker = "Tripp Lite", .model = "SU1500RTXL2UA", .firmware = "02", .banks = 2,
                     .rated_power = 1500};
    style = read_style(reader, style);
    style.environment = reader.flag("environment", false);
    style.lines = reader.choice("lines", {"1", "3"}) == "3" ? 3 : 1;
    style.banks = static_cast<int>(reader.number("banks", style.banks, 0, 6));
    return std::make_unique<TildeUps>(config, style, seed);
}

}  // namespace upsmd::sim
