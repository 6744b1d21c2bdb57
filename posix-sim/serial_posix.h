// Serial ports as ttys and ptys.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "platform/serial_port.h"

namespace upsmd {

// Thread: the I/O thread. Errors name the port (platform/serial_port.h): not_found; access_denied; in_use (another
// program has its lock file, has locked it with flock, or made it exclusive with TIOCEXCL: docs/ports.md); unsupported (no
// tty, or it refuses the settings); invalid_argument (a speed that POSIX has no name for); io.
//
// The kernel raises DTR and RTS while it opens a port that nobody has open; no program can prevent that. The wanted levels
// are set as soon as the port is known to be ours, some microseconds later, and closing leaves them as they are.
Result<std::unique_ptr<SerialPort>> open_serial_posix(boost::asio::io_context& io, const std::string& name,
                                                      const PortSettings& settings);

}  // namespace upsmd
