// `upsmd set PORT [NAME VALUE]`: changes what a UPS keeps, and says what it was before and after; without NAME lists what
// this UPS lets be changed.
//
// Text: "NAME: BEFORE -> AFTER", listed "NAME: VALUE (what it takes)"; --json: one object.
// Exit: 0 it stands as wanted (also when it did before: then nothing is sent); 1 refused, not read back as wanted, or an
// error; 2 when the UPS does not answer within 8 s (`auto`: 20 s).
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_set_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
