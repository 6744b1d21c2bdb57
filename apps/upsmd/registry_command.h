// `upsmd registry FILE get|set|list|import|export`: a registry file read and changed by hand
// (docs/registry.md).
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it: results on standard output, errors on standard
// error as "upsmd: FILE:LINE: reason". `exit_code`, which must outlive the parsing, becomes 0 or 1.
void add_registry_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
