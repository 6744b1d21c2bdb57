// The suite's side of run_contract.py: the simulator may run outside Wine, so it is asked for over standard output and
// answers come on standard input. Thread: one at a time. Every failure ends the test with the runner's message.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace upsmd::contract {

using Lines = std::vector<std::string>;

// Starts `upsmd-sim <arguments>` behind the port; an earlier simulator ends.
void start_simulator(std::string_view arguments);
// Ends it: the port's name leads nowhere.
void stop_simulator();
// Makes the port's name lead to another file of the build machine.
void link_port(std::string_view target);

// One command to the simulator (docs/simulator.md), carried out when this returns.
void simulate(std::string_view command);

// The simulator's log begins here.
void mark_log();
Lines read_log();
// The first line since the mark that matches (Python's syntax), as soon as it is there; fails after `seconds`.
std::string await_log(std::string_view regex, int seconds = 5);
// Lines since the mark that contain `text`.
int count_log(std::string_view text);

struct ChildResult {
    int exit_code = 0;
    Lines output;
};
// Runs this program anew with `arguments` (main.cpp lists them), to its end.
ChildResult run_child(std::string_view arguments);

// What the runner says about this run.
std::string port_name();
std::string driver_path();
// False where the port is a bare pty (a sanitizer's build): simple signalling cannot be tested then.
bool has_modem_lines();

}  // namespace upsmd::contract
