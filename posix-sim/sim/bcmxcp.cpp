#include "posix-sim/sim/bcmxcp.h"

#include <algorithm>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

namespace {

constexpr std::uint8_t kStart = 0xAB;
constexpr std::size_t kPacketData = 121;
constexpr Duration kPartialLife = 250ms;
constexpr Duration kAuthorised = 16s;

// Acknowledgements.
constexpr unsigned kAccepted = 0x31;
constexpr unsigned kNotImplemented = 0x32;
constexpr unsigned kBusy = 0x33;
constexpr unsigned kOutOfRange = 0x35;
constexpr unsigned kInvalidParameter = 0x36;

void close(Bytes& packet) {
    unsigned sum = 0;
    for (const std::uint8_t byte : packet) sum += byte;
    packet.push_back(static_cast<std::uint8_t>(0x100 - (sum & 0xFF)));
}

unsigned word(const Bytes& bytes, std::size_t at) { return bytes[at] + 256U * bytes[at + 1]; }

}  // namespace

BcmXcp::BcmXcp(const PowerConfig& config, const BcmXcpStyle& style, std::uint64_t seed)
    : Ups(config, seed), style_(style) {}

void BcmXcp::power_up(Time) {
    buffer_.clear();
    authorised_until_.reset();
    ever_authorised_ = false;
}

void BcmXcp::receive(std::uint8_t byte, Time now) {
    if (now - last_byte_ > kPartialLife) buffer_.clear();
    last_byte_ = now;
    buffer_.push_back(byte);
    while (!buffer_.empty() && buffer_.front() != kStart) buffer_.erase(buffer_.begin());
    if (buffer_.size() < 3 || buffer_.size() < buffer_[1] + 3U) return;
    unsigned sum = 0;
    for (const std::uint8_t each : buffer_) sum += each;
    if ((sum & 0xFF) == 0 && buffer_[1] > 0) packet(now);
    buffer_.clear();
}

void BcmXcp::packet(Time now) {
    last_packet_ = buffer_;
    const Bytes command(buffer_.begin() + 2, buffer_.end() - 1);
    if (command.front() == 0xCF) {
        if (command != Bytes{0xCF, 0x69, 0xE8, 0xD5}) return;
        authorised_until_ = now + kAuthorised;
        ever_authorised_ = true;
        return answer(last_packet_, {}, style_.think, now);
    }
    const bool authorised = authorised_until_ && now <= *authorised_until_;
    authorised_until_.reset();  // any command ends it
    if (style_.needs_authorisation && !ever_authorised_) return;
    if (request(command.front(), now)) return;
    if (!authorised) return answer(last_packet_, {}, style_.think, now);
    Bytes acknowledgement{static_cast<std::uint8_t>(control(command, now))};
    acknowledgement.insert(acknowledgement.end(), command.begin(), command.end());
    reply(9, acknowledgement, now);
}

void BcmXcp::reply(unsigned block, const Bytes& data, Time now) {
    Bytes out;
    std::uint8_t sequence = 1;
    for (std::size_t at = 0; at < data.size(); ++sequence) {
        const std::size_t count = std::min(kPacketData, data.size() - at);
        const bool last = at + count == data.size();
        Bytes packet{kStart, static_cast<std::uint8_t>(block), static_cast<std::uint8_t>(count),
                     static_cast<std::uint8_t>(last ? sequence | 0x80 : sequence)};
        packet.insert(packet.end(), data.begin() + static_cast<std::ptrdiff_t>(at),
                      data.begin() + static_cast<std::ptrdiff_t>(at + count));
        close(packet);
        out.insert(out.end(), packet.begin(), packet.end());
        at += count;
    }
    answer(last_packet_, out, style_.think, now);
}

