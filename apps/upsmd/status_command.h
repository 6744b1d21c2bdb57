// `upsmd status PORT`: everything a UPS tells, once. Without PORT: what the service knows (status_summary.h).
//
// Text: "NAME: VALUE" lines, as upsc prints them; --json: one object. "upsmd.state" comes first.
// Exit: 0 with a state; 2 when the UPS does not answer within 8 s (`auto`: 20 s); 1 on an error.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_status_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
