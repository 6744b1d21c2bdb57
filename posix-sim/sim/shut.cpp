#include "posix-sim/sim/shut.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr std::uint8_t kAck = 0x06, kNak = 0x15, kFullSync = 0x16, kLightSync = 0x17, kNoSync = 0x18;
constexpr std::uint8_t kLastPacket = 0x80;
constexpr std::size_t kMostInAPacket = 8;
constexpr long kPower = 650;  // VA
constexpr int kProductString = 2, kSerialString = 3, kModelString = 4, kMakerString = 1;
constexpr long kStopped = -1;

std::uint8_t check_of(const Bytes& bytes, std::size_t from, std::size_t to) {
    std::uint8_t check = 0;
    for (std::size_t i = from; i < to; ++i) check ^= bytes[i];
    return check;
}

long seconds_left(Time until, Time now) {
    return std::chrono::ceil<std::chrono::seconds>(until - now).count();
}

}  // namespace

Shut::Shut(const PowerConfig& config, const ShutStyle& style, std::uint64_t seed) : Ups(config, seed), style_(style) {}

void Shut::receive(std::uint8_t byte, Time now) {
    at_ = now;
    // The other way round ends the dialogue.
    if (outputs_known() && outputs().dtr && !outputs().rts) return;
    const bool is_token = byte == kAck || byte == kNak || (byte >= kFullSync && byte <= kNoSync);
    if (buffer_.empty() && is_token) return token(byte, now);
    if (buffer_.empty() && (byte & ~kLastPacket) != 1) return;
    buffer_.push_back(byte);
    if (buffer_.size() < 2) return;
    const std::size_t length = buffer_[1] & 0x0FU;
    if (length == 0 || length > kMostInAPacket || buffer_[1] >> 4U != static_cast<int>(length)) return buffer_.clear();
    if (buffer_.size() == length + 3) packet(now);
}

void Shut::token(std::uint8_t byte, Time now) {
    if (byte == kAck) return response_.empty() ? void() : send_packet(false, now);
    if (byte == kNak) return last_packet_.empty() ? void() : put_packet(last_packet_, now);
    if (byte != kFullSync && !style_.knows_quiet) return;
    notifies_ = byte != kNoSync;
    response_.clear();
    awaited_.reset();
    answer(Bytes{byte}, Bytes{byte}, style_.think, now);
}

void Shut::packet(Time now) {
    const Bytes packet = std::move(buffer_);
    buffer_.clear();
    const std::size_t end = packet.size() - 1;
    if (check_of(packet, 2, end) != packet[end]) return answer(packet, Bytes{kNak}, style_.think, now);
    asked_ = packet;
    const Bytes data(packet.begin() + 2, packet.begin() + static_cast<std::ptrdiff_t>(end));
    const bool last = (packet[0] & kLastPacket) != 0;
    if (!last && data.size() == kMostInAPacket && data[0] == 0x21 && data[1] == 0x09) {
        awaited_ = data[6] | static_cast<std::size_t>(data[7]) << 8U;
        coming_.clear();
        return answer(packet, Bytes{kAck}, style_.think, now);
    }
    if (!awaited_) return request(data, now);
    coming_.insert(coming_.end(), data.begin(), data.end());
    answer(packet, Bytes{kAck}, style_.think, now);
    if (!last) return;
    if (coming_.size() == *awaited_ && !coming_.empty()) set(coming_, now);
    awaited_.reset();
}

void Shut::request(const Bytes& data, Time now) {
    if (data.size() != kMostInAPacket) return answer(asked_, Bytes{kNak}, style_.think, now);
    const std::size_t most = data[6] | static_cast<std::size_t>(data[7]) << 8U;
    Bytes reply;
    const auto length = static_cast<std::uint8_t>(style_.descriptor.size() & 0xFFU);
    const auto length_high = static_cast<std::uint8_t>(style_.descriptor.size() >> 8U);
    if (data[0] == 0xA1 && data[1] == 0x01 && data[3] == 3) reply = report(data[2]);
    if (data[0] == 0x80 && data[1] == 0x06 && data[3] == 1) reply = device();
    if (data[0] == 0x80 && data[1] == 0x06 && data[3] == 3) reply = string(data[2]);
    if (data[0] == 0x81 && data[1] == 0x06 && data[2] == 0 && data[3] == 0x21)
        reply = {9, 0x21, 0, 1, 0, 1, 0x22, length, length_high};
    if (data[0] == 0x81 && data[1] == 0x06 && data[2] == 0 && data[3] == 0x22) reply = style_.descriptor;
    if (reply.size() > most) reply.resize(most);
    respond(reply, now);
}

