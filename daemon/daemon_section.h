// [daemon]: the daemon itself.
#pragma once

#include "daemon/config.h"
#include "daemon/toml_table.h"

namespace upsmd::daemon {

// nullptr: there is no such section, the defaults hold.
DaemonConfig read_daemon_section(const toml::table* table, std::vector<ConfigProblem>& problems);

}  // namespace upsmd::daemon
