// The program upsmd-sim without its command line: one simulated UPS behind one pty, commands from standard input and from
// a scenario, a log. One thread runs it; a second one only waits for line changes of the programs on the other side.
#pragma once

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "apps/upsmd-sim/pty_port.h"
#include "posix-sim/preload/lines_file.h"
#include "posix-sim/sim/scenario.h"
#include "posix-sim/sim/ups.h"
#include "posix-sim/sim/wire.h"

namespace upsmd::sim {

struct SimulatorSettings {
    std::string link;
    std::string lines_folder;   // empty: no modem lines
    std::string log_path;       // empty: no log; "-": standard error
    std::vector<ScenarioStep> scenario;
    bool stay = false;          // the end of standard input does not end the program
    bool pace = true;
    unsigned baud = 2400;
};

class Simulator {
  public:
    Simulator(std::unique_ptr<Ups> ups, SimulatorSettings settings);
    ~Simulator();
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    // Until `quit`, a signal or the end of standard input. The exit code.
    int run();

  private:
    bool set_up();
    bool plug_in();
    void unplug();
    void loop();
    void wait();
    void step();
    void handle_port();
    void handle_lines();
    void handle_bytes();
    void handle_scenario();
    void handle_input();
    void carry_out(const std::string& command, const std::string& origin, bool confirm);
    void carry_out_hangup();
    void write_log();
    void write_line(const std::string& text, Time at);
    void say(const std::string& text);
    Time now() const;
    Time deadline() const;
    void watch_lines();
    void stop_watching();

    std::unique_ptr<Ups> ups_;
    SimulatorSettings settings_;
    Wire wire_;
    PtyPort port_;
    std::unique_ptr<LinesFile> lines_;
    std::thread watcher_;
    std::atomic<bool> watching_ = false;
    std::FILE* log_ = nullptr;
    int signals_ = -1;
    int line_event_ = -1;      // eventfd: the watcher saw a change
    bool input_open_ = true;
    bool running_ = true;
    std::string input_;
    std::size_t next_step_ = 0;
    long long start_us_ = 0;
    Time last_{};
};

}  // namespace upsmd::sim
