// What the command line and ups.conf say, as upsdrvctl and people start NUT's drivers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "nut/ups_conf.h"
#include "platform/log.h"

namespace upsmd::nut {

struct CommandLine {
    std::string name;           // -a, -s
    bool all = false;           // --all
    bool without_file = false;  // -s
    bool kill_power = false;    // -k
    std::string command;        // -c
    std::vector<std::string> assignments;  // -x
    int debug = 0;
    int foreground = 0;  // -F
    bool background = false;
    int quiet = 0;
    int dump = 0;        // -d
    std::string poll_interval;
    std::string root;
    std::string user;
    std::string group;

    bool stays_in_foreground() const { return dump > 0 || (!background && (foreground > 0 || debug > 0)); }
    LogLevel log_level() const;
};

// An exit code: the command line was wrong, or asked for no more than a text, which has been written.
struct Parsed {
    CommandLine line;
    std::optional<int> exit_code;
};
Parsed parse_command_line(int argc, char** argv);

// Of the file's sections those that are ours, with what the command line adds.
Result<std::vector<Section>> our_sections(const CommandLine& line, const UpsConf& conf);

// NUT's folders: the environment, ups.conf, Debian's.
std::string configuration_file();
std::string state_folder(const UpsConf& conf);
std::string pid_folder(const UpsConf& conf);

}  // namespace upsmd::nut
