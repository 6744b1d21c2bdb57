#include "tests/contract/bridge.h"

#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace upsmd::contract {

namespace {

std::string read_line() {
    std::string line;
    if (!std::getline(std::cin, line)) throw std::runtime_error("run_contract.py has gone: run the suite through it");
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

Lines ask(const std::string& request) {
    std::cout << "@@ " << request << '\n' << std::flush;
    const std::string head = read_line();
    const auto space = head.find(' ');
    if (space == std::string::npos) throw std::runtime_error("not an answer of run_contract.py: " + head);
    Lines lines(static_cast<std::size_t>(std::stoul(head.substr(space + 1))));
    for (std::string& line : lines) line = read_line();
    if (head.starts_with("ok ")) return lines;
    std::string message = request + ": ";
    for (const std::string& line : lines) message += line + '\n';
    throw std::runtime_error(message);
}

std::string setting(const char* name) {
    const char* const value = std::getenv(name);
    if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set: run the suite through run_contract.py");
    return value;
}

}  // namespace

void start_simulator(std::string_view arguments) { ask("sim " + std::string(arguments)); }

void stop_simulator() { ask("nosim"); }

void link_port(std::string_view target) { ask("link " + std::string(target)); }

void simulate(std::string_view command) { ask("cmd " + std::string(command)); }

void mark_log() { ask("mark"); }

Lines read_log() { return ask("log"); }

std::string await_log(std::string_view regex, int seconds) {
    return ask("await " + std::to_string(seconds) + " " + std::string(regex)).at(0);
}

int count_log(std::string_view text) {
    int count = 0;
    for (const std::string& line : read_log())
        if (line.find(text) != std::string::npos) ++count;
    return count;
}

ChildResult run_child(std::string_view arguments) {
    Lines lines = ask("child " + std::string(arguments));
    const int code = std::stoi(lines.at(0));
    lines.erase(lines.begin());
    return {code, lines};
}

std::string port_name() { return setting("UPSMD_CONTRACT_PORT"); }

std::string driver_path() { return setting("UPSMD_CONTRACT_DRIVER"); }

bool has_modem_lines() { return std::getenv("UPSMD_CONTRACT_LINES") != nullptr; }

}  // namespace upsmd::contract
