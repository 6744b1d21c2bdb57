#include "apps/upsmd/control_commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/control_run.h"
#include "apps/upsmd/port_choice.h"

namespace upsmd {
namespace {

constexpr std::uint32_t kMaxTestMinutes = 999;

struct Arguments {
    PortArguments port;
    std::string what;
    std::uint32_t delay = 0;
    std::uint32_t minutes = 10;
};

int carry_out(const Arguments& arguments, Control control) {
    const Result<PortChoice> choice = resolve(arguments.port);
    if (!choice) return complain(choice.error().message);
    ControlRequest request;
    request.control = control;
    request.delay = std::chrono::seconds(arguments.delay);
    request.test_length = std::chrono::minutes(arguments.minutes);
    const std::string name(control_name(control));
    return run_control(*choice, request, name, name);
}

std::optional<std::uint32_t> minutes_of(const std::string& text) {
    std::uint32_t minutes = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, minutes);
    if (read.ec != std::errc{} || read.ptr != end || minutes < 1 || minutes > kMaxTestMinutes) return std::nullopt;
    return minutes;
}

int run_test(Arguments arguments) {
    static const std::map<std::string, Control> kTests{{"quick", Control::test_battery_start_quick},
                                                       {"deep", Control::test_battery_start_deep},
                                                       {"stop", Control::test_battery_stop}};
    if (const auto test = kTests.find(arguments.what); test != kTests.end()) return carry_out(arguments, test->second);
    const auto minutes = minutes_of(arguments.what);
    if (!minutes)
        return complain(fmt::format("test: \"{}\" is none of quick, deep, stop and 1 to {} minutes", arguments.what,
                                    kMaxTestMinutes));
    arguments.minutes = *minutes;
    return carry_out(arguments, Control::test_battery_start);
}

void add_test(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("test", "Start or stop a battery test");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port);
    command->add_option("test", arguments->what, "quick, deep (until the battery is low), stop, or how many minutes")
        ->required();
    command->callback([arguments, &exit_code] { exit_code = run_test(*arguments); });
}

void add_beeper(CLI::App& app, int& exit_code) {
    static const std::map<std::string, Control> kStates{
        {"on", Control::beeper_enable}, {"off", Control::beeper_disable}, {"toggle", Control::beeper_toggle}};
    CLI::App* const command = app.add_subcommand("beeper", "Let the UPS beep, or silence it");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port);
    command->add_option("state", arguments->what, "on, off or toggle")->required()->check(CLI::IsMember(kStates));
    command->callback([arguments, &exit_code] { exit_code = carry_out(*arguments, kStates.at(arguments->what)); });
}

int run_command(const Arguments& arguments) {
    if (const auto control = control_by_name(arguments.what)) return carry_out(arguments, *control);
    std::string names;
    for (std::size_t i = 0; i < kControlCount; ++i)
        names += fmt::format("{}{}", i == 0 ? "" : ", ", control_name(static_cast<Control>(i)));
    return complain(fmt::format("command: no \"{}\" (there are {})", arguments.what, names));
}

void add_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("command", "Any control by its NUT name, e.g. shutdown.stop");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port);
    command->add_option("name", arguments->what, "As NUT names it; `upsmd protocols --json` lists each protocol's")
        ->required();
    command->add_option("--delay", arguments->delay, "shutdown.*: not before this many seconds");
    command->add_option("--minutes", arguments->minutes, "test.battery.start: how long")
        ->check(CLI::Range(1U, kMaxTestMinutes));
    command->callback([arguments, &exit_code] { exit_code = run_command(*arguments); });
}

}  // namespace

void add_control_commands(CLI::App& app, int& exit_code) {
    add_test(app, exit_code);
    add_beeper(app, exit_code);
    add_command(app, exit_code);
}

}  // namespace upsmd
