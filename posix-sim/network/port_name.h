// Names of ports on the network: "tcp://HOST:PORT" and "rfc2217://HOST:PORT"; an IPv6 address stands in brackets.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace upsmd {

struct NetworkName {
    bool rfc2217 = false;  // else raw
    std::string host;      // without brackets
    std::uint16_t port = 0;
    auto operator<=>(const NetworkName&) const = default;
};

// Whether the name is meant for the network ("WORD://…"), known or not.
bool is_network_name(const std::string& name);

// Error{invalid_argument} names what is wrong and where.
Result<NetworkName> parse_network_name(const std::string& name);

}  // namespace upsmd
