// Reads the configuration file: TOML, every key known, every value in its range, or not at all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/config.h"

namespace upsmd::daemon {

// Something that is wrong with the file, and where. Lines and columns count from 1; 0: the file as a whole.
struct ConfigProblem {
    unsigned line = 0;
    unsigned column = 0;
    std::string text;
};

// "upsmdd.toml:3:16: …"
std::string problem_text(const std::string& file, const ConfigProblem& problem);

struct ConfigRead {
    Config config;                        // to be used only where there are no problems
    std::vector<ConfigProblem> problems;  // all of them, by line
};

ConfigRead read_config(std::string_view text);
// A file that cannot be read is a problem too.
ConfigRead read_config_file(const std::string& path);

}  // namespace upsmd::daemon
