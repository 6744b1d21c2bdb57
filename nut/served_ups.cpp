#include "nut/served_ups.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>
#include <cmath>
#include <utility>

#include "nut/words.h"
#include "platform/event_text.h"

namespace upsmd::nut {
namespace {

using Data = Publication::Data;

constexpr const char* kStatus = "ups.status";
constexpr const char* kAllowKillpower = "driver.flag.allow_killpower";

// NUT has the maker's names below `ups` too.
constexpr std::array<std::pair<Variable, const char*>, 3> kAlsoBelowUps{{
    {Variable::device_mfr, "ups.mfr"},
    {Variable::device_model, "ups.model"},
    {Variable::device_serial, "ups.serial"},
}};

// The unit's words. LB also where only our thresholds say so: upsmon acts on OB and LB together. Once the unit says that
// the mains are back its words stand, although the state needs a second one like it.
std::string status_words(std::string words, State state) {
    const std::string spaced = " " + words + " ";
    if (state != State::low_battery || spaced.find(" OL ") != std::string::npos) return words;
    if (spaced.find(" OB ") == std::string::npos) words = "OB" + (words.empty() ? "" : " " + words);
    if (spaced.find(" LB ") == std::string::npos) words.insert(words.find("OB") + 2, " LB");
    return words;
}

Writable writable_of(const SettingChoices& choices) {
    Writable writable;
    switch (choices.kind) {
        case SettingChoices::Kind::values:
            for (const Value& value : choices.values) writable.values.push_back(value.to_string());
            break;
        case SettingChoices::Kind::range:
            writable.is_number = true;
            // upsd knows integers only: the UPS's own answer tells the rest.
            writable.ranges.emplace_back(std::lround(std::floor(choices.low)), std::lround(std::ceil(choices.high)));
            break;
        case SettingChoices::Kind::text:
            writable.is_string = true;
            writable.max_length = choices.max_length;
            break;
    }
    return writable;
}

std::optional<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || end.ec != std::errc{} || end.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

Outcome outcome_of(const RequestEnd& end) {
    if (end.kind == RequestEnd::Kind::done) return Outcome::handled;
    if (end.kind != RequestEnd::Kind::not_taken) return Outcome::failed;
    if (end.code == ErrorCode::invalid_argument) return Outcome::invalid;
    return end.code == ErrorCode::not_found ? Outcome::unknown : Outcome::failed;
}

}  // namespace

ServedUps::ServedUps(boost::asio::io_context& io, AsioRunner& runner, Log& log, ServedUpsOptions options)
    : io_(io),
      runner_(runner),
      log_(log),
      options_(std::move(options)),
      socket_(io, *this, log, options_.name),
      publication_(socket_.publication()) {
    publish_driver();
}

void ServedUps::publish_driver() {
    publication_.set("device.type", "ups");
    publication_.set("driver.name", options_.driver);
    publication_.set("driver.version", options_.version);
    publication_.set("driver.version.internal", options_.version);
    publication_.set("driver.state", "init.device");
    for (const auto& [name, value] : options_.parameters) publication_.set("driver.parameter." + name, value);
    for (const auto& [name, value] : options_.flags) publication_.set("driver.flag." + name, value);
    publication_.set(kAllowKillpower, options_.allow_killpower ? "1" : "0");
    for (const auto& [name, value] : options_.defaults) publication_.set(name, value);
    for (const auto& [name, value] : options_.overrides) publication_.set(name, value);
}

void ServedUps::watch(Fleet::Id id) {
    id_ = id;
    requests_ = std::make_unique<UpsRequests>(io_, runner_, id, options_.name);
}

void ServedUps::on_state(State state) {
    state_ = state;
    if (!session().communicating()) {
        told_everything_ = false;
        publication_.set("driver.state", "reconnect.trying");
        return publication_.set_data(Data::stale);
    }
    publication_.set("driver.state", "quiet");
    publish_status();
    publication_.set_data(Data::fresh);
    if (session().protocol().lines_only) told_everything();
}

void ServedUps::on_values(const std::bitset<kVariableCount>& changed) {
    // What was measured before the contact was lost stays as it was, marked as stale.
    if (!session().communicating()) return;
    for (std::size_t i = 0; i < kVariableCount; ++i)
        if (changed.test(i)) publish_value(static_cast<Variable>(i));
}

void ServedUps::publish_value(Variable variable) {
    if (variable == Variable::ups_status) return publish_status();
    const Value& value = session().reading().get(variable);
    const auto publish = [&](const std::string& name) {
        if (options_.overrides.contains(name)) return;
        if (value.present()) return publication_.set(name, value.to_string());
        if (const auto found = options_.defaults.find(name); found != options_.defaults.end())
            return publication_.set(name, found->second);
        publication_.remove(name);
    };
    publish(std::string(variable_name(variable)));
    for (const auto& [device, name] : kAlsoBelowUps)
        if (device == variable) publish(name);
}

void ServedUps::publish_status() {
    const Value& words = session().reading().get(Variable::ups_status);
    publication_.set(kStatus, status_words(words.to_string(), state_));
}

void ServedUps::on_event(const SessionEvent& event) {
    requests_->on_event(event);
    switch (event.kind) {
        case SessionEvent::Kind::protocol_found:
        case SessionEvent::Kind::setting_done:
        case SessionEvent::Kind::setting_refused: publish_offers(); break;
        default: break;
    }
}

// The next bytes go out when the answers to the last ones are in.
void ServedUps::on_wire(bool received) {
    if (received || told_everything_ || !has_told_everything(session())) return;
    boost::asio::post(io_, [this, alive = std::weak_ptr<bool>(alive_)] {
        if (!alive.expired() && !told_everything_ && has_told_everything(session())) told_everything();
    });
}

void ServedUps::told_everything() {
    told_everything_ = true;
    offers_ = true;
    // It may be another unit, or another protocol, than before.
    for (std::size_t i = 0; i < kVariableCount; ++i) publish_value(static_cast<Variable>(i));
    publish_offers();
    requests_->on_told_everything();
}

// Not before the UPS has told everything: an order would wait for that, and be carried out when whoever gave it has long
// been told that it was not.
void ServedUps::publish_offers() {
    if (!offers_) return;
    std::set<std::string> commands;
    for (const ControlRow& row : session().protocol().controls) commands.emplace(control_name(row.control));
    publication_.set_commands(std::move(commands));
    std::set<std::string> offered;
    for (const Session::Offer& offer : session().offered_settings()) {
        const std::string name(variable_name(offer.row->variable));
        offered.insert(name);
        publication_.allow(name, writable_of(offer.choices));
    }
    for (const std::string& name : publication_.names())
        if (publication_.is_writable(name) && !offered.contains(name)) publication_.allow(name, std::nullopt);
}

void ServedUps::command(const std::string& name, const std::optional<std::string>& argument, Done done) {
    for (const auto& [known, act] : options_.program_commands) {
        if (!is_same_name(known, name)) continue;
        log_.write(LogLevel::info, fmt::format("{}: {}", options_.name, known));
        done(Outcome::handled);
        return boost::asio::post(io_, act);
    }
    if (is_same_name(name, "driver.killpower")) {
        if (options_.allow_killpower) return kill_power(std::move(done));
        log_.write(LogLevel::warning, fmt::format("{}: driver.killpower: not allowed (allow_killpower)", options_.name));
        return done(Outcome::failed);
    }
    const std::string* const known = publication_.find_command(name);
    if (known == nullptr) return done(Outcome::unknown);
    control(*known, argument, std::move(done));
}

void ServedUps::control(const std::string& name, const std::optional<std::string>& argument, Done done) {
    std::optional<std::int64_t> number;
    if (argument) {
        number = number_of(*argument);
        if (!number) return done(Outcome::invalid);
    } else if (name == control_name(Control::shutdown_return) || name == control_name(Control::shutdown_stayoff)) {
        number = options_.off_delay.value_or(kOffDelay).count();
    } else if (name == control_name(Control::test_battery_start)) {
        number = ControlRequest{}.test_length.count();
    }
    const Result<ControlRequest> wanted = make_control_request(name, number);
    if (wanted) return request(*wanted, name, std::move(done));
    log_.write(LogLevel::warning, fmt::format("{}: {}", options_.name, wanted.error().message));
    done(wanted.error().code == ErrorCode::invalid_argument ? Outcome::invalid : Outcome::unknown);
}

void ServedUps::set(const std::string& name, const std::string& value, Done done) {
    if (is_same_name(name, kAllowKillpower)) {
        if (value != "0" && value != "1") return done(Outcome::invalid);
        options_.allow_killpower = value == "1";
        publication_.set(kAllowKillpower, value);
        return done(Outcome::handled);
    }
    const std::string* const known = publication_.find_name(name);
    const auto variable = known != nullptr ? variable_by_name(*known) : std::nullopt;
    if (!variable || !publication_.is_writable(name)) return done(Outcome::unknown);
    UpsRequest wanted;
    wanted.name = *known;
    wanted.variable = *variable;
    wanted.value = value;
    wanted.on_end = [this, name, value, done](const RequestEnd& end) {
        if (end.text.empty()) log_.write(LogLevel::info, fmt::format("{}: {} is {} now", options_.name, name, value));
        else log_.write(LogLevel::warning, end.text);
        done(outcome_of(end));
    };
    if (!requests_->add(std::move(wanted))) done(Outcome::failed);
}

void ServedUps::request(const ControlRequest& control, const std::string& name, Done done) {
    UpsRequest wanted;
    wanted.name = name;
    wanted.control = control;
    wanted.on_sent = [this, name] { log_.write(LogLevel::info, fmt::format("{}: {}: sent", options_.name, name)); };
    wanted.on_end = [this, done](const RequestEnd& end) {
        if (!end.text.empty()) log_.write(LogLevel::warning, end.text);
        done(outcome_of(end));
    };
    if (requests_ && requests_->add(std::move(wanted))) return;
    log_.write(LogLevel::warning, fmt::format("{}: {}: too many wait", options_.name, name));
    done(Outcome::failed);
}

void ServedUps::kill_power(Done done) {
    publication_.set("driver.state", "fsd.killpower");
    try_kill_power(kKillTries, std::move(done));
}

void ServedUps::try_kill_power(int tries, Done done) {
    ControlRequest wanted;
    wanted.control = Control::shutdown_return;
    wanted.delay = options_.off_delay.value_or(kOffDelay);
    UpsRequest request;
    request.name = "driver.killpower";
    request.control = wanted;
    request.on_end = [this, tries, done](const RequestEnd& end) {
        const bool cannot = end.kind == RequestEnd::Kind::not_taken && end.code == ErrorCode::unsupported;
        // While `auto` looks for the UPS nobody knows yet whether it can wait.
        const bool is_looking = !session().protocol().probes.empty();
        if (cannot && is_looking && tries > 1) return try_kill_power(tries - 1, done);
        if (cannot && !is_looking && !options_.off_delay) return kill_power_at_once(done);
        log_.write(end.text.empty() ? LogLevel::warning : LogLevel::error,
                   end.text.empty() ? options_.name + ": told to turn its output off" : end.text);
        done(outcome_of(end));
    };
    if (!requests_ || !requests_->add(std::move(request))) done(Outcome::failed);
}

// A UPS that cannot wait: whoever kills the power has nothing left to wait for.
void ServedUps::kill_power_at_once(Done done) {
    ControlRequest wanted;
    wanted.control = Control::shutdown_return;
    request(wanted, "driver.killpower", std::move(done));
}

void ServedUps::close() {
    if (requests_) requests_->close();
}

}  // namespace upsmd::nut
