// [history] and [metrics].
#pragma once

#include <optional>
#include <string>

#include "daemon/history_config.h"
#include "daemon/toml_table.h"

namespace upsmd::daemon {

// nullptr: there is no such section. state_directory: where the file is unless said.
std::optional<HistoryConfig> read_history_section(const toml::table* table, const std::string& state_directory,
                                                  std::vector<ConfigProblem>& problems);
std::optional<MetricsConfig> read_metrics_section(const toml::table* table, std::vector<ConfigProblem>& problems);

}  // namespace upsmd::daemon
