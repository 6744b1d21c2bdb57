// COM ports. The port is opened and set up natively, because Boost.Asio's own opening drops DTR and RTS, and then handed
// to Asio.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "platform/serial_port.h"

namespace upsmd {

// Thread: the I/O thread. Errors name the port (platform/serial_port.h): not_found; in_use (Windows says "access denied"
// for a port that another program has open, so a port that may not be opened is reported as in use too); unsupported
// (it opened, but refuses the settings: not a serial port, or not at this speed); invalid_argument; io.
Result<std::unique_ptr<SerialPort>> open_serial_win32(boost::asio::io_context& io, const std::string& name,
                                                      const PortSettings& settings);

// "COM7", "COM7:", "com12", "\\.\COM12" -> "\\.\COM7", ... invalid_argument for anything that is not the plain name of a
// device, so that no disk, pipe or file can be opened by a port's name.
Result<std::u16string> com_device_path(const std::string& name);

}  // namespace upsmd
