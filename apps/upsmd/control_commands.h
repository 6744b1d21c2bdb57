// `upsmd test PORT quick|deep|stop|MINUTES`, `upsmd beeper PORT on|off|toggle`, and `upsmd command PORT NAME` for any control by
// its NUT name.
//
// Exit: 0 accepted; 1 refused (the line says why) or an error; 2 when the UPS does not answer within 8 s (`auto`: 20 s).
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommands. When one was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_control_commands(CLI::App& app, int& exit_code);

}  // namespace upsmd
