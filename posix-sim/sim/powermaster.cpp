#include "posix-sim/sim/powermaster.h"

#include <array>
#include <cmath>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/text_format.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 40;
constexpr Duration kQuickTest = 10s;
constexpr Duration kDeepTest = std::chrono::hours(10);
// Below this the unit is about to turn itself off.
constexpr double kCriticalLevel = 5;
const std::string kDone = "#0";

}  // namespace

PowerMaster::PowerMaster(const PowerConfig& config, Duration think, std::uint64_t seed)
    : Ups(config, seed), think_(think) {}

void PowerMaster::receive(std::uint8_t byte, Time now) {
    buffer_.push_back(byte);
    if (byte == '\r') {
        command(now);
        buffer_.clear();
    } else if (buffer_.size() > kLongestCommand) {
        buffer_.clear();
    }
}

void PowerMaster::power_up(Time) {
    buffer_.clear();
}

void PowerMaster::power_changed(PowerEvent event, Time) {
    if (event == PowerEvent::kTestEnded) deep_ = false;
}

// An empty line fails, what is not known is said to be so.
void PowerMaster::command(Time now) {
    const std::string text(buffer_.begin(), buffer_.end() - 1);
    std::string reply = text.empty() ? "#-1" : query(text);
    if (reply.empty()) reply = control(text, now);
    if (reply.empty()) reply = "#-3";
    answer(to_bytes(text), to_bytes(reply + "\r"), think_, now);
}

std::string PowerMaster::query(const std::string& text) const {
    const PowerConfig& config = power_.config;
    const double high = config.nominal_voltage * 1.26;
    const double low = config.nominal_voltage * 0.704;
    if (text == "B") return status_line();
    if (text == "X41") return "#1200,PE02022.002,000000000000,000000000000000000";
    if (text == "X27") return format("#%.0f,%.0f,%.0f,10,300", config.nominal_voltage, high, low);
    if (text == "X51") return format("#%.0f", high);
    if (text == "X60") return format("#%.0f", low);
    if (text == "X72")
        return format("#1200,0720,%.0f,40,70,%05.2f", config.nominal_voltage, 1200 / config.nominal_voltage);
    if (text == "X5") return format("#12,%.0f,7,0,5,480", config.nominal_battery / 12);
    if (text == "X15") return "#10";
    if (text == "X87") return "#\xC7\x97\xF0\xF0";
    if (text == "X71") return "#\x80\x80";
    return "";
}

std::string PowerMaster::status_line() const {
    const bool on = power_.output_on();
    const double hertz = power_.mains() ? power_.frequency : 0.0;
    const double out_hertz = !on ? 0 : power_.on_battery() ? power_.config.nominal_frequency : hertz;
    return format("#I%05.1fO%05.1fL%03.0fB%03.0fV%04.1fF%04.1fH%04.1fR%03.0fS",
                  power_.mains() ? power_.input_voltage : 0.0, power_.output_voltage(), on ? power_.load : 0.0,
                  std::floor(power_.level() + 1e-6), power_.battery_voltage(), hertz, out_hertz,
                  std::floor(power_.runtime_left() / 60)) +
           flag_bytes();
}

// The rows that were seen, by condition.
std::string PowerMaster::flag_bytes() const {
    const bool full = power_.level() > 99;
    const bool low = power_.low();
    std::array<unsigned, 6> row{0x80, 0x84, full ? 0xD0U : 0x94U, 0x80, 0x80, 0xC0};
    if (power_.testing()) {
        row = {0x88, 0x80, deep_ ? 0xC8U : full ? 0x88U : 0x8CU, 0x88, 0x80, 0xC0};
    } else if (!power_.mains()) {
        const bool critical = power_.level() < kCriticalLevel;
        row = {critical ? 0xE0U : 0xC0U, 0x83, full ? 0x88U : 0x8CU, 0x80, 0x80, 0xC0};
    }
    if (low) row[4] |= 0x20;
    if (!power_.output_on()) row[4] |= 0x40;
    std::string bytes;
    for (const unsigned byte : row) bytes += static_cast<char>(byte);
    return bytes;
}

std::string PowerMaster::control(const std::string& text, Time now) {
    if (text == "A" || text == "AH") return test_command(text, now);
    if (text == "AU") {
        executed("AU: beeper test", now);
        return kDone;
    }
    if (text == "KA") {
        executed("KA: test ended", now);
        power_.stop_test(now);
        return kDone;
    }
    if (text.starts_with("K19:")) return text.size() == 20 ? kDone : "#-4";
    if (!text.starts_with("K60:")) return "";
    if (text != "K60:0" && text != "K60:1") return "#-4";
    beeper_on_ = text == "K60:1";
    executed(text + (beeper_on_ ? ": beeper on" : ": beeper off"), now);
    return kDone;
}

// Not on battery, and the long one not while the battery is being charged.
std::string PowerMaster::test_command(const std::string& text, Time now) {
    const bool long_one = text == "AH";
    if (!power_.mains() || !power_.output_on() || (long_one && power_.level() < 99)) return "#-10";
    executed(text + (long_one ? ": run time test" : ": battery test"), now);
    power_.start_test(now + (long_one ? kDeepTest : kQuickTest), long_one ? power_.config.low_level : 0, now);
    deep_ = long_one;
    return kDone;
}

std::unique_ptr<Ups> make_powermaster(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    return std::make_unique<PowerMaster>(config, reader.milliseconds("think").value_or(60ms), seed);
}

}  // namespace upsmd::sim