void Shut::respond(const Bytes& data, Time now) {
    if (data.empty() && style_.unknown == "silence") return answer(asked_, {}, {}, now);
    if (data.empty() && style_.unknown == "nak") return answer(asked_, Bytes{kNak}, style_.think, now);
    response_ = data.empty() ? Bytes{asked_[4]} : data;
    send_packet(true, now);
}

// The first one after the acknowledge byte, each other one after the host's.
void Shut::send_packet(bool first, Time now) {
    const std::size_t length = std::min(response_.size(), kMostInAPacket);
    const bool last = length == response_.size();
    last_packet_ = {static_cast<std::uint8_t>(last ? 0x84 : 0x04), static_cast<std::uint8_t>(length << 4U | length)};
    last_packet_.insert(last_packet_.end(), response_.begin(), response_.begin() + static_cast<std::ptrdiff_t>(length));
    last_packet_.push_back(check_of(response_, 0, length));
    response_.erase(response_.begin(), response_.begin() + static_cast<std::ptrdiff_t>(length));
    Bytes bytes = first ? Bytes{kAck} : Bytes{};
    bytes.insert(bytes.end(), last_packet_.begin(), last_packet_.end());
    put_packet(bytes, now);
}

void Shut::put_packet(Bytes bytes, Time now) {
    if (bad_packets_ > 0) {
        --bad_packets_;
        bytes.back() ^= 0x40U;
    }
    answer(asked_, bytes, style_.think, now);
}

Bytes Shut::device() const {
    const std::uint8_t low = style_.name == "evolution" ? 0x01 : 0xFF;
    const std::uint8_t high = style_.name == "evolution" ? 0x00 : 0xFF;
    return {18, 1, 0, 1, 0, 0, 0, 8, 0x63, 0x04, low, high, 0, 1, kMakerString, kProductString, kSerialString, 1};
}

Bytes Shut::string(int number) const {
    const std::string* text = nullptr;
    static const std::string kMaker = "MGE UPS SYSTEMS";
    if (number == kMakerString) text = &kMaker;
    if (number == kProductString) text = &style_.product;
    if (number == kSerialString) text = &style_.serial;
    if (number == kModelString) text = &style_.model;
    if (text == nullptr) return {};
    Bytes bytes{static_cast<std::uint8_t>(2 + 2 * text->size()), 3};
    for (const char c : *text) bytes.insert(bytes.end(), {static_cast<std::uint8_t>(c), 0});
    return bytes;
}

Bytes Shut::report(int number) const {
    Bytes bytes{static_cast<std::uint8_t>(number)};
    for (const ShutLayout& place : style_.layout) {
        if (place.report != number) continue;
        const auto end = static_cast<std::size_t>(place.bit + place.size + 7) / 8 + 1;
        if (bytes.size() < end) bytes.resize(end);
        long raw = value(place.item);
        const bool volts = place.item == ShutItem::kOutputVolts || place.item == ShutItem::kInputVolts ||
                           place.item == ShutItem::kBatteryVolts;
        if (volts && place.size == 8) raw = std::lround(static_cast<double>(raw) / 10.0);
        for (int i = 0; i < place.size; ++i) {
            const auto bit = static_cast<unsigned>(place.bit + i);
            if ((static_cast<unsigned long>(raw) >> static_cast<unsigned>(i) & 1U) != 0)
                bytes[1 + bit / 8] = static_cast<std::uint8_t>(bytes[1 + bit / 8] | 1U << (bit % 8));
        }
    }
    return bytes.size() > 1 ? bytes : Bytes{};
}

