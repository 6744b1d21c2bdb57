// `upsmd history`: what upsmdd has written down. Backends: history_command_posix.cpp; on Windows there is no history.
//
// Exit: 0; 1 on an error.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit code.
void add_history_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
