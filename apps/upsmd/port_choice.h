// The port, and how to speak to what is there: the arguments that several subcommands share.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/cable.h"
#include "core/protocol.h"
#include "core/result.h"
#include "core/settings.h"

namespace CLI {
class App;
class Option;
}

namespace upsmd {

struct PortArguments {
    std::string port;
    std::string protocol;
    std::string cable;
    std::uint32_t poll_interval = 0;  // ms; 0: the protocol's own
};

// `arguments` must outlive the parsing. Returns PORT, which is required.
CLI::Option* add_port_arguments(CLI::App& command, PortArguments& arguments);

// What the arguments mean. `settings.cable` points into `cable`.
struct PortChoice {
    std::string port;
    const Protocol* protocol = nullptr;
    std::unique_ptr<Cable> cable;
    Settings settings;
};

// Error{invalid_argument} for names that are not known, and for a protocol and a cable that do not go together.
Result<PortChoice> resolve(const PortArguments& arguments);

}  // namespace upsmd
