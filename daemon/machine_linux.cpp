#include "daemon/machine_linux.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/words.h"
#include "platform/found_line.h"

namespace upsmd::daemon {
namespace {

// -i: what a user's session holds up does not hold up this one. Nobody is there to type a password.
const CommandWords kPowerOff{"systemctl", "-i", "--no-ask-password", "poweroff"};
const CommandWords kHibernate{"systemctl", "-i", "--no-ask-password", "hibernate"};
const CommandWords kCanHibernate{"busctl",
                                 "call",
                                 "org.freedesktop.login1",
                                 "/org/freedesktop/login1",
                                 "org.freedesktop.login1.Manager",
                                 "CanHibernate"};
constexpr const char* kMayHibernate = "s \"yes\"";

std::string blanks_between(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
    return text;
}

std::vector<std::string> environment_of(const Notice& notice) {
    std::vector<std::string> all{"UPSNAME=" + notice.who, fmt::format("NOTIFYTYPE={}", notify_type(notice.message)),
                                 "UPSMD_MEMBERS=" + blanks_between(notice.members), "UPSMD_MESSAGE=" + notice.text};
    all.push_back(fmt::format("UPSMD_REASON={}", reason_word(notice.reason)));
    return all;
}

}  // namespace

// Several answers as one: its `done` is called once the last of them is in.
class MachineLinux::All {
  public:
    explicit All(ActionDone done) : done_(std::move(done)) {}
    ~All() { done_(problems_.empty() ? Result<void>() : Error{ErrorCode::io, names_text(problems_), 0}); }
    All(const All&) = delete;
    All& operator=(const All&) = delete;

    void add_problem(const std::string& text) { problems_.push_back(text); }

  private:
    ActionDone done_;
    std::vector<std::string> problems_;
};

void MachineLinux::record(const std::string& who, LogLevel level, const std::string& text) {
    devices_.tell_event(who, level, text);
}

void MachineLinux::run(CommandWords words, std::vector<std::string> environment, ActionDone done) {
    commands_.run(
        {std::move(words), std::move(environment), limit_, false},
        [done = std::move(done)](const Result<std::string>& end) { done(end ? Result<void>() : end.error()); });
}

void MachineLinux::tell_users(const PolicyConfig& policy, const Notice& notice, ActionDone done) {
    const auto all = std::make_shared<All>(std::move(done));
    const std::string text = notice.who + ": " + notice.text;
    const auto one = [all](const Result<void>& end) {
        if (!end) all->add_problem(end.error().message);
    };
    if (policy.tells_by_wall) run({"wall", text}, {}, one);
    if (policy.tells_by_syslog) run({"logger", "-t", "upsmdd", "-p", "daemon.alert", "--", text}, {}, one);
    if (policy.notify_command.empty()) return;
    CommandWords words = policy.notify_command;
    words.push_back(text);
    run(std::move(words), environment_of(notice), one);
}

void MachineLinux::run_task(const CommandWords& task, const Notice& notice, ActionDone done) {
    run(task, environment_of(notice), std::move(done));
}

void MachineLinux::shut_down(const CommandWords& command, const Notice& notice, ActionDone done) {
    const CommandWords& words = command.empty() ? kPowerOff : command;
    record(notice.who, LogLevel::warning, "orders the shutdown: " + command_text(words));
    run(words, environment_of(notice), std::move(done));
}

void MachineLinux::ask_hibernate(ActionDone done) {
    commands_.run({kCanHibernate, {}, limit_, true}, [done = std::move(done)](const Result<std::string>& answer) {
        if (!answer) return done(answer.error());
        if (answer->starts_with(kMayHibernate)) return done({});
        done(Error{ErrorCode::refused, "logind says that this system cannot hibernate, or that we may not tell it to",
                   0});
    });
}

void MachineLinux::hibernate(ActionDone done) { run(kHibernate, {}, std::move(done)); }

void MachineLinux::turn_off(const std::vector<std::string>& ups, std::chrono::seconds delay, ActionDone done) {
    const auto all = std::make_shared<All>(std::move(done));
    for (const std::string& name : ups) {
        UpsRequest request;
        request.name = "turn-off";
        request.control = ControlRequest{};
        request.control->control = Control::shutdown_return;
        request.control->delay = delay;
        request.on_end = [all](const RequestEnd& end) {
            if (end.kind != RequestEnd::Kind::done) all->add_problem(end.text);
        };
        UpsRequests* const requests = devices_.requests(name);
        if (requests == nullptr || !requests->add(std::move(request))) all->add_problem(name + ": takes no orders");
    }
}

// What `auto` has not found by now is not looked for on battery.
Result<void> MachineLinux::order_kill_power(const std::string& who, const std::vector<std::string>& ups,
                                            std::chrono::seconds delay) {
    std::vector<KillOrder> orders;
    for (const std::string& name : ups) {
        const UpsConfig* const config = devices_.config(name);
        const Session* const session = devices_.session(name);
        if (config == nullptr || session == nullptr) continue;
        KillOrder order{*config, delay, {}};
        if (devices_.looks_for_protocol(name)) {
            if (const FoundLine found = session->found();
                found.protocol == nullptr || !found.protocol->probes.empty()) {
                record(name, LogLevel::error, "it has never been found, and will not be turned off");
                continue;
            }
            order.remembered = found_line_text(session->found(), config->port);
        }
        orders.push_back(std::move(order));
    }
    if (orders.empty()) return Error{ErrorCode::not_found, "no UPS is known well enough", 0};
    return kill_power_.order(who, std::move(orders));
}

void MachineLinux::drop_kill_power(const std::string& who) {
    if (const auto dropped = kill_power_.drop(who); dropped)
        record(who, LogLevel::info, "the UPS will not be turned off");
    else record(who, LogLevel::error, dropped.error().message);
}

}  // namespace upsmd::daemon
