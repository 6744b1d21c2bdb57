#include "apps/upsmd/control_run.h"

#include <fmt/format.h>

#include <cstdio>

#include "apps/upsmd/complain.h"
#include "platform/one_ups.h"

namespace upsmd {
namespace {

constexpr int kNoCommunication = 2;
constexpr int kRefused = 1;

class ControlRun final : public OneUps {
  public:
    ControlRun(const PortChoice& choice, const ControlRequest& request, const std::string& name, const std::string& label)
        : OneUps(choice.port, *choice.protocol, choice.settings), request_(request), name_(name), label_(label) {}

  private:
    void on_first(State state) override {
        if (state != State::no_comm) return;
        complain(name_ + ": not sent: " + silence_text());
        finish(kNoCommunication);
    }

    // Only then: how a unit is told depends on what it says about itself.
    void on_complete() override {
        if (const Result<void> taken = runner().request(id(), request_); !taken) {
            complain(name_ + ": refused: " + taken.error().message);
            finish(taken.error().code == ErrorCode::timeout ? kNoCommunication : kRefused);
        }
    }

    void on_event(Fleet::Id ups, const SessionEvent& event) override {
        OneUps::on_event(ups, event);
        switch (event.kind) {
            case SessionEvent::Kind::control_committed: return say("sent");
            case SessionEvent::Kind::control_accepted:
                say("accepted");
                return finish(0);
            case SessionEvent::Kind::control_unanswered:
                complain(name_ + ": sent, then the link was lost: nobody knows whether the UPS has taken it");
                return finish(kNoCommunication);
            case SessionEvent::Kind::control_refused:
                complain(name_ + ": refused by the UPS, or the link was lost");
                return finish(kRefused);
            default: return;
        }
    }

    void say(const char* what) const {
        fmt::print(stdout, "{}: {}\n", label_, what);
        std::fflush(stdout);
    }

    ControlRequest request_;
    const std::string& name_;
    const std::string& label_;
};

}  // namespace

int run_control(const PortChoice& choice, const ControlRequest& request, const std::string& name, const std::string& label) {
    const Result<int> exit_code = ControlRun(choice, request, name, label).run();
    return exit_code ? *exit_code : complain(exit_code.error().message);
}

}  // namespace upsmd
