// `upsmd monitor PORT`: what changes, as it comes, one line each, until SIGINT or SIGTERM.
//
// Text: "TIME NAME: VALUE" ("-" for a value that the unit no longer has). --json: one object a line with "time",
// "upsmd.state" and what changed (null for a value that is gone). A port that hangs up is opened again.
// Exit: 0 on a signal; 1 when the port cannot be opened at first, or standard output is gone.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_monitor_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
