#include "apps/upsmd/turn_off_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <utility>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/port_choice.h"
#include "platform/one_ups.h"

namespace upsmd {
namespace {

constexpr int kNoCommunication = 2;
constexpr int kRefused = 1;

class TurnOff final : public OneUps {
  public:
    TurnOff(const PortChoice& choice, std::chrono::seconds delay)
        : OneUps(choice.port, *choice.protocol, choice.settings) {
        request_.control = Control::shutdown_return;
        request_.delay = delay;
    }

  private:
    void on_first(State state) override {
        if (state != State::no_comm) return;
        complain("turn-off: not sent: the UPS does not answer");
        finish(kNoCommunication);
    }

    // Only then: how a unit is told depends on what it says about itself.
    void on_complete() override {
        if (const Result<void> taken = runner().request(id(), request_); !taken) {
            complain("turn-off: refused: " + taken.error().message);
            finish(taken.error().code == ErrorCode::timeout ? kNoCommunication : kRefused);
        }
    }

    void on_event(Fleet::Id, const SessionEvent& event) override {
        switch (event.kind) {
            case SessionEvent::Kind::control_committed: return say("sent");
            case SessionEvent::Kind::control_accepted:
                say("accepted");
                return finish(0);
            case SessionEvent::Kind::control_unanswered:
                complain("turn-off: sent, then the link was lost: nobody knows whether the UPS has taken it");
                return finish(kNoCommunication);
            case SessionEvent::Kind::control_refused:
                complain("turn-off: refused by the UPS, or the link was lost");
                return finish(kRefused);
            default: return;
        }
    }

    void say(const char* what) const {
        std::fprintf(stdout, "turn-off in %lld s or later: %s\n", static_cast<long long>(request_.delay.count()), what);
        std::fflush(stdout);
    }

    ControlRequest request_;
};

struct Arguments {
    PortArguments port;
    std::uint32_t delay = 0;
    std::uint32_t kill_line_delay = 0;
};

int run(const Arguments& arguments) {
    Result<PortChoice> choice = resolve(arguments.port);
    if (!choice) return complain(choice.error().message);
    choice->settings.kill_line_delay = std::chrono::seconds(arguments.kill_line_delay);
    const Result<int> exit_code = TurnOff(*choice, std::chrono::seconds(arguments.delay)).run();
    return exit_code ? *exit_code : complain(exit_code.error().message);
}

}  // namespace

void add_turn_off_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("turn-off", "Turn the UPS's output off after a delay");
    const auto arguments = std::make_shared<Arguments>();
    add_port_arguments(*command, arguments->port);
    command->add_option("--delay", arguments->delay, "Not before this many seconds")->required();
    command->add_option("--kill-line-delay", arguments->kill_line_delay,
                        "Simple signalling: seconds this UPS waits by itself once its line is raised");
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
