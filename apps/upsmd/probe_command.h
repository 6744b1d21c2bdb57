// `upsmd probe`: which UPSes are on the serial ports.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Exit codes: 0 a UPS was found, 2 none, 1 an error.
void add_probe_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
