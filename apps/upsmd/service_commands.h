// `upsmd install`, `upsmd uninstall`, `upsmd test-shutdown`: what a Windows administrator does with the service. Backends:
// service_commands_win32.cpp; elsewhere (service_commands_posix.cpp) there are none.
//
// Exit: 0; 1 on an error ("needs an administrator"): nothing is changed then, or it is said what is left.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommands. When one was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_service_commands(CLI::App& app, int& exit_code);

// "running", "not installed" …; empty where there are no such services.
std::string service_in_words();

}  // namespace upsmd
