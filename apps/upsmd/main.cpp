// upsmd: look at a UPS, decode what it says, tell it what to do, read and change a registry file.
#include <CLI/CLI.hpp>
#include <exception>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/config_command.h"
#include "apps/upsmd/control_commands.h"
#include "apps/upsmd/decode_command.h"
#include "apps/upsmd/history_command.h"
#include "apps/upsmd/models_command.h"
#include "apps/upsmd/monitor_command.h"
#include "apps/upsmd/probe_command.h"
#include "apps/upsmd/protocols_command.h"
#include "apps/upsmd/registry_command.h"
#include "apps/upsmd/select_command.h"
#include "apps/upsmd/service_commands.h"
#include "apps/upsmd/set_command.h"
#include "apps/upsmd/status_command.h"
#include "apps/upsmd/turn_off_command.h"
#include "apps/upsmd/watch_command.h"

namespace {

int run(int argc, char** argv) {
    CLI::App app("A serial UPS on the command line", "upsmd");
    app.set_version_flag("--version", "upsmd " UPSMD_VERSION);
    app.require_subcommand(1);
    int exit_code = 0;
    upsmd::add_monitor_command(app, exit_code);
    upsmd::add_status_command(app, exit_code);
    upsmd::add_watch_command(app, exit_code);
    upsmd::add_decode_command(app, exit_code);
    upsmd::add_turn_off_command(app, exit_code);
    upsmd::add_control_commands(app, exit_code);
    upsmd::add_probe_command(app, exit_code);
    upsmd::add_protocols_command(app, exit_code);
    upsmd::add_models_command(app, exit_code);
    upsmd::add_select_command(app, exit_code);
    upsmd::add_config_command(app, exit_code);
    upsmd::add_service_commands(app, exit_code);
    upsmd::add_set_command(app, exit_code);
    upsmd::add_registry_command(app, exit_code);
    upsmd::add_history_command(app, exit_code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
        return upsmd::complain(error.what());
    }
    return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        return upsmd::complain(error.what());
    }
}
