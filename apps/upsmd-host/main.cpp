// upsmd-host: loads a UPS minidriver, calls it as the UPS service of Windows does and prints what happens.
#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>

#include "apps/upsmd-host/conformance.h"
#include "apps/upsmd-host/host.h"
#include "apps/upsmd-host/output.h"
#include "apps/upsmd-host/serve.h"
#include "platform/backend.h"
#include "platform/loaded_driver.h"

namespace {

using upsmd::host::ExitCode;

constexpr const char* kFooter =
    "Commands on standard input: turn-off S, wait MS, cancel, state, stop, init, quit.\n"
    "Exit codes: 0 done; 1 bad command line; 2 UPS_INITNOSUCHDRIVER, the file cannot be loaded;\n"
    "3 UPS_INITBADINTERFACE, it lacks a function; 4, 5, 6 UPSInit returned that number; 7 UPSInit returned 0\n"
    "(or a number that does not exist); 8 the duration was over before the state of --until came; 9 --conformance has found\n"
    "a fault.";

void read_commands(upsmd::host::Host& host) {
    std::string line;
    while (std::getline(std::cin, line)) host.submit(line);
}

// Without running the minidriver's or our static destructors under a thread that still reads standard input.
[[noreturn]] void leave(ExitCode code) {
    std::fflush(stdout);
    std::_Exit(static_cast<int>(code));
}

ExitCode load_failure(const upsmd::Error& error) {
    const bool lacks_function = error.code == upsmd::ErrorCode::unsupported;
    upsmd::host::print_line(std::string(lacks_function ? "UPS_INITBADINTERFACE" : "UPS_INITNOSUCHDRIVER") + ": " + error.message);
    return lacks_function ? ExitCode::bad_interface : ExitCode::no_such_driver;
}

// load_driver wants a full path; on the command line a relative one is meant from the current folder. A bare name that is no
// file there stays one: Windows has minidrivers in the system's folder.
std::string from_current_folder(const std::string& path) {
    try {
        const std::filesystem::path file(path);
        if (!file.has_parent_path() && !std::filesystem::exists(file)) return path;
        const std::u8string full = std::filesystem::absolute(file).u8string();
        return {full.begin(), full.end()};
    } catch (const std::filesystem::filesystem_error&) {
        return path;  // load_driver says what is wrong with it
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Loads a UPS minidriver, calls its six functions as the UPS service does and prints every return and every "
                 "state change, with the time."};
    std::string path;
    std::string until;
    upsmd::host::HostOptions options;
    bool no_init = false;
    bool no_stop = false;
    bool serve = false;
    bool conformance = false;
    auto* const file = app.add_option("minidriver", path, "The minidriver: a .so or a .dll of this program's word size");
    app.add_flag("--serve", serve, "For a service: commands and answers as lines, and nothing else (docs/minidriver.md)")
        ->excludes(file);
    app.add_flag("--conformance", conformance,
                 "Check that the minidriver keeps the documented contract, with its UPS connected; UPSTurnOff is not called");
    app.add_option("--interval", options.interval, "UPSWaitForStateChange's time-out in ms (default: none)");
    app.add_option("--waiters", options.waiters, "Threads that wait for a change (default 1)")->check(CLI::Range(1, 64));
    app.add_option("--turn-off-on-low", options.turn_off_on_low, "At UPS_LOWBATTERY call UPSTurnOff(S) and UPSStop, and end");
    app.add_option("--duration", options.duration, "End after S seconds");
    app.add_option("--until", until, "End at this state: online, onbattery, lowbattery, nocomm");
    app.add_flag("--no-init", no_init, "Do not call UPSInit at the start");
    app.add_flag("--no-stop", no_stop, "Do not call UPSStop at the end, as a service that is killed");
    app.footer(kFooter);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::usage);
    }
    if (serve) {
        upsmd::host::ProtocolPipe pipe;
        upsmd::host::Server(pipe).run();
    }
    if (path.empty()) {
        std::cerr << "minidriver is required\nRun with --help for more information.\n";
        return static_cast<int>(ExitCode::usage);
    }
    options.init = !no_init;
    options.stop = !no_stop;
    if (!until.empty()) {
        options.until = upsmd::host::state_by_name(until);
        if (*options.until == 0) {
            std::cerr << "--until: \"" << until << "\" is not a state (online, onbattery, lowbattery, nocomm)\n";
            return static_cast<int>(ExitCode::usage);
        }
    }

    std::ios::sync_with_stdio(false);  // std::cin must not hold the C library's locks while it waits for a line
    auto driver = upsmd::load_driver(from_current_folder(path));
    if (!driver) leave(load_failure(driver.error()));
    if (conformance) {
        const auto registry = upsmd::make_system_registry();
        leave(upsmd::host::check_conformance(**driver, *registry) ? ExitCode::done : ExitCode::not_conforming);
    }
    upsmd::host::Host host(**driver, options);
    std::thread([&host] { read_commands(host); }).detach();
    leave(host.run());
}
