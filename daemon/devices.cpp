#include "daemon/devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "platform/event_text.h"

namespace upsmd::daemon {

struct Devices::Device {
    UpsConfig config;
    UpsChoice choice;
    Fleet::Id id = 0;
    std::unique_ptr<UpsRequests> requests;
    std::string told_port_error;  // a port is tried twice a second: said once
};

// The runner's own lines are about ports; what it notices comes by on_event and on_port, with the UPS's name.
Devices::Devices(boost::asio::io_context& io, PortOpener& opener, const Clock& clock, Log& log)
    : io_(io), log_(log), runner_(io, opener, clock, *this, null_log()) {}

Devices::~Devices() = default;

void Devices::apply(const std::vector<UpsConfig>& all) {
    std::vector<std::string> gone;
    for (const auto& [name, device] : devices_) {
        const auto wanted = std::ranges::find(all, name, &UpsConfig::name);
        if (wanted == all.end() || !wanted->is_spoken_to_as(device->config)) gone.push_back(name);
    }
    for (const std::string& name : gone) remove(name);
    for (const UpsConfig& ups : all)
        if (!devices_.contains(ups.name)) add(ups);
}

void Devices::add(const UpsConfig& config) {
    Result<UpsChoice> choice = resolve_ups_options(config.name, config.options);
    // The configuration's reader has resolved the same options; should it fail all the same, this UPS alone is not watched.
    if (!choice) return tell_event(config.name, LogLevel::error, choice.error().message);
    auto device = std::make_unique<Device>(Device{config, std::move(*choice), 0, nullptr, {}});
    device->id = runner_.add_when_possible(config.port, *device->choice.protocol, device->choice.settings);
    device->requests = std::make_unique<UpsRequests>(io_, runner_, device->id, config.name);
    by_id_[device->id] = device.get();
    devices_[config.name] = std::move(device);
    for (Observer* const observer : observers_) observer->on_ups_added(config.name, config.port);
}

void Devices::remove(const std::string& ups) {
    const auto found = devices_.find(ups);
    found->second->requests->close();
    runner_.remove(found->second->id);
    by_id_.erase(found->second->id);
    devices_.erase(found);
    for (Observer* const observer : observers_) observer->on_ups_removed(ups);
}

void Devices::tell_event(const std::string& who, LogLevel level, const std::string& text) {
    if (log_.enabled(level)) log_.write(level, who + ": " + text);
    for (Observer* const observer : observers_) observer->on_event(who, level, text);
}

const Session* Devices::session(const std::string& ups) const {
    const auto found = devices_.find(ups);
    return found != devices_.end() ? &runner_.session(found->second->id) : nullptr;
}

UpsRequests* Devices::requests(const std::string& ups) {
    const auto found = devices_.find(ups);
    return found != devices_.end() ? found->second->requests.get() : nullptr;
}

void Devices::on_state(Fleet::Id id, State state) {
    const std::string& name = device(id).config.name;
    for (Observer* const observer : observers_) observer->on_state(name, state);
}

void Devices::on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) {
    const Device& ups = device(id);
    const Session& session = runner_.session(id);
    std::vector<ObservedValue> values;
    for (std::size_t i = 0; i < kVariableCount; ++i)
        if (changed.test(i)) {
            const auto variable = static_cast<Variable>(i);
            values.push_back({variable_name(variable), session.reading().get(variable).to_string()});
        }
    for (Observer* const observer : observers_) observer->on_values(ups.config.name, values);
    if (has_told_everything(session)) ups.requests->on_told_everything();
}

void Devices::on_event(Fleet::Id id, const SessionEvent& event) {
    const Device& ups = device(id);
    const Session& session = runner_.session(id);
    tell_event(ups.config.name, event_level(event), event_text(event, session.protocol()));
    ups.requests->on_event(event);
    if (has_told_everything(session)) ups.requests->on_told_everything();
}

void Devices::on_wire(Fleet::Id id, bool received, Bytes bytes) {
    if (!log_.enabled(LogLevel::trace)) return;
    log_.write(LogLevel::trace, fmt::format("{}: {} {}", device(id).config.name, received ? "<" : ">", wire_text(bytes)));
}

void Devices::on_port(Fleet::Id id, const Error* error) {
    Device& ups = device(id);
    const std::string text = error != nullptr ? error->message : std::string();
    if (text == ups.told_port_error && error != nullptr) return;
    ups.told_port_error = text;
    if (error != nullptr) tell_event(ups.config.name, LogLevel::warning, text);
    else tell_event(ups.config.name, LogLevel::info, ups.config.port + " is open");
}

}  // namespace upsmd::daemon