long Shut::value(ShutItem item) const {
    const bool on = power_.output_on();
    const bool battery = power_.on_battery() || (!power_.mains() && !on);
    const auto tenths = [](double volts) { return std::lround(volts * 10); };
    switch (item) {
        case ShutItem::kNothing: return 0;
        case ShutItem::kAcPresent: return power_.mains() ? 1 : 0;
        case ShutItem::kCharging: return power_.mains() && !battery && power_.level() < 100 ? 1 : 0;
        case ShutItem::kDischarging: return battery ? 1 : 0;
        case ShutItem::kBelowLimit: return power_.low() ? 1 : 0;
        case ShutItem::kReplace: return replace_battery_ ? 1 : 0;
        case ShutItem::kGood: return on ? 1 : 0;
        case ShutItem::kImminent: return 0;
        case ShutItem::kOverload: return power_.overload ? 1 : 0;
        case ShutItem::kFailure: return failed_ ? 1 : 0;
        case ShutItem::kBoost: return power_.boost ? 1 : 0;
        case ShutItem::kBuck: return power_.trim ? 1 : 0;
        case ShutItem::kBypassUsed: return power_.bypass ? 1 : 0;
        case ShutItem::kBatteryUsed: return power_.on_battery() ? 1 : 0;
        case ShutItem::kCapacity: return std::lround(std::floor(power_.level()));
        case ShutItem::kRuntime: return std::lround(std::min(power_.runtime_left(), 65535.0));
        case ShutItem::kLimit:
        case ShutItem::kLimitSetting: return std::lround(power_.config.low_level);
        case ShutItem::kLoad: return on ? std::lround(power_.load) : 0;
        case ShutItem::kOutputVolts: return tenths(power_.output_voltage());
        case ShutItem::kInputVolts: return power_.mains() ? tenths(power_.input_voltage) : 0;
        case ShutItem::kInputHertz: return power_.mains() ? std::lround(power_.frequency) : 0;
        case ShutItem::kBatteryVolts: return tenths(power_.battery_voltage());
        case ShutItem::kOffDelay: return off_at_ == kNever ? kStopped : seconds_left(off_at_, at_);
        case ShutItem::kOnDelay: return on_delay_ < 0 ? kStopped : on_delay_ / 10;
        case ShutItem::kOnDelaySeconds: return on_delay_;
        case ShutItem::kRebootDelay: return kStopped;
        case ShutItem::kInputCentihertz: return power_.mains() ? std::lround(power_.frequency * 100) : 0;
        case ShutItem::kTest: return power_.testing() ? 5 : test_;
        case ShutItem::kBeeper: return beeper_;
        case ShutItem::kProduct: return kProductString;
        case ShutItem::kSerial: return kSerialString;
        case ShutItem::kModel: return kModelString;
        case ShutItem::kNominalPower: return kPower;
        case ShutItem::kTemperature: return std::lround(temperature_ + 273.15);
        case ShutItem::kRestart: return restart_;
    }
    return 0;
}

// Every value of the report; those that nobody can set stay.
void Shut::set(const Bytes& report, Time now) {
    for (const ShutLayout& place : style_.layout) {
        if (place.report != report[0] || static_cast<std::size_t>(place.bit + place.size) > 8 * (report.size() - 1))
            continue;
        unsigned long raw = 0;
        for (int i = 0; i < place.size; ++i) {
            const auto bit = static_cast<unsigned>(place.bit + i);
            raw |= static_cast<unsigned long>(report[1 + bit / 8] >> (bit % 8) & 1U) << static_cast<unsigned>(i);
        }
        const bool stopped = raw == (1UL << static_cast<unsigned>(place.size)) - 1;
        set_item(place.item, stopped ? kStopped : static_cast<long>(raw), now);
    }
}

void Shut::set_item(ShutItem item, long value, Time now) {
    switch (item) {
        case ShutItem::kOffDelay: return order_off(value, now);
        case ShutItem::kOnDelay:
        case ShutItem::kOnDelaySeconds:
            on_delay_ = value < 0 ? kStopped : value * (item == ShutItem::kOnDelay ? 10 : 1);
            executed("DelayBeforeStartup: " + std::to_string(on_delay_) + " s", now);
            if (on_delay_ != 0) return;
            on_delay_ = kStopped;
            return power_.switch_on(now);
        case ShutItem::kTest:
            executed("Test: " + std::to_string(value), now);
            if (value == 3) {
                if (power_.testing()) test_ = 4;
                return power_.stop_test(now);
            }
            if (!power_.mains() || !power_.output_on() || (value != 1 && value != 2)) return;
            return power_.start_test(value == 1 ? now + 10s : kNever, power_.config.low_level, now);
        case ShutItem::kBeeper:
            executed("AudibleAlarmControl: " + std::to_string(value), now);
            beeper_ = value;
            return;
        case ShutItem::kLimitSetting:
            executed("RemainingCapacityLimitSetting: " + std::to_string(value), now);
            power_.config.low_level = static_cast<double>(value);
            return;
        case ShutItem::kRestart:
            executed("AutomaticRestart: " + std::to_string(value), now);
            restart_ = value;
            return;
        default: executed("DANGER a value that is not to be set", now);
    }
}

