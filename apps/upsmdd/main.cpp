// upsmdd: watches the UPSes of a configuration file.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "daemon/config_reader.h"
#include "daemon/daemon.h"

namespace {

using namespace upsmd;
using namespace upsmd::daemon;

int run(int argc, char** argv) {
    CLI::App app("Watches serial UPSes, and shuts this computer down in time", "upsmdd");
    app.set_version_flag("--version", "upsmdd " UPSMD_VERSION);
    std::string file = "/etc/upsmd/upsmdd.toml";
    app.add_option("--config", file, "The configuration file")->capture_default_str();
    bool dry_run = false;
    app.add_flag("--dry-run", dry_run, "Everything is said, nothing is done");
    CLI11_PARSE(app, argc, argv);

    ConfigRead read = read_config_file(file);
    for (const ConfigProblem& problem : read.problems) std::fprintf(stderr, "%s\n", problem_text(file, problem).c_str());
    if (!read.problems.empty()) return 1;
    const auto log = make_stderr_log(read.config.daemon.log_level);
    return Daemon(file, std::move(read.config), dry_run, *log).run();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "upsmdd: %s\n", error.what());
        return 1;
    }
}
