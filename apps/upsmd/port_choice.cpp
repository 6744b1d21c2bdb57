#include "apps/upsmd/port_choice.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>

#include "core/catalog.h"

namespace upsmd {
namespace {

// Bit of the `Options` mask without which there is nothing to watch.
constexpr std::uint32_t kPowerFailSignal = 0x02;
// As the registry's PollInterval (docs/settings.md).
constexpr std::uint32_t kLeastPoll = 100;
constexpr std::uint32_t kMostPoll = 60'000;

std::string protocol_names() {
    std::string names;
    for (const Protocol* protocol : protocol_catalog())
        names += (names.empty() ? "" : ", ") + std::string(protocol->name);
    return names;
}

std::string cable_names() {
    std::string names;
    for (const Cable& cable : cable_table()) names += (names.empty() ? "" : ", ") + std::string(cable.name);
    return names;
}

Result<Cable> find_cable(const std::string& name) {
    const bool is_mask = name.starts_with("0x") || name.starts_with("0X");
    std::uint32_t mask = 0;
    const auto end = std::from_chars(name.data() + (is_mask ? 2 : 0), name.data() + name.size(), mask, 16);
    if (is_mask && end.ec == std::errc{} && end.ptr == name.data() + name.size()) {
        if ((mask & kPowerFailSignal) != 0) return cable_from_options(mask);
        return Error{ErrorCode::invalid_argument,
                     fmt::format("--cable {}: the mask names no power-failure signal (0x02)", name), 0};
    }
    Result<Cable> cable = parse_cable(name);
    if (cable) return cable;
    return Error{ErrorCode::invalid_argument, fmt::format("--cable {}, or an Options mask such as 0x7f", cable.error().message), 0};
}

}  // namespace

CLI::Option* add_port_arguments(CLI::App& command, PortArguments& arguments) {
    CLI::Option* const port = command.add_option("PORT", arguments.port, "The serial port, such as /dev/ttyS0 or COM7");
    command.add_option("--protocol", arguments.protocol, "What the UPS speaks: " + protocol_names());
    command.add_option("--cable", arguments.cable,
                       "Simple signalling: " + cable_names() +
                           ", words such as \"CP=RTS OL=-CTS LB=DCD SD=DTR+RTS\", or an Options mask such as 0x7f");
    command.add_option("--poll-interval", arguments.poll_interval,
                       "Milliseconds between two looks at the status; default: the protocol's")
        ->check(CLI::Range(kLeastPoll, kMostPoll));
    return port->required();
}

Result<PortChoice> resolve(const PortArguments& arguments) {
    PortChoice choice;
    choice.port = arguments.port;
    choice.settings.poll_interval = std::chrono::milliseconds(arguments.poll_interval);
    // A contact cable is never asked anything: whoever names one means simple signalling.
    const std::string protocol =
        !arguments.protocol.empty() ? arguments.protocol : (arguments.cable.empty() ? "auto" : "simple");
    choice.protocol = protocol_by_name(protocol);
    if (choice.protocol == nullptr)
        return Error{ErrorCode::invalid_argument,
                     fmt::format("--protocol {}: not known; known: {}", protocol, protocol_names()), 0};
    if (choice.protocol->lines_only && arguments.cable.empty())
        return Error{ErrorCode::invalid_argument,
                     fmt::format("--protocol {} needs --cable: {}, or an Options mask such as 0x7f", protocol,
                                 cable_names()),
                     0};
    if (!choice.protocol->lines_only && !arguments.cable.empty())
        return Error{ErrorCode::invalid_argument, fmt::format("--cable goes with --protocol simple, not with {}", protocol),
                     0};
    if (!arguments.cable.empty()) {
        const Result<Cable> cable = find_cable(arguments.cable);
        if (!cable) return cable.error();
        choice.cable = std::make_unique<Cable>(*cable);
        choice.settings.cable = choice.cable.get();
    }
    return choice;
}

}  // namespace upsmd
