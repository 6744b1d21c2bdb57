// upsmd-service: the UPS service for Windows versions that have none (docs/service.md).
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "win32/service_control_win32.h"
#include "win32/system_folder_win32.h"

namespace {

int run(int argc, char** argv) {
    CLI::App app("The UPS service upsmd. Without an option it expects to be started by Windows' service manager.",
                 "upsmd-service");
    app.set_version_flag("--version", "upsmd-service " UPSMD_VERSION);
    bool console = false;
    app.add_flag("--console", console, "Run in the foreground, events on standard error, until Ctrl-C");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 1;
    }
    return console ? upsmd::run_in_console(UPSMD_VERSION) : upsmd::run_as_service(UPSMD_VERSION);
}

}  // namespace

int main(int argc, char** argv) {
    upsmd::restrict_dll_search();
    int exit_code = 1;
    try {
        exit_code = run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "upsmd-service: %s\n", error.what());
    }
    // Threads that wait for a task or for Windows go with the process.
    std::fflush(nullptr);
    std::_Exit(exit_code);
}
