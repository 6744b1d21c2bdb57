// Serial ports of servers on the network: raw TCP, and Telnet with RFC 2217. docs/ports.md.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "platform/serial_port.h"

namespace upsmd {

// Thread: the I/O thread. Returns at once with a port that is on its way (SerialPort::ready): connecting takes 5 s at the
// most, agreeing with an RFC 2217 server some seconds more. Error{invalid_argument}: the name.
//
// A raw port has neither modem lines nor a speed that could be set: both are the server's. An RFC 2217 port sets lines, 8N1,
// no flow control and speed before anything else, and is lost (unsupported) where the server does not do as it is told.
Result<std::unique_ptr<SerialPort>> open_network_port(boost::asio::io_context& io, const std::string& name,
                                                      const PortSettings& settings);

}  // namespace upsmd
