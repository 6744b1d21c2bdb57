// A scenario: commands with their times, one a line: `AT <seconds> COMMAND`. Empty lines and lines that begin with # are
// skipped. Times count from the start and never go backwards.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace upsmd::sim {

struct ScenarioStep {
    Duration at;
    std::string command;
};

// False with an error naming the line; `steps` is then empty.
bool parse_scenario(std::string_view text, std::vector<ScenarioStep>& steps, std::string& error);

}  // namespace upsmd::sim
