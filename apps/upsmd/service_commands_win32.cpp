#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/service_commands.h"
#include "platform/backend.h"
#include "platform/service_settings.h"
#include "platform/settings_registry.h"
#include "win32/installation_win32.h"
#include "win32/service_control_win32.h"
#include "win32/service_manager_win32.h"

namespace upsmd {
namespace {

constexpr std::uint32_t kShutdownCode = 200;  // stands in for the system's SHUTDOWN (docs/service.md)

int run_installation(const std::string& command, Result<InstallationLog> (*what)(Registry&)) {
    const auto registry = make_system_registry();
    const auto done = what(*registry);
    if (!done) return complain_about_registry(command, done.error());
    for (const std::string& line : *done) fmt::print(stdout, "{}\n", line);
    return 0;
}

bool is_confirmed() {
    fmt::print(stdout, "The service ends as at a shutdown of the system and is started again. Go on? [y/N] ");
    std::fflush(stdout);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

Result<void> let_it_shut_down() {
    if (auto sent = control_service(kServiceName, kShutdownCode); !sent) return sent;
    const auto stopped = wait_until_stopped(kServiceName);
    if (stopped) return start_service(kServiceName);
    return Error{stopped.error().code,
                 stopped.error().message + ". It takes no notice while it does not know of DryRun: a new setting takes a second, "
                                           "the first one of all up to 30 s. Try again", 0};
}

int test_shutdown(bool yes) {
    const auto registry = make_system_registry();
    if (read_service_settings(*registry).dry_run == DryRun::off)
        return complain("test-shutdown: DryRun is 0, and a test is none then. `upsmd config DryRun 1`: all is said, nothing is "
                        "done; DryRun 2, with a simulated UPS only: all but the system's own shutdown is done. Afterwards "
                        "`upsmd config DryRun 0`");
    const auto state = service_state(kServiceName);
    if (!state) return complain_about_registry("test-shutdown", state.error());
    if (*state != ServiceState::running)
        return complain("test-shutdown: the service upsmd is " + service_in_words() + ": `net start upsmd`");
    if (!yes && !is_confirmed()) return complain("test-shutdown: nothing done");
    const auto done = let_it_shut_down();
    if (!done) return complain_about_registry("test-shutdown", done.error());
    const std::string file = read_log_settings(*registry).file;
    fmt::print(stdout, "The service has ended as at a shutdown, and runs again. What it did: event log, Application, source "
                       "upsmd{}\n", file.empty() ? "" : "; " + file);
    return 0;
}

}  // namespace

void add_service_commands(CLI::App& app, int& exit_code) {
    app.add_subcommand("install", "Install minidriver and service out of this folder")
        ->callback([&exit_code] { exit_code = run_installation("install", install); });
    app.add_subcommand("uninstall", "Remove what `install` has installed; the settings stay")
        ->callback([&exit_code] { exit_code = run_installation("uninstall", uninstall); });
    CLI::App* const test = app.add_subcommand("test-shutdown", "Let the service go through a shutdown, with DryRun only");
    const auto yes = std::make_shared<bool>(false);
    test->add_flag("--yes", *yes, "Do not ask");
    test->callback([yes, &exit_code] { exit_code = test_shutdown(*yes); });
}

std::string service_in_words() {
    const auto state = service_state(kServiceName);
    if (!state) return "not known: " + state.error().message;
    switch (*state) {
        case ServiceState::missing: return "not installed";
        case ServiceState::stopped: return "stopped";
        case ServiceState::starting: return "starting";
        case ServiceState::running: return "running";
        case ServiceState::stopping: return "stopping";
        case ServiceState::paused: return "paused";
    }
    return "";
}

}  // namespace upsmd
