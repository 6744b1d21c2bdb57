#include "posix-sim/sim/liebert_esp2.h"

#include <cmath>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr Duration kPartialLife = 250ms;
constexpr double kPowerFactor = 0.7;

long bits(std::initializer_list<std::pair<unsigned, bool>> set) {
    long word = 0;
    for (const auto& [number, on] : set)
        if (on) word |= 1L << number;
    return word;
}

}  // namespace

LiebertEsp2::LiebertEsp2(const PowerConfig& config, const LiebertEsp2Style& style, std::uint64_t seed)
    : Ups(config, seed), style_(style) {}

void LiebertEsp2::power_up(Time) {
    buffer_.clear();
    mode_set_ = key_asked_ = false;
}

void LiebertEsp2::receive(std::uint8_t byte, Time now) {
    if (now - last_byte_ > kPartialLife) buffer_.clear();
    last_byte_ = now;
    buffer_.push_back(byte);
    if (buffer_.front() != 1) return buffer_.clear();
    if (buffer_.size() < 3 || buffer_.size() < buffer_[2] + 4U) return;
    unsigned sum = 0;
    for (std::size_t i = 0; i + 1 < buffer_.size(); ++i) sum += buffer_[i];
    if ((sum & 0xFF) == buffer_.back() && buffer_.size() >= 6) question(now);
    buffer_.clear();
}

void LiebertEsp2::question(Time now) {
    const unsigned command = buffer_[1];
    const unsigned number = buffer_[4];
    std::optional<long> number_told;
    if (command == 0x9C)
        number_told = order(now) ? std::optional(0L) : std::nullopt;
    else if (buffer_[2] == 2 && buffer_[3] == 1)
        number_told = value(command, number);
    if (!number_told) return answer(buffer_, {}, style_.think, now);
    const auto raw = static_cast<unsigned>(*number_told) & 0xFFFFU;
    Bytes reply{1, static_cast<std::uint8_t>(command), 4, 1, static_cast<std::uint8_t>(number),
                static_cast<std::uint8_t>(raw >> 8), static_cast<std::uint8_t>(raw & 0xFF)};
    if (style_.plain_header) reply[1] = reply[4] = 0;
    unsigned sum = 0;
    for (const std::uint8_t each : reply) sum += each;
    reply.push_back(static_cast<std::uint8_t>(sum & 0xFF));
    answer(buffer_, reply, style_.think, now);
}

long LiebertEsp2::scaled(double number, double gxt2, double nxe) const {
    return std::lround(number / (style_.gxt2 ? gxt2 : nxe));
}

std::optional<long> LiebertEsp2::value(unsigned command, unsigned number) const {
    switch (command) {
        case 0x83: return number == 2 ? std::optional(style_.gxt2 ? 1L : 2L) : std::nullopt;
        case 0x88: return text_word(number);
        case 0x90: return phase_measure(number);
        case 0x91:
        case 0x92: return style_.phases == 3 ? phase_measure(number) : std::nullopt;
        case 0x94: return number <= 3 || number == 7 ? std::optional(status_word(number)) : std::nullopt;
        case 0x95: return measure(number);
        case 0xA1: return setting(number);
        default: return std::nullopt;
    }
}

std::optional<long> LiebertEsp2::measure(unsigned number) const {
    const bool on = power_.output_on();
    const double va = on ? power_.load / 100 * style_.rated_power : 0;
    const double amperes = power_.on_battery() ? -12 : power_.level() < 100 ? 0.2 : 0;
    const double hertz = power_.mains() ? power_.frequency : 0;
    switch (number) {
        case 0x01: return std::lround(std::floor(power_.runtime_left() / 60));
        case 0x02: return std::lround(power_.battery_voltage() * 10);
        case 0x03: return std::lround(amperes * 100);
        case 0x05: return style_.phases == 1 ? std::optional(scaled(va * kPowerFactor, 1, 100)) : std::nullopt;
        case 0x06: return style_.phases == 1 ? std::optional(scaled(va, 1, 100)) : std::nullopt;
        case 0x07: return style_.phases == 1 ? std::optional(std::lround(on ? power_.load : 0)) : std::nullopt;
        case 0x08:
        case 0x0A: return scaled(hertz, 0.1, 0.01);
        case 0x09: return scaled(on ? power_.frequency : 0, 0.1, 0.01);
        case 0x0C: return std::lround((temperature_ - 5) * 10);
        case 0x0E: return std::lround(temperature_ * 10);
        default: return std::nullopt;
    }
}

