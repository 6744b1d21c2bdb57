// `upsmdd --check`: what a configuration means, in plain words.
#pragma once

#include <string>
#include <vector>

#include "daemon/config.h"

namespace upsmd::daemon {

// One line for each thing that happens, below the UPS or the group that it is about.
std::string explain(const Config& config);

// What is allowed and probably not meant. has_port: whether the port is there now.
std::vector<std::string> warnings(const Config& config, bool (*has_port)(const std::string& port));

// A port that is no file (tcp://…) counts as there.
bool port_is_there(const std::string& port);

}  // namespace upsmd::daemon
