// `upsmd protocols [--json]`: every protocol that upsmd knows, with what it can do.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_protocols_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
