// `upsmd config [NAME [VALUE]] [--default]`: the settings of the service and of the minidriver, shown and changed.
//
// Text: "NAME: VALUE (RANGE; default X) MEANING" for all, or for one.
// Exit: 0; 1 for a name that is not known, a value that is refused (nothing is changed), or on an error.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_config_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
