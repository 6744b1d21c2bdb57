#include "daemon/devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/ups_reader.h"
#include "nut/served_ups.h"
#include "platform/event_text.h"

namespace upsmd::daemon {
namespace {

constexpr const char* kDriverName = "upsmdd";

}  // namespace

struct Devices::Device {
    UpsConfig config;
    UpsChoice choice;
    Fleet::Id id = 0;
    std::unique_ptr<UpsRequests> requests;
    std::unique_ptr<nut::ServedUps> served;  // null: it has no socket
    State last_known = State::no_comm;
    std::string told_port_error;  // a port is tried twice a second: said once
    bool told_silence = false;    // the same of `auto`, which begins again and again
};

Devices::Devices(boost::asio::io_context& io, PortOpener& opener, const Clock& clock, Log& log)
    : io_(io), log_(log), runner_log_(log), runner_(io, opener, clock, *this, runner_log_) {}

Devices::~Devices() = default;

std::vector<std::string> Devices::changed_by(const std::vector<UpsConfig>& all) const {
    std::vector<std::string> changed;
    for (const auto& [name, device] : devices_) {
        const auto wanted = std::ranges::find(all, name, &UpsConfig::name);
        if (wanted == all.end() || !wanted->is_spoken_to_as(device->config)) changed.push_back(name);
    }
    return changed;
}

void Devices::apply(const std::vector<UpsConfig>& all) {
    for (const std::string& name : changed_by(all)) remove(name);
    for (const UpsConfig& ups : all)
        if (!devices_.contains(ups.name)) add(ups);
}

void Devices::add(const UpsConfig& config) {
    Result<UpsChoice> choice = resolve_ups_options(config.name, config.options);
    // The configuration's reader has resolved the same options; should it fail all the same, this UPS alone is not
    // watched.
    if (!choice) return tell_event(config.name, LogLevel::error, choice.error().message);
    const bool is_auto = !choice->protocol->probes.empty();
    if (is_auto && found_ != nullptr) choice->settings.remembered = found_->get(config.name, config.port);
    auto device = std::make_unique<Device>();
    device->config = config;
    device->choice = std::move(*choice);
    device->id = runner_.add_when_possible(config.port, *device->choice.protocol, device->choice.settings);
    device->requests = std::make_unique<UpsRequests>(io_, runner_, device->id, config.name);
    by_id_[device->id] = device.get();
    serve(*device);
    devices_[config.name] = std::move(device);
    for (Observer* const observer : observers_) observer->on_ups_added(config.name, config.port);
}

// A UPS whose socket cannot be had is watched all the same.
void Devices::serve(Device& device) {
    if (socket_folder_.empty()) return;
    nut::ServedUpsOptions options;
    options.name = device.config.name;
    options.driver = kDriverName;
    options.version = UPSMD_VERSION;
    options.parameters = {{"port", device.config.port}};
    for (const auto& [name, value] : device.config.options) options.parameters[snake_case(name)] = value;
    auto served = std::make_unique<nut::ServedUps>(io_, runner_, log_, options);
    served->watch(device.id);
    const std::string path = fmt::format("{}/{}-{}", socket_folder_, kDriverName, device.config.name);
    if (const Result<void> listening = served->listen(path, std::nullopt); !listening)
        return tell_event(device.config.name, LogLevel::error, "no socket: " + listening.error().message);
    device.served = std::move(served);
}

void Devices::keep_found(const Device& device) {
    if (found_ == nullptr) return;
    const auto kept = found_->set(device.config.name, device.config.port, runner_.session(device.id).found());
    if (!kept) log_.write(LogLevel::warning, "what was found is not kept: " + kept.error().message);
}

void Devices::remove(const std::string& ups) {
    const auto found = devices_.find(ups);
    found->second->requests->close();
    if (found->second->served) found->second->served->close();
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

State Devices::last_known_state(const std::string& ups) const {
    const auto found = devices_.find(ups);
    return found != devices_.end() ? found->second->last_known : State::no_comm;
}

const UpsConfig* Devices::config(const std::string& ups) const {
    const auto found = devices_.find(ups);
    return found != devices_.end() ? &found->second->config : nullptr;
}

bool Devices::looks_for_protocol(const std::string& ups) const {
    const auto found = devices_.find(ups);
    return found != devices_.end() && !found->second->choice.protocol->probes.empty();
}

void Devices::on_state(Fleet::Id id, State state) {
    Device& ups = device(id);
    if (state != State::no_comm) ups.last_known = state;
    if (ups.served) ups.served->on_state(state);
    for (Observer* const observer : observers_) observer->on_state(ups.config.name, state);
}

void Devices::on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) {
    const Device& ups = device(id);
    const Session& session = runner_.session(id);
    if (ups.served) ups.served->on_values(changed);
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
    Device& ups = device(id);
    const bool is_silent = event.kind == SessionEvent::Kind::nothing_found;
    if (is_silent && std::exchange(ups.told_silence, true)) return;
    if (event.kind == SessionEvent::Kind::protocol_found) ups.told_silence = false;
    const Session& session = runner_.session(id);
    tell_event(ups.config.name, event_level(event), event_text(event, session.protocol()));
    if (event.kind == SessionEvent::Kind::protocol_found) keep_found(ups);
    if (ups.served) ups.served->on_event(event);
    ups.requests->on_event(event);
    if (has_told_everything(session)) ups.requests->on_told_everything();
}

void Devices::on_wire(Fleet::Id id, bool received, Bytes) {
    const Device& ups = device(id);
    if (ups.served) ups.served->on_wire(received);
    // What comes without a new value: the last answer of the first round.
    if (!received && has_told_everything(runner_.session(id))) ups.requests->on_told_everything();
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
