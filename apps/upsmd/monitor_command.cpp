#include "apps/upsmd/monitor_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <utility>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/json_value.h"
#include "apps/upsmd/port_choice.h"
#include "platform/clock.h"
#include "platform/event_text.h"
#include "platform/one_ups.h"

namespace upsmd {
namespace {

class Monitor final : public OneUps {
  public:
    Monitor(const PortChoice& choice, bool json)
        : OneUps(choice.port, *choice.protocol, choice.settings), json_(json) {}

  private:
    void on_first(State state) override {
        if (state == State::no_comm) print_state(state);
    }

    void on_interrupt() override { finish(0); }

    void on_state(Fleet::Id id, State state) override {
        print_state(state);
        OneUps::on_state(id, state);
    }

    void on_values(Fleet::Id changed_id, const std::bitset<kVariableCount>& changed) override {
        const Session& ups = runner().session(changed_id);
        const std::string time = system_clock().wall_time();
        nlohmann::ordered_json object{{"time", time}, {"upsmd.state", state_name(ups.state())}};
        for (std::size_t i = 0; i < kVariableCount; ++i) {
            if (!changed.test(i)) continue;
            const auto variable = static_cast<Variable>(i);
            const Value& value = ups.reading().get(variable);
            if (json_)
                object[std::string(variable_name(variable))] = to_json(value);
            else
                print(fmt::format("{} {}: {}", time, variable_name(variable), value.present() ? value.to_string() : "-"));
        }
        if (json_) print(one_line(object));
    }

    void on_event(Fleet::Id ups, const SessionEvent& event) override {
        const bool silent = event.kind == SessionEvent::Kind::nothing_found;
        if (silent && !told_silence_) complain(event_text(event, runner().session(ups).protocol()));
        told_silence_ = told_silence_ || silent;
        OneUps::on_event(ups, event);
    }

    void on_port(Fleet::Id port, const Error* error) override {
        OneUps::on_port(port, error);
        if (!opened()) return;  // run says why
        const std::string message = error != nullptr ? error->message : std::string();
        if (!message.empty() && message != told_) complain(message);
        told_ = message;
    }

    void print_state(State state) {
        const std::string time = system_clock().wall_time();
        if (json_)
            print(one_line({{"time", time}, {"upsmd.state", state_name(state)}}));
        else
            print(fmt::format("{} upsmd.state: {}", time, state_name(state)));
    }

    void print(const std::string& line) {
        // Nobody reads any more: nothing to go on for.
        if (std::fprintf(stdout, "%s\n", line.c_str()) < 0 || std::fflush(stdout) != 0) finish(1);
    }

    bool json_;
    std::string told_;  // the last port error
    bool told_silence_ = false;
};

struct Arguments {
    PortArguments port;
    bool json = false;
};

int run(const Arguments& arguments) {
    const Result<PortChoice> choice = resolve(arguments.port);
    if (!choice) return complain(choice.error().message);
    const Result<int> exit_code = Monitor(*choice, arguments.json).run();
    return exit_code ? *exit_code : complain(exit_code.error().message);
}

}  // namespace

void add_monitor_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("monitor", "Print what changes, as it comes");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port);
    command->add_flag("--json", arguments->json, "One JSON object a line");
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
