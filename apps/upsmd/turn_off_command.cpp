#include "apps/upsmd/turn_off_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/control_run.h"
#include "apps/upsmd/port_choice.h"

namespace upsmd {
namespace {

struct Arguments {
    PortArguments port;
    std::uint32_t delay = 0;
    std::uint32_t kill_line_delay = 0;
    std::uint32_t return_delay = 0;
    std::string method;
};

// With `auto` it shows only later whether there is such a method.
std::string complaint_about(const Arguments& arguments, const Protocol& protocol) {
    if (arguments.method.empty() || !protocol.probes.empty() || find_turn_off_method(protocol, arguments.method)) return {};
    const std::string names = turn_off_method_names(protocol);
    return fmt::format("--method {}: {} {}", arguments.method, protocol.name, names.empty() ? "has only one way" : "has " + names);
}

int run(const Arguments& arguments) {
    Result<PortChoice> choice = resolve(arguments.port);
    if (!choice) return complain(choice.error().message);
    if (const std::string text = complaint_about(arguments, *choice->protocol); !text.empty()) return complain(text);
    choice->settings.kill_line_delay = std::chrono::seconds(arguments.kill_line_delay);
    choice->settings.turn_off_method = arguments.method;
    if (arguments.return_delay != 0) choice->settings.return_delay = std::chrono::minutes(arguments.return_delay);
    ControlRequest request;
    request.control = Control::shutdown_return;
    request.delay = std::chrono::seconds(arguments.delay);
    return run_control(*choice, request, "turn-off", fmt::format("turn-off in {} s or later", arguments.delay));
}

}  // namespace

void add_turn_off_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("turn-off", "Turn the UPS's output off after a delay");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port);
    command->add_option("--delay", arguments->delay, "Not before this many seconds")->required();
    command->add_option("--kill-line-delay", arguments->kill_line_delay,
                        "Simple signalling: seconds this UPS waits by itself once its line is raised");
    command->add_option("--method", arguments->method, "Where the protocol has several ways: which one");
    command->add_option("--return-delay", arguments->return_delay, "Minutes that it stays off at the least, where it can be told")
        ->check(CLI::Range(3U, 9999U));
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
