// An open COM port behind the SerialPort interface.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "platform/serial_port.h"

namespace upsmd {

// Takes over `handle`, an open COM port (FILE_FLAG_OVERLAPPED) that is set up already, with its outputs as `outputs` says.
// It is closed on failure too.
Result<std::unique_ptr<SerialPort>> make_com_port(boost::asio::io_context& io, void* handle, const std::string& name,
                                                  OutputLines outputs);

// Speed, 8N1, no flow control, DTR and RTS as wanted, in one call. Error{unsupported}: the port refuses them.
Result<void> set_com_state(void* handle, const std::string& name, const PortSettings& settings);

}  // namespace upsmd