void Shut::order_off(long seconds, Time now) {
    if (seconds < 0) {
        executed(power_.cancel_off(now) ? "DelayBeforeShutdown: cancelled" : "DelayBeforeShutdown: nothing to cancel",
                 now);
        off_at_ = kNever;
        return;
    }
    if (style_.shortest > 0) seconds = std::min<long>(seconds, style_.shortest);
    OffOrder order;
    order.name = "DelayBeforeShutdown";
    order.grace = std::chrono::seconds(seconds);
    const bool has_restart = std::any_of(style_.layout.begin(), style_.layout.end(),
                                         [](const ShutLayout& place) { return place.item == ShutItem::kRestart; });
    order.returns = on_delay_ >= 0 && (!has_restart || restart_ == 1);
    // Both delays begin together.
    order.sleep = std::chrono::seconds(std::max(on_delay_ - seconds, 0L));
    off_at_ = now + order.grace;
    turn_off(order, now);
}

void Shut::power_up(Time) {
    buffer_.clear();
    response_.clear();
    awaited_.reset();
    off_at_ = kNever;
}

void Shut::power_changed(PowerEvent event, Time now) {
    at_ = now;
    if (event == PowerEvent::kOutputOff) off_at_ = kNever;
    if (event == PowerEvent::kOutputOn) on_delay_ = kStopped;
    if (event == PowerEvent::kTestEnded && test_ != 4) test_ = test_fails_ ? 3 : 1;
    if (event == PowerEvent::kTestStarted) test_ = 5;
    const bool told = event == PowerEvent::kLineFail || event == PowerEvent::kLineBack;
    if (!told || !notifies_) return;
    const int status = style_.layout.front().report;
    const Bytes data = report(status);
    if (data.empty() || data.size() > kMostInAPacket) return;
    Bytes bytes{0x85, static_cast<std::uint8_t>(data.size() << 4U | data.size())};
    bytes.insert(bytes.end(), data.begin(), data.end());
    bytes.push_back(check_of(data, 0, data.size()));
    send(bytes, now);
}

bool Shut::apply_own(std::string_view word, std::string_view rest, Time, bool& handled, std::string& error) {
    handled = word == "bad-packets";
    if (!handled) return true;
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), bad_packets_);
    if (read.ec == std::errc{} && read.ptr == rest.data() + rest.size() && bad_packets_ >= 0) return true;
    bad_packets_ = 0;
    error = "bad-packets: not a number: \"" + std::string(rest) + '"';
    return false;
}

std::unique_ptr<Ups> make_mge_shut(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    ShutStyle style;
    style.name = reader.choice("unit", {"evolution", "ellipse", "extreme", "esprit"});
    std::string product = style.name;
    std::transform(product.begin(), product.end(), product.begin(),
                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    style.product = reader.text("product", style.name == "evolution" ? "Evolution" : product);
    style.model = reader.text("model", style.model);
    style.serial = reader.text("serial", style.serial);
    style.unknown = reader.choice("unknown", {"nak", "silence", "empty"});
    style.knows_quiet = reader.flag("quiet", true);
    style.shortest = static_cast<int>(reader.number("longest-delay", 0, 0, 65534));
    const auto layout = shut_layout(style.name);
    style.layout.assign(layout.begin(), layout.end());
    const std::string restart = reader.choice("restart", {"own", "none", "shared"});
    if (restart != "none")
        style.layout.push_back({ShutItem::kRestart, restart == "own" ? 90 : 22, restart == "own" ? 0 : 24, 8});
    style.descriptor = shut_descriptor(style.layout, reader.flag("equal-lengths", true));
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<Shut>(config, style, seed);
}

}  // namespace upsmd::sim
