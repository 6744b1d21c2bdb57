// `upsmd select VENDOR MODEL --port PORT`: chooses a UPS, where the system has no Power Options > UPS.
//
// Exit: 0 chosen; 1 on an error (nothing is chosen then).
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_select_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
