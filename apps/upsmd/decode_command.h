// `upsmd decode PROTOCOL COMMAND`: decodes one raw reply from standard input.
//
// Prints {"verdict": "ok"|"unsupported"|"rejected", "values": {...}}; the values of a reply that is not ok are empty.
// Exit: 0; 1 when the reply was rejected, or the protocol or command is not known.
#pragma once

namespace CLI {
class App;
}

namespace upsmd {

// Adds the subcommand. When it was given, parsing runs it; `exit_code`, which must outlive the parsing, becomes its exit
// code.
void add_decode_command(CLI::App& app, int& exit_code);

}  // namespace upsmd
