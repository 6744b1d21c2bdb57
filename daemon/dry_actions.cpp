#include "daemon/dry_actions.h"

#include <fmt/format.h>

#include "daemon/words.h"

namespace upsmd::daemon {
namespace {

constexpr const char* kMachine = "this computer";

}  // namespace

void DryActions::tell_users(const PolicyConfig&, const Notice& notice, ActionDone done) {
    leave_out(notice.who, "tell the users: " + notice.text);
    done({});
}

void DryActions::run_task(const CommandWords& task, const Notice& notice, ActionDone done) {
    leave_out(notice.who, "run " + command_text(task));
    done({});
}

void DryActions::shut_down(const CommandWords& command, const Notice& notice, ActionDone done) {
    leave_out(notice.who,
              "shut this computer down" + (command.empty() ? std::string() : " by " + command_text(command)));
    done({});
}

void DryActions::ask_hibernate(ActionDone done) {
    leave_out(kMachine, "ask whether it can hibernate");
    done({});
}

void DryActions::hibernate(ActionDone done) {
    leave_out(kMachine, "hibernate");
    done({});
}

void DryActions::turn_off(const std::vector<std::string>& ups, std::chrono::seconds delay, ActionDone done) {
    for (const std::string& name : ups) leave_out(name, fmt::format("turn off after {} s", delay.count()));
    done({});
}

Result<void> DryActions::order_kill_power(const std::string& who, const std::vector<std::string>& ups,
                                          std::chrono::seconds delay) {
    leave_out(who, fmt::format("order that {} be turned off after {} s, at the end of the shutdown", names_text(ups),
                               delay.count()));
    return {};
}

void DryActions::drop_kill_power(const std::string& who) { leave_out(who, "take back the order to turn off"); }

}  // namespace upsmd::daemon
