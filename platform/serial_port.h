// A serial port and its modem lines. A signal line can switch a UPS off: read the contracts (docs/architecture.md,
// "Ports are dangerous").
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/lines.h"
#include "core/reading.h"
#include "core/result.h"

namespace upsmd {

// Owner: its SerialPort. Thread: the I/O thread only.
class ModemLines {
  public:
    virtual ~ModemLines() = default;

    // Sets DTR, RTS and BREAK in as few steps as the system allows. Error{unsupported} where the port has no lines
    // (a bare pty), Error{io} else.
    virtual Result<void> set(OutputLines lines) = 0;

    virtual Result<InputLines> get() = 0;

    // Calls on_change on the I/O thread after every edge of an input line, with the levels then read; by event, never by
    // polling. At most one watch. Ends when the port is destroyed: no call comes after that.
    // Error{unsupported} where the port has no lines.
    virtual Result<void> watch(std::function<void(InputLines)> on_change) = 0;
};

struct PortSettings {
    std::uint32_t baud = 2400;
    OutputLines outputs;  // in force from the opening on, in the same step as far as the system allows
};

// An open port, 8N1, no flow control. Owner: whoever opened it. Thread: the I/O thread only, the destructor included.
// Destruction closes the port without touching the lines as far as the system allows (POSIX: HUPCL cleared), drops
// what has not been written, and no callback comes after it.
class SerialPort {
  public:
    virtual ~SerialPort() = default;

    // False: the port is still on its way (a connection over a network). Until it is ready only when_ready may be called.
    virtual bool ready() const { return true; }
    // Calls done once, on the I/O thread and never from inside: the port is ready, or it has failed and is of no use. The
    // owner must not destroy it from inside the call. Only for a port that is not ready.
    virtual void when_ready(std::function<void(const Result<void>&)> /*done*/) {}
    // False: the speed is somebody else's, and `change` refuses another one.
    virtual bool sets_speed() const { return true; }

    // Reads for as long as the port lives. on_bytes: 1 byte or more each time, as they come. on_lost: at most once, the
    // port has hung up or failed; nothing follows; the owner should destroy it, but not from inside the callback.
    virtual void start_reading(std::function<void(Bytes)> on_bytes, std::function<void(const Error&)> on_lost) = 0;

    // A hint, from inside on_bytes: so many more bytes are likely to follow at once, and may be handed over together. They
    // are not handed over later than it takes them to come.
    virtual void expect(std::size_t /*bytes*/) {}

    // Queues bytes in order; returns at once. A failure is reported through on_lost.
    virtual void write(Bytes bytes) = 0;

    // Calls done on the I/O thread once everything written so far has been handed to the operating system.
    virtual void when_written(std::function<void()> done) = 0;

    // Another speed and other lines, at once: nothing may be under way in either direction. What has come is dropped.
    // Where the port has no lines only the speed changes. Error{unsupported}: the port refuses the speed.
    virtual Result<void> change(const PortSettings& settings) = 0;

    virtual ModemLines& lines() = 0;
};

// Opens ports by the system's name: "COM7", "\\.\COM12"; "/dev/ttyS0", "/dev/pts/3"; POSIX: "tcp://host:3001",
// "rfc2217://host:3001" (docs/ports.md), which come back before they are ready.
// Thread: the I/O thread. Errors name the port: not_found, access_denied, in_use (another program holds it),
// unsupported (opened, but it is no terminal or refuses the settings), io.
class PortOpener {
  public:
    virtual ~PortOpener() = default;
    virtual Result<std::unique_ptr<SerialPort>> open(const std::string& name, const PortSettings& settings) = 0;
};

}  // namespace upsmd
