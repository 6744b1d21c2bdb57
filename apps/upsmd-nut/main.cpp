// upsmd-nut: a driver of NUT's (docs/nut.md).
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "nut/command_line.h"
#include "nut/process.h"
#include "nut/program.h"

using namespace upsmd::nut;

namespace {

int run(const CommandLine& line) {
    UpsConf conf;
    if (!line.without_file) {
        auto read = read_ups_conf(configuration_file());
        if (!read) {
            fmt::print(stderr, "upsmd-nut: {}\n", read.error().message);
            return 1;
        }
        conf = std::move(*read);
    }
    const auto sections = our_sections(line, conf);
    if (!sections) {
        fmt::print(stderr, "upsmd-nut: {}\n", sections.error().message);
        return 1;
    }
    if (line.kill_power) return kill_power(line, conf, *sections);
    if (!line.command.empty()) return send_command(line, conf, *sections);
    return line.dump > 0 ? dump(line, conf, *sections) : serve(line, conf, *sections);
}

}  // namespace

int main(int argc, char** argv) {
    prepare_process();
    try {
        const Parsed parsed = parse_command_line(argc, argv);
        return parsed.exit_code ? *parsed.exit_code : run(parsed.line);
    } catch (const std::exception& error) {
        fmt::print(stderr, "upsmd-nut: {}\n", error.what());
        return 1;
    }
}
