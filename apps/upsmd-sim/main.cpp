// upsmd-sim: a UPS that is not there, on a serial port that is not there. docs/simulator.md describes its commands.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "apps/upsmd-sim/simulator.h"

namespace {

using namespace upsmd::sim;

bool read_scenario(const std::string& path, std::vector<ScenarioStep>& steps, std::string& error) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) {
        error = "cannot read " + path;
        return false;
    }
    return parse_scenario(text.str(), steps, error);
}

bool read_options(const std::vector<std::string>& words, Options& options, std::string& error) {
    for (const std::string& word : words) {
        const auto equals = word.find('=');
        if (equals == std::string::npos || equals == 0) {
            error = "option is not KEY=VALUE: \"" + word + '"';
            return false;
        }
        options[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return true;
}

int fail(const std::string& error) {
    std::fprintf(stderr, "error: %s\n", error.c_str());
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Simulates a UPS on a pty. Prints the port's path, then takes commands on standard input.");
    std::string protocol;
    std::string scenario;
    std::string model;
    std::vector<std::string> words;
    std::uint64_t seed = 1;
    SimulatorSettings settings;
    app.add_option("protocol", protocol, "one of " + simulated_protocols())->required();
    app.add_option("--link", settings.link, "make this symbolic link to the port");
    app.add_option("--scenario", scenario, "file with lines AT <seconds> COMMAND");
    app.add_flag("--pace,!--no-pace", settings.pace, "send and receive at the line's speed (default)");
    app.add_option("--baud", settings.baud, "the line's speed")->check(CLI::Range(50U, 1000000U))->capture_default_str();
    app.add_option("--model", model, "short for --option model=");
    app.add_option("-o,--option", words, "KEY=VALUE, see docs/simulator.md")->allow_extra_args(false);
    app.add_option("--log", settings.log_path, "log file; - for standard error");
    app.add_option("--seed", seed, "seed of all chance")->capture_default_str();
    app.add_option("--lines-dir", settings.lines_folder, "folder for modem lines (default: $" UPSMD_LINES_VARIABLE ")");
    app.add_flag("--stay", settings.stay, "do not end when standard input ends");
    CLI11_PARSE(app, argc, argv);

    if (const char* const folder = std::getenv(UPSMD_LINES_VARIABLE); settings.lines_folder.empty() && folder != nullptr) {
        settings.lines_folder = folder;
    }
    std::string error;
    Options options;
    if (!read_options(words, options, error)) return fail(error);
    if (!model.empty()) options["model"] = model;
    if (!scenario.empty() && !read_scenario(scenario, settings.scenario, error)) return fail(error);
    auto ups = make_ups(protocol, options, seed, error);
    if (!ups) return fail(error);
    return Simulator(std::move(ups), std::move(settings)).run();
}
