// [[ups]]: one UPS.
#pragma once

#include "daemon/config.h"
#include "daemon/toml_table.h"

namespace upsmd::daemon {

// A name of a UPS or a group: 1 to 64 letters, digits, - _ . (it becomes part of a file's name). Empty: one that it is
// not is a problem already.
std::string read_name(TomlTable& table, const std::string& kind);

// The keys of ups_option_table(), in snake_case, and port. ups.name must be set.
void read_how_spoken_to(TomlTable& table, UpsConfig& ups);

UpsConfig read_ups(const toml::table& table, std::vector<ConfigProblem>& problems);

// "PollInterval" -> "poll_interval": settings as this file writes them.
std::string snake_case(std::string_view name);

}  // namespace upsmd::daemon
