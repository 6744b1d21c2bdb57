// Opens a tty and sets it up, without Asio.
#pragma once

#include <string>
#include <vector>

#include "core/lines.h"
#include "core/result.h"
#include "platform/serial_port.h"
#include "posix-sim/lock_file_posix.h"
#include "posix-sim/unique_fd_posix.h"

namespace upsmd {

// An open tty and what keeps others away from it. The lock files go first: once the last descriptor of a pty is closed
// the kernel may give its number to another one.
struct OpenTty {
    UniqueFd fd;
    std::vector<LockFile> locks;
};

// Open, locked, 8N1 without flow control, lines as wanted where the port has lines. A link is followed once, so that
// what is locked is what is opened. Errors: open_serial_posix.
Result<OpenTty> open_tty(const std::string& name, const PortSettings& settings);

// Speed and lines of an open tty; what has come is dropped. Errors: SerialPort::change.
Result<void> change_tty(int fd, const std::string& name, const PortSettings& settings);

// Before closing: gives what was written some time to leave (a turn-off request may be the last thing written), drops
// what is stuck (closing would wait for it, up to 30 s), and lets others open the port.
void prepare_to_close(int fd);

// Sets DTR and RTS in one call, then BREAK. Error{unsupported} where the port has no lines.
Result<void> set_tty_lines(int fd, const std::string& name, OutputLines lines);
Result<InputLines> get_tty_lines(int fd, const std::string& name);

}  // namespace upsmd
