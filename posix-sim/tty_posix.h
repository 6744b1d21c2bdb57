// Opens a tty and sets it up, without Asio.
#pragma once

#include <string>

#include "core/lines.h"
#include "core/result.h"
#include "platform/serial_port.h"

namespace upsmd {

// Owns a file descriptor.
class UniqueFd {
  public:
    explicit UniqueFd(int fd = -1) : fd_(fd) {}
    ~UniqueFd();
    UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
    UniqueFd& operator=(UniqueFd&&) = delete;
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;

    int get() const { return fd_; }
    int release();

  private:
    int fd_;
};

// Open, locked, 8N1 without flow control, lines as wanted where the port has lines. Errors: open_serial_posix.
Result<UniqueFd> open_tty(const std::string& name, const PortSettings& settings);

// Speed and lines of an open tty; what has come is dropped. Errors: SerialPort::change.
Result<void> change_tty(int fd, const std::string& name, const PortSettings& settings);

// Before closing: gives what was written some time to leave (a turn-off request may be the last thing written), drops
// what is stuck (closing would wait for it, up to 30 s), and lets others open the port.
void prepare_to_close(int fd);

// Sets DTR and RTS in one call, then BREAK. Error{unsupported} where the port has no lines.
Result<void> set_tty_lines(int fd, const std::string& name, OutputLines lines);
Result<InputLines> get_tty_lines(int fd, const std::string& name);

}  // namespace upsmd
