// `upsmd models [TEXT] [--json] [--register|--unregister]`: the UPSes that can be chosen, and how each is spoken to; or puts
// them into UPS\ServiceProviders, and takes them out again.
//
// Exit: 0; 1 where TEXT fits nothing, or on an error.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_models_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
