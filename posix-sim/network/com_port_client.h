// A serial port behind a Telnet server, by RFC 2217 (COM-PORT-OPTION), without I/O and without a clock: bytes from the
// server and calls go in; bytes for the server, data, line levels and failures come out.
//
// Before the server has agreed nothing is sent but five Telnet options, which hold no byte that a UPS acts on. Then the
// levels of DTR, RTS and BREAK come first, then 8N1, no flow control, the speed, and the levels again (some drivers raise
// both lines when the speed is set). What the program writes is held until all of this is confirmed.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/lines.h"
#include "core/result.h"
#include "platform/serial_port.h"
#include "posix-sim/network/telnet_reader.h"

namespace upsmd {

class ComPortClient : private TelnetReader::Events {
  public:
    // What is waited for. The owner calls on_timeout when it has stayed the same for patience().
    enum class Waiting { nothing, agreement, settings, lines, settling, inputs };

    // What has to be sent first is there at once.
    explicit ComPortClient(const PortSettings& settings);

    void receive(Bytes bytes);
    void on_timeout();
    Waiting waiting() const;
    std::chrono::milliseconds patience() const;

    // For the server, since the last call.
    std::vector<std::uint8_t> take_output();
    // From the UPS, since the last call; nothing from before ready() or a change of speed.
    std::vector<std::uint8_t> take_data();

    // Settings are in force, and lines as far as there are any.
    bool ready() const { return ready_; }
    // Final; the message does not name the port. unsupported: the server refuses what is needed; timeout; io.
    const std::optional<Error>& failure() const { return failure_; }

    // Only when ready.
    void send(Bytes bytes);
    void change(const PortSettings& settings);
    void set_lines(OutputLines lines);  // only where has_lines
    // Asks for the input lines, where the server is known to answer; else it tells them when they change.
    void ask_inputs();

    // The server has confirmed DTR and RTS. One whose port has no modem lines says nothing about them.
    bool has_lines() const { return has_lines_; }
    // As the server told last.
    const std::optional<InputLines>& inputs() const { return inputs_; }
    // Bytes that wait for a confirmation.
    std::size_t held() const { return held_.size(); }

  private:
    enum class Kind { setting, line, optional };
    struct Expected {
        std::uint8_t command;
        std::uint32_t value;
        Kind kind;
    };
    // Of one Telnet option, each way.
    struct Option {
        std::uint8_t code;
        bool wanted_here;
        bool wanted_there;
        bool here = false;   // we do it
        bool there = false;  // the server does it
        bool asked_here = false;
        bool asked_there = false;
    };

    void on_data(std::uint8_t byte) override;
    void on_option(std::uint8_t verb, std::uint8_t option) override;
    void on_subnegotiation(Bytes bytes) override;

    void on_answer(bool there, bool yes, std::uint8_t code);
    void on_confirmation(std::uint8_t command, std::uint32_t value);
    void on_modem_state(std::uint8_t bits);
    bool agreed() const;
    void begin();
    void go_on();
    void be_ready();
    void request_inputs();
    void set_line_levels();
    void set_speed();
    void command(std::uint8_t code, Bytes value);
    void expect(std::uint8_t code, std::uint32_t value, Kind kind);
    void put(std::uint8_t verb, std::uint8_t option);
    void fail(ErrorCode code, std::string message);

    PortSettings settings_;
    TelnetReader reader_;
    Option options_[3];
    std::vector<std::uint8_t> output_;
    std::vector<std::uint8_t> data_;
    std::vector<std::uint8_t> held_;
    std::deque<Expected> expected_;
    std::optional<InputLines> inputs_;
    std::optional<Error> failure_;
    bool begun_ = false;
    bool settling_ = false;
    bool inputs_asked_ = false;
    bool inputs_answered_ = false;
    bool suspended_ = false;  // the server takes no data
    bool dropping_ = false;   // what comes belongs to the speed before
    bool has_lines_ = true;   // until it is known better
    bool ready_ = false;
};

}  // namespace upsmd
