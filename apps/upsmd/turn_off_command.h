// `upsmd turn-off PORT --delay S`: asks a UPS to turn its output off after S seconds or later, and to come back with the
// mains.
//
// Exit: 0 accepted; 1 refused (the line says why) or an error; 2 when the UPS does not answer within 8 s (`auto`: 20 s).
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_turn_off_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
