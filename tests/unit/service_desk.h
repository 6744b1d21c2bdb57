// A service on virtual time, with everything it does as text.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "platform/service_core.h"
#include "platform/ups_keys.h"
#include "tests/unit/memory_registry.h"

namespace upsmd::test {

class DeskClock final : public Clock {
  public:
    Time now() const override { return time; }
    std::string wall_time() const override { return ""; }
    Time time{};
};

// Everything that is done, in order, as text. Actions answer when the test says so, or at once.
struct Desk final : ServiceActions, ServiceHost {
    void record(ServiceEvent event, const std::vector<std::string>& inserts) override {
        add("[" + std::to_string(static_cast<int>(event)) + (inserts.empty() ? "" : " " + inserts.back()) + "]");
    }
    void tell_users(const std::string& text, std::chrono::seconds shown, ActionDone done) override {
        add("TELL " + text.substr(0, 12) + " " + std::to_string(shown.count()));
        done({});
    }
    void run_task(const std::string& task_name, const std::string& command_file, ActionDone done) override {
        add("TASK " + (command_file.empty() ? task_name : command_file));
        answer = std::move(done);
    }
    void shut_down(const std::string&, const std::string& command, ActionDone done) override {
        add("SHUT DOWN" + (command.empty() ? "" : " BY " + command));
        answer = std::move(done);
    }
    void ask_hibernate(ActionDone done) override {
        add("MAY HIBERNATE?");
        answer = std::move(done);
    }
    void hibernate(ActionDone done) override {
        add("HIBERNATE");
        answer = std::move(done);
    }
    void start(const std::string& minidriver) override { add("START " + minidriver); }
    void send(const std::string& line) override { add("> " + line); }
    void end() override { add("END"); }

    void add(const std::string& text) { log += (log.empty() ? "" : "; ") + text; }
    std::string said() { return std::exchange(log, {}); }

    void run_later() {
        while (!later.empty()) {
            const auto next = std::move(later.front());
            later.pop_front();
            next();
        }
    }
    void reply(const Result<void>& result) {
        std::exchange(answer, nullptr)(result);
        run_later();
    }
    // Through every deadline on the way; the child says its state every 5 s.
    void at(Duration since_start) {
        const Time until{since_start};
        while (clock.time < until) {
            clock.time = std::max(clock.time, std::min({until, core.deadline(), clock.time + 5s}));
            if (alive) core.on_host_line("state " + std::to_string(state));
            core.on_time();
            run_later();
        }
    }
    void ups(int number) {
        state = number;
        core.on_host_line("state " + std::to_string(number));
        run_later();
    }
    void begin(int number = 1) {
        core.start();
        for (const char* line : {"ready", "loaded", "init 1"}) core.on_host_line(line);
        alive = true;
        ups(number);
        said();
    }
    void config(const char* name, const RegValue& value) { (void)registry.set(kUpsConfigKey, name, value); }
    void ours(const char* name, const RegValue& value) { (void)registry.set(kUpsmdKey, name, value); }

    DeskClock clock;
    MemoryRegistry registry;
    std::deque<std::function<void()>> later;
    std::string log;
    ActionDone answer;
    int state = 1;
    bool alive = false;
    int deadline_changes = 0;
    ServiceCore core{{clock, registry, *this, *this, [this](std::function<void()> next) { later.push_back(std::move(next)); },
                      [this] { ++deadline_changes; },
                      [](const std::string& path) -> Result<std::string> {
                          if (path.find('%') == std::string::npos) return "/full/" + path;
                          return Error{ErrorCode::not_found, path + ": no such variable", 0};
                      },
                      "/full/own/upsmd.dll", "9.9"}};
};

inline void with_minidriver(Desk& desk) {
    desk.config("ServiceProviderDLL", RegValue::sz("upsmd.dll"));
    desk.config("Port", RegValue::sz("COM7"));
}

inline void with_turn_off(Desk& desk) {
    with_minidriver(desk);
    desk.config("TurnUPSOffEnable", RegValue::dword(1));
    desk.config("TurnUPSOffWait", RegValue::dword(90));
}

}  // namespace upsmd::test
