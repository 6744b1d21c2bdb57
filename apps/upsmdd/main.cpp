// upsmdd: watches the UPSes of a configuration file (docs/daemon.md).
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "daemon/config_reader.h"
#include "daemon/daemon.h"
#include "daemon/explain.h"
#include "daemon/kill_power.h"
#include "daemon/recording.h"
#include "nut/process.h"
#include "platform/backend.h"

namespace {

using namespace upsmd;
using namespace upsmd::daemon;

constexpr const char* kConfigFile = "/etc/upsmd/upsmdd.toml";
constexpr const char* kKillPowerFile = "/run/upsmd/killpower";

constexpr int kBadConfiguration = 78;  // EX_CONFIG: the unit does not start it again

bool is_good(const std::string& file, const ConfigRead& read) {
    for (const ConfigProblem& problem : read.problems)
        std::fprintf(stderr, "%s\n", problem_text(file, problem).c_str());
    return read.problems.empty();
}

int check(const std::string& file) {
    const ConfigRead read = read_config_file(file);
    if (!is_good(file, read)) return 1;
    std::fputs(explain(read.config).c_str(), stdout);
    for (const std::string& warning : warnings(read.config, port_is_there))
        std::printf("warning: %s\n", warning.c_str());
    const auto is_there = [](const UpsConfig& ups) { return port_is_there(ups.port); };
    if (!std::ranges::all_of(read.config.ups, is_there))
        for (const std::string& port : serial_ports()) std::printf("a serial port that is there: %s\n", port.c_str());
    return 0;
}

int watch(const std::string& file, bool dry_run) {
    ConfigRead read = read_config_file(file);
    if (!is_good(file, read)) return kBadConfiguration;
    const auto log = make_stderr_log(read.config.daemon.log_level);
    Recording recording(read.config, *log);
    Daemon daemon(file, std::move(read.config), dry_run, *log);
    recording.attach(daemon);
    const int code = daemon.run();
    recording.finish();
    return code;
}

int run(int argc, char** argv) {
    CLI::App app("Watches serial UPSes, and shuts this computer down in time", "upsmdd");
    app.set_version_flag("--version", "upsmdd " UPSMD_VERSION);
    std::string file = kConfigFile;
    std::string checked;
    std::string kill_power_file = kKillPowerFile;
    bool dry_run = false;
    app.add_option("--config", file, "The configuration file")->capture_default_str();
    app.add_flag("--dry-run", dry_run, "Everything is said, nothing is done");
    CLI::Option* const checks = app.add_option("--check", checked, "Say what a configuration means, and end");
    checks->expected(0, 1)->type_name("[FILE]");
    CLI::Option* const kills =
        app.add_option("--kill-power", kill_power_file,
                       "At the end of a shutdown: turn off the UPSes that the daemon has named in "
                       "this file (/run/upsmd/killpower), and end");
    kills->expected(0, 1)->type_name("[FILE]");
    kills->excludes(checks);
    CLI11_PARSE(app, argc, argv);

    if (*checks) return check(checked.empty() ? file : checked);
    if (*kills) return kill_power(kill_power_file.empty() ? kKillPowerFile : kill_power_file,
                                  *make_stderr_log(LogLevel::info));
    return watch(file, dry_run);
}

}  // namespace

int main(int argc, char** argv) {
    nut::prepare_process();
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "upsmdd: %s\n", error.what());
        return 1;
    }
}
