// `upsmd watch`: a live view of all UPSes whose NUT drivers, or upsmdd, have sockets here. Backends:
// watch_command_posix.cpp; on Windows (watch_command_win32.cpp) there are no such sockets.
//
// Exit: 0; 1 on an error; 2 where --once found no UPS, or one without data.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its
// exit code.
void add_watch_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
