// Session: changing a setting of the unit. Read, told, read again: what the unit says to the telling decides nothing.
#include <algorithm>
#include <string>
#include <utility>

#include "core/session.h"

namespace upsmd {

std::vector<Session::Offer> Session::offered_settings() const {
    std::vector<Offer> offers;
    for (const SettingRow& row : protocol_->settings)
        if (auto choices = row.choices(row, setting_unit())) offers.push_back({&row, std::move(*choices)});
    return offers;
}

Result<void> Session::set(Variable variable, std::string_view text, Time now) {
    const std::string name(variable_name(variable));
    const SettingRow* const row = find_setting(*protocol_, variable);
    if (row == nullptr)
        return Error{ErrorCode::unsupported, name + ": " + std::string(protocol_->name) + " cannot change it", 0};
    if (auto possible = may_request(name); !possible) return possible;
    const auto choices = row->choices(*row, setting_unit());
    if (!choices) return choices.error();
    const auto wanted = parse_setting(*row, *choices, text);
    if (!wanted) return wanted.error();
    auto script = row->build(*row, *wanted, setting_unit());
    if (!script) return script.error();
    script_ = *script;
    setting_ = std::make_unique<SettingRun>();
    setting_->query = static_cast<std::size_t>(find_query(*protocol_, row->query) - protocol_->queries.data());
    setting_report_ = {row, *wanted, {}, {}, false};
    begin_request(now);
    return {};
}

bool Session::setting_wants_to_ask() const {
    return setting_ != nullptr && setting_->stage != SettingRun::Stage::writing &&
           setting_->stage != SettingRun::Stage::restoring;
}

void Session::ask_setting(Time now) {
    setting_->asking = true;
    begin_query(setting_->query, now);
}

void Session::on_setting_read(bool read, Time now) {
    setting_->asking = false;
    const Value value = read ? reading_.get(setting_report_.row->variable) : Value{};
    const bool as_wanted = value.present() && is_same_value(value, setting_report_.wanted);
    if (setting_->stage == SettingRun::Stage::before) {
        setting_report_.before = value;
        // As wanted already: nothing to write, such memories wear out.
        if (as_wanted) setting_report_.after = value;
        if (as_wanted || !value.present()) return finish_setting(as_wanted, now);
        setting_->stage = SettingRun::Stage::writing;
        return;
    }
    setting_report_.after = value;
    if (as_wanted || setting_->stage == SettingRun::Stage::restored) return finish_setting(as_wanted, now);
    const bool moved = value.present() && !is_same_value(value, setting_report_.before);
    if (!moved || !restore_setting()) return finish_setting(false, now);
}

// It was stopped half way: back to what it was, once.
bool Session::restore_setting() {
    const SettingRow& row = *setting_report_.row;
    auto script = row.build(row, setting_report_.before, setting_unit());
    if (!script) return false;
    script_ = *script;
    setting_report_.put_back = true;
    setting_->stage = SettingRun::Stage::restoring;
    control_waiting_ = true;
    return true;
}

void Session::on_setting_written(Time now) {
    const bool first = setting_->stage == SettingRun::Stage::writing;
    setting_->stage = first ? SettingRun::Stage::after : SettingRun::Stage::restored;
    wake(now);
}

void Session::finish_setting(bool done, Time now) {
    setting_.reset();
    control_waiting_ = false;
    control_phase_ = done ? ControlPhase::accepted : ControlPhase::refused;
    note(done ? SessionEvent::Kind::setting_done : SessionEvent::Kind::setting_refused, now,
         static_cast<std::uint32_t>(setting_report_.row->variable));
    next_poll_ = std::min(next_poll_, now + protocol_->pause);
}

}  // namespace upsmd
