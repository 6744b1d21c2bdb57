#include "posix-sim/network/port_name.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace upsmd {
namespace {

constexpr std::string_view kAfterScheme = "://";
constexpr std::size_t kLongestHost = 255;  // of a DNS name

bool is_host_character(char c) {
    const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return alphanumeric || c == '-' || c == '.' || c == '_';
}

// The address itself is judged when it is used; '%' begins an interface.
bool is_address_character(char c) { return is_host_character(c) || c == ':' || c == '%'; }

Error mistake(const std::string& name, const std::string& what) {
    return {ErrorCode::invalid_argument, "\"" + name + "\": " + what, 0};
}

}  // namespace

bool is_network_name(const std::string& name) {
    const std::size_t end = name.find(kAfterScheme);
    return end != std::string::npos && name.find('/') > end;
}

Result<NetworkName> parse_network_name(const std::string& name) {
    const std::string scheme = name.substr(0, std::min(name.find(kAfterScheme), name.size()));
    NetworkName parsed;
    parsed.rfc2217 = scheme == "rfc2217";
    if (!parsed.rfc2217 && scheme != "tcp")
        return mistake(name, "the network ports that are known are tcp://HOST:PORT and rfc2217://HOST:PORT");

    const std::string rest = name.substr(scheme.size() + kAfterScheme.size());
    const bool bracket = rest.starts_with('[');
    const std::size_t end = bracket ? rest.find(']') : rest.find(':');
    if (bracket && end == std::string::npos) return mistake(name, "a bracket is not closed");
    const std::size_t colon = bracket ? end + 1 : end;
    if (end == std::string::npos || colon >= rest.size() || rest[colon] != ':')
        return mistake(name, "there is no port number (HOST:PORT)");
    if (!bracket && rest.find(':', colon + 1) != std::string::npos)
        return mistake(name, "an IPv6 address needs brackets, as in tcp://[::1]:3001");

    parsed.host = rest.substr(bracket ? 1 : 0, end - (bracket ? 1 : 0));
    if (parsed.host.empty()) return mistake(name, "there is no host");
    if (parsed.host.size() > kLongestHost ||
        !std::all_of(parsed.host.begin(), parsed.host.end(), bracket ? is_address_character : is_host_character))
        return mistake(name, "\"" + parsed.host + "\" is no host");
    std::transform(parsed.host.begin(), parsed.host.end(), parsed.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });

    const std::string digits = rest.substr(colon + 1);
    const char* const digits_end = digits.data() + digits.size();
    const auto number = std::from_chars(digits.data(), digits_end, parsed.port);
    if (number.ec != std::errc{} || number.ptr != digits_end || parsed.port == 0)
        return mistake(name, "\"" + digits + "\" is no port number (1 to 65535)");
    return parsed;
}

}  // namespace upsmd
