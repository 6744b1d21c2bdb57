#include "posix-sim/network/telnet_reader.h"

namespace upsmd {

using namespace telnet;

void TelnetReader::receive(Bytes bytes, Events& events) {
    for (const std::uint8_t byte : bytes) on_byte(byte, events);
}

void TelnetReader::on_byte(std::uint8_t byte, Events& events) {
    switch (state_) {
        case State::data:
            if (byte == kEscape)
                state_ = State::escape;
            else
                events.on_data(byte);
            return;
        case State::escape: return on_command(byte, events);
        case State::option:
            state_ = State::data;
            return events.on_option(verb_, byte);
        case State::sub:
            if (byte == kEscape)
                state_ = State::sub_escape;
            else
                keep(byte);
            return;
        case State::sub_escape:
            if (byte == kEscape) {
                state_ = State::sub;
                return keep(byte);
            }
            if (byte != kSubnegotiationEnd) return on_command(byte, events);  // broken off
            state_ = State::data;
            if (!too_long_ && size_ > 0) events.on_subnegotiation(Bytes{sub_.data(), size_});
            return;
    }
}

// What follows the escape byte.
void TelnetReader::on_command(std::uint8_t byte, Events& events) {
    state_ = State::data;
    switch (byte) {
        case kEscape: return events.on_data(byte);
        case kWill:
        case kWont:
        case kDo:
        case kDont:
            verb_ = byte;
            state_ = State::option;
            return;
        case kSubnegotiation:
            size_ = 0;
            too_long_ = false;
            state_ = State::sub;
            return;
        default: return;
    }
}

void TelnetReader::keep(std::uint8_t byte) {
    too_long_ = too_long_ || size_ == sub_.size();
    if (!too_long_) sub_[size_++] = byte;
}

void append_escaped(Bytes bytes, std::vector<std::uint8_t>& out) {
    for (const std::uint8_t byte : bytes) {
        out.push_back(byte);
        if (byte == kEscape) out.push_back(byte);
    }
}

}  // namespace upsmd
