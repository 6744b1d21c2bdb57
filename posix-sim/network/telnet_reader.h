// Takes apart what a Telnet server sends (RFC 854, 855), without I/O. The bytes may come split anywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/reading.h"

namespace upsmd {

namespace telnet {

inline constexpr std::uint8_t kSubnegotiationEnd = 240;
inline constexpr std::uint8_t kSubnegotiation = 250;
inline constexpr std::uint8_t kWill = 251;
inline constexpr std::uint8_t kWont = 252;
inline constexpr std::uint8_t kDo = 253;
inline constexpr std::uint8_t kDont = 254;
inline constexpr std::uint8_t kEscape = 255;  // IAC

}  // namespace telnet

class TelnetReader {
  public:
    class Events {
      public:
        virtual ~Events() = default;
        virtual void on_data(std::uint8_t byte) = 0;
        virtual void on_option(std::uint8_t verb, std::uint8_t option) = 0;  // kWill, kWont, kDo, kDont
        // The option, then its payload, unescaped. One that is too long (see kLongest) or broken off is left out.
        virtual void on_subnegotiation(Bytes bytes) = 0;
    };

    static constexpr std::size_t kLongest = 256;

    // Every other command of Telnet (NOP, GA, …) is left out.
    void receive(Bytes bytes, Events& events);

  private:
    enum class State { data, escape, option, sub, sub_escape };

    void on_byte(std::uint8_t byte, Events& events);
    void on_command(std::uint8_t byte, Events& events);
    void keep(std::uint8_t byte);

    State state_ = State::data;
    std::uint8_t verb_ = 0;
    std::array<std::uint8_t, kLongest> sub_{};
    std::size_t size_ = 0;
    bool too_long_ = false;
};

// Data for a Telnet server: the escape byte is doubled.
void append_escaped(Bytes bytes, std::vector<std::uint8_t>& out);

}  // namespace upsmd
