#include "daemon/guards.h"

#include <algorithm>
#include <utility>

#include "platform/ups_options.h"

namespace upsmd::daemon {
namespace {

// A cable without a low-battery signal; any other UPS knows for itself.
bool tells_low_battery(const UpsConfig& ups) {
    const auto choice = resolve_ups_options(ups.name, ups.options);
    return !choice || !choice->cable || choice->cable->low_battery.line != InputLine::none;
}

GuardedUps guarded(const UpsConfig& ups) {
    if (tells_low_battery(ups)) return {ups.name, std::nullopt, ups.recharge_rate};
    return {ups.name, ups.battery_life, ups.recharge_rate};
}

}  // namespace

std::vector<GuardPlan> guard_plans(const Config& config) {
    std::vector<GuardPlan> plans;
    for (const UpsConfig& ups : config.ups)
        if (ups.policy) plans.push_back({ups.name, {guarded(ups)}, 0, *ups.policy});
    for (const GroupConfig& group : config.groups) {
        GuardPlan plan{group.name, {}, group.minimum_supplies, group.policy};
        for (const std::string& member : group.members)
            if (const UpsConfig* const ups = find_ups(config, member)) plan.members.push_back(guarded(*ups));
        plans.push_back(std::move(plan));
    }
    return plans;
}

void Guards::apply(const Config& config, const std::function<State(const std::string&)>& state_of) {
    std::vector<std::unique_ptr<Guard>> before = std::exchange(guards_, {});
    for (const GuardPlan& plan : guard_plans(config)) {
        const auto same = std::ranges::find_if(
            before, [&plan](const auto& guard) { return guard && guard->plan().has_same_members(plan); });
        if (same == before.end()) {
            guards_.push_back(std::make_unique<Guard>(parts_, plan));
            for (const GuardedUps& member : plan.members)
                if (const State state = state_of(member.name); state != State::no_comm)
                    guards_.back()->on_ups_state(member.name, state);
            continue;
        }
        guards_.push_back(std::move(*same));
        if (guards_.back()->plan().policy != plan.policy) guards_.back()->set_policy(plan.policy);
    }
    parts_.deadline_changed();
}

void Guards::on_time() {
    for (const auto& guard : guards_) guard->on_time();
}

Time Guards::deadline() const {
    Time next = kNever;
    for (const auto& guard : guards_) next = std::min(next, guard->deadline());
    return next;
}

bool Guards::may_apply(const Config& config) const {
    if (is_going_down()) return false;
    const std::vector<GuardPlan> plans = guard_plans(config);
    return std::ranges::all_of(guards_, [&plans](const auto& guard) {
        const auto is_same = [&guard](const GuardPlan& plan) { return guard->plan().has_same_members(plan); };
        return guard->is_calm() || std::ranges::any_of(plans, is_same);
    });
}

bool Guards::is_going_down() const {
    return std::ranges::any_of(guards_, [](const auto& guard) { return guard->is_going_down(); });
}

void Guards::on_ups_added(const std::string& ups, const std::string&) {
    for (const auto& guard : guards_) guard->on_ups_added(ups);
}

void Guards::on_state(const std::string& ups, State state) {
    for (const auto& guard : guards_) guard->on_ups_state(ups, state);
}

}  // namespace upsmd::daemon
