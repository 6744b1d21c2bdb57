// [ups.policy] and [group.policy].
#pragma once

#include "daemon/config.h"
#include "daemon/toml_table.h"

namespace upsmd::daemon {

PolicyConfig read_policy(const toml::table& table, const std::string& where, std::vector<ConfigProblem>& problems);

}  // namespace upsmd::daemon