bool BcmXcp::request(unsigned command, Time now) {
    static const Bytes kCommands{0x31, 0x33, 0x34, 0x35, 0x36, 0x3B, 0x3C, 0x40, 0x89, 0x8A, 0x8B, 0x93, 0x95, 0xA0, 0xB1, 0xCF};
    switch (command) {
        case 0xA0:
            if (!style_.silent_a0) reply(1, identity(), now);
            return true;
        case 0x31: reply(1, identity(), now); return true;
        case 0x33: reply(3, status(), now); return true;
        case 0x34: reply(4, meters(), now); return true;
        case 0x35: reply(5, alarms(), now); return true;
        case 0x36: reply(6, config_block(), now); return true;
        case 0x3B: reply(0x0B, battery(), now); return true;
        case 0x3C: reply(0x0C, limits(), now); return true;
        case 0x40:
            if (!style_.lists_commands) break;
            {
                Bytes list{static_cast<std::uint8_t>(kCommands.size()), 1};
                list.insert(list.end(), kCommands.begin(), kCommands.end());
                reply(0x10, list, now);
            }
            return true;
        default: break;
    }
    if (command < 0x31 || command > 0x45) return false;
    reply(9, {static_cast<std::uint8_t>(kNotImplemented), static_cast<std::uint8_t>(command)}, now);
    return true;
}

unsigned BcmXcp::control(const Bytes& command, Time now) {
    OffOrder order;
    switch (command.front()) {
        case 0x8A:  // seconds, back with the mains after 5 s off at the least
            if (command.size() != 3) return kInvalidParameter;
            order.name = "8A";
            order.grace = std::chrono::seconds(word(command, 1));
            order.sleep = 5s;
            // Cannot be cut short.
            if (power_.off_pending() && power_.order().name == "8A") return kBusy;
            turn_off(order, now);
            return kAccepted;
        case 0x8B:
            order.name = "8B";
            order.returns = false;
            turn_off(order, now);
            return kAccepted;
        case 0x89:
            executed("89: output on", now);
            power_.switch_on(now);
            return kAccepted;
        case 0x93:  // minutes
            if (command.size() != 3) return kInvalidParameter;
            if (word(command, 1) == 0) {
                const bool mine = power_.off_pending() && power_.order().name == "93";
                if (mine) power_.cancel_off(now);
                executed(mine ? "93: scheduled off cancelled" : "93: nothing to cancel", now);
                return kAccepted;
            }
            order.name = "93";
            order.returns = false;
            order.grace = std::chrono::minutes(word(command, 1));
            turn_off(order, now);
            return kAccepted;
        case 0x95: return set_parameter(command, now);
        case 0xB1: return start_test(command, now);
        default: executed("DANGER unknown control command", now); return kNotImplemented;
    }
}

unsigned BcmXcp::set_parameter(const Bytes& command, Time now) {
    constexpr unsigned kHorn = 6;
    if (command.size() != 4) return kInvalidParameter;
    if (command[1] == 0xFF) return kAccepted;  // which can be set: none is listed
    if (command[1] != kHorn) return kInvalidParameter;
    if (word(command, 2) > 2) return kOutOfRange;
    horn_ = word(command, 2);
    executed("95: horn " + std::to_string(horn_), now);
    return kAccepted;
}

unsigned BcmXcp::start_test(const Bytes& command, Time now) {
    if (command.size() != 3) return kInvalidParameter;
    if (!power_.mains() || !power_.output_on()) return kBusy;
    executed("B1: battery test", now);
    test_state_ = 1;
    const auto length = std::chrono::seconds(command[1] + command[2]);
    power_.start_test(now + length, power_.config.low_level, now);
    return kAccepted;
}

void BcmXcp::power_changed(PowerEvent event, Time) {
    if (event != PowerEvent::kTestEnded) return;
    test_state_ = test_fails_ ? 4 : 2;
}

std::unique_ptr<Ups> make_bcmxcp(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    BcmXcpStyle style;
    style.model = reader.text("model", style.model);
    style.serial = reader.text("serial", style.serial);
    style.part = reader.text("part", style.part);
    style.rated_power = static_cast<unsigned>(reader.number("rated-power", style.rated_power, 50, 1e6));
    style.long_status = reader.choice("status", {"short", "long"}) == "long";
    style.lists_commands = reader.flag("commands", true);
    style.silent_a0 = reader.flag("silent-a0", false);
    style.needs_authorisation = reader.flag("needs-authorisation", false);
    style.three_phases = reader.choice("phases", {"1", "3"}) == "3";
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<BcmXcp>(config, style, seed);
}

}  // namespace upsmd::sim