std::optional<long> LiebertEsp2::phase_measure(unsigned number) const {
    const bool on = power_.output_on();
    const double va = on ? power_.load / 100 * style_.rated_power / style_.phases : 0;
    const double input = power_.mains() ? power_.input_voltage : 0;
    switch (number) {
        case 0x01: return std::lround(input * 10);
        case 0x02: return std::lround(power_.mains() ? va / power_.config.nominal_voltage * 10 : 0);
        case 0x03: return std::lround(power_.output_voltage() * 10);
        case 0x04: return std::lround(va / power_.config.nominal_voltage * 10);
        case 0x05: return std::lround(input * 10);
        case 0x06: return std::lround(power_.bypass ? va / power_.config.nominal_voltage * 10 : 0);
        case 0x15: return scaled(va * kPowerFactor, 1, 100);
        case 0x16: return scaled(va, 1, 100);
        case 0x18: return std::lround(on ? power_.load : 0);
        default: return std::nullopt;
    }
}

std::optional<long> LiebertEsp2::setting(unsigned number) const {
    switch (number) {
        case 0x04: return 2;
        case 0x08: return scaled(style_.rated_power, 1, 100);
        case 0x09:
        case 0x0A: return scaled(power_.config.nominal_frequency, 0.1, 0.01);
        case 0x0D: return std::lround(power_.config.nominal_battery * 10);
        case 0x0E: return 2;
        default: return std::nullopt;
    }
}

long LiebertEsp2::status_word(unsigned number) const {
    switch (number) {
        case 1: return bits({{2, power_.on_battery()}, {6, power_.testing()}, {8, power_.on_battery()}});
        case 2:
            return bits({{0, power_.bypass},
                         {1, power_.level() >= 100},
                         {5, replace_battery_},
                         {6, power_.boost},
                         {9, power_.trim}});
        case 3: return bits({{0, power_.overload}, {2, power_.off_pending()}, {3, failed_}, {5, power_.low()}});
        default: return 0;
    }
}

std::optional<long> LiebertEsp2::text_word(unsigned number) const {
    if (number == 1) return style_.phases << 4 | style_.phases;  // on-line
    struct Text {
        unsigned first;
        unsigned last;
        const std::string& text;
    };
    for (const Text& each : {Text{0x04, 0x12, style_.model}, Text{0x13, 0x1A, style_.firmware},
                             Text{0x1B, 0x24, style_.serial}, Text{0x25, 0x28, style_.date}}) {
        if (number < each.first || number > each.last) continue;
        const std::size_t at = 2 * (number - each.first);
        const auto character = [&each](std::size_t index) {
            return static_cast<long>(index < each.text.size() ? static_cast<unsigned char>(each.text[index]) : ' ');
        };
        return character(at) | character(at + 1) << 8;
    }
    return std::nullopt;
}

// Mode, delay, key, and the order with the key: in that sequence.
bool LiebertEsp2::order(Time now) {
    const unsigned number = buffer_[4];
    const unsigned word = buffer_[2] == 4 ? buffer_[5] * 256U + buffer_[6] : 0;
    if (buffer_[2] == 4 && number == 6) {
        mode_set_ = word == 1;
        executed("9C 06: output-off mode " + std::to_string(word), now);
        return true;
    }
    if (buffer_[2] == 4 && number == 5) {
        delay_tens_ = word;
        executed("9C 05: output-off delay " + std::to_string(word * 10) + " s", now);
        return true;
    }
    if (buffer_[2] == 2 && number == 7) {
        key_asked_ = true;
        return true;
    }
    const bool keyed = buffer_[2] == 4 && number == 0x88 && word == 0x4C4C && key_asked_ && mode_set_;
    key_asked_ = false;
    if (!keyed) return false;
    OffOrder off;
    off.name = "9C 88";
    off.grace = std::chrono::seconds(delay_tens_ * 10);
    off.returns = style_.auto_restart;
    turn_off(off, now);
    return true;
}

std::unique_ptr<Ups> make_liebert_esp2(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    LiebertEsp2Style style;
    style.model = reader.text("model", style.model);
    style.firmware = reader.text("firmware", style.firmware);
    style.serial = reader.text("serial", style.serial);
    style.gxt2 = reader.choice("class", {"gxt2", "nxe"}) == "gxt2";
    style.phases = reader.choice("phases", {"1", "3"}) == "3" ? 3 : 1;
    style.rated_power = reader.number("rated-power", style.gxt2 ? 1000 : 20000, 1, 1e6);
    style.auto_restart = reader.flag("auto-restart", true);
    style.plain_header = reader.choice("header", {"repeats", "plain"}) == "plain";
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<LiebertEsp2>(config, style, seed);
}

}  // namespace upsmd::sim
