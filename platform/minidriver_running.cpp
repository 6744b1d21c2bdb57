#include "platform/minidriver_running.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "platform/clock.h"
#include "platform/found_line.h"

namespace upsmd {
namespace {

using namespace std::chrono_literals;

// Together these stay below the 10 s that UPSInit may take, and stop's two below 3 s (CONTRACT §2).
constexpr auto kRegistryLimit = 1s;
constexpr auto kInitLimit = 8s;
constexpr auto kOpenLimit = 5s;
// Three polls and 5 s of silence make NOCOMM (docs/states.md); nothing is gained by waiting longer.
constexpr auto kFirstStateLimit = 6s;
constexpr auto kTurnOffLimit = 2900ms;
constexpr auto kThreadLimit = 1800ms;
constexpr auto kLastStatusLimit = 900ms;
// How long a change of the state waits for its values to be written: whoever it wakes reads them next.
constexpr auto kStatusFirst = 3ms;

}  // namespace

InitResult Minidriver::Running::start() {
    if (const InitResult result = prepare(); result != InitResult::ok) return result;
    thread_.start([self = shared_from_this()] { self->run_io(); });
    if (const InitResult result = wait_opened(); result != InitResult::ok) return result;
    wait_first_state();
    const std::lock_guard lock(mutex_);
    return aborted_ ? InitResult::unknown_error : InitResult::ok;
}

InitResult Minidriver::Running::prepare() {
    registry_ = make_system_registry();
    const LogSettings log = read_log_settings(*registry_);
    if (!log.file.empty()) {
        file_log_ = make_file_log(log.file, log.level);
        log_ = file_log_.get();
    }
    Result<MinidriverSettings> settings = read_minidriver_settings(*registry_);
    for (const std::string& complaint : log.complaints) log_->write(LogLevel::warning, complaint);
    if (!settings) {
        log_->write(LogLevel::error, settings.error().message);
        return InitResult::registry_error;
    }
    settings_ = std::move(*settings);
    for (const std::string& complaint : settings_.complaints) log_->write(LogLevel::warning, complaint);
    if (settings_.cable) settings_.session.cable = &*settings_.cable;

    // Before the first thread: none may run in code that its caller could unload.
    module_ = std::make_unique<ModuleReference>();
    status_.emplace(*registry_, *log_);
    status_->start(shared_from_this());
    status_->publish(initial_status_values());
    if (status_->wait_written(kRegistryLimit)) return InitResult::ok;
    log_->write(LogLevel::error, "UPS\\Status cannot be written");
    return InitResult::registry_error;
}

void Minidriver::Running::run_io() {
    Result<void> opened;
    try {
        opened = open_port();
    } catch (const std::exception& error) {
        opened = Error{ErrorCode::invalid_argument, error.what(), 0};
    }
    const bool good = static_cast<bool>(opened);
    {
        const std::lock_guard lock(mutex_);
        opened_ = std::move(opened);
        changed_.notify_all();
    }
    while (good) {
        try {
            io_.run();
            break;
        } catch (const std::exception& error) {  // out of memory: the handler is lost, the others go on
            log_->write(LogLevel::error, fmt::format("on the I/O thread: {}", error.what()));
        }
    }
    runner_.reset();
    opener_.reset();
}

Result<void> Minidriver::Running::open_port() {
    opener_ = make_port_opener(io_);
    runner_ = std::make_unique<AsioRunner>(io_, *opener_, system_clock(), *this, *log_);
    const Result<Fleet::Id> id = runner_->add(settings_.port, *settings_.protocol, settings_.session);
    if (!id) return id.error();
    id_ = *id;
    port_added_ = true;
    return {};
}

InitResult Minidriver::Running::wait_opened() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, started_ + kOpenLimit, [this] { return opened_ || aborted_; })) {
        log_->write(LogLevel::error, settings_.port + ": opening it hangs");
        return InitResult::comm_open_error;
    }
    if (aborted_) return InitResult::unknown_error;
    if (*opened_) return InitResult::ok;
    const Error& error = opened_->error();
    log_->write(LogLevel::error, error.native != 0 ? fmt::format("{} (system code {})", error.message, error.native)
                                                   : error.message);
    switch (error.code) {
        case ErrorCode::unsupported: return InitResult::comm_setup_error;
        case ErrorCode::not_found:
        case ErrorCode::access_denied:
        case ErrorCode::in_use:
        case ErrorCode::invalid_argument:  // no port can have that name
        case ErrorCode::io: return InitResult::comm_open_error;
        default: return InitResult::unknown_error;
    }
}

void Minidriver::Running::wait_first_state() {
    {
        std::unique_lock lock(mutex_);
        const auto limit = std::min(std::chrono::steady_clock::now() + kFirstStateLimit, started_ + kInitLimit);
        changed_.wait_until(lock, limit, [this] { return state_known_ || aborted_; });
        if (aborted_) return;
        if (!state_known_) {
            state_known_ = true;
            log_->write(LogLevel::warning, settings_.port + ": the UPS does not answer");
            status_->publish(status_values(Reading(), State::no_comm));
        }
    }
    // What is known by now stands in the registry when UPSInit returns.
    status_->wait_written(kRegistryLimit);
}

void Minidriver::Running::announce() {
    const std::lock_guard lock(mutex_);
    if (aborted_) return;
    announced_ = true;
    latch_.open(state_);
}

void Minidriver::Running::abort() {
    const std::lock_guard lock(mutex_);
    aborted_ = true;
    changed_.notify_all();
}

void Minidriver::Running::turn_off(std::chrono::seconds delay) {
    {
        const std::lock_guard lock(mutex_);
        if (!announced_ || aborted_) return;
    }
    const auto done = std::make_shared<bool>(false);
    boost::asio::post(io_, [self = shared_from_this(), done, delay] { self->request_turn_off(delay, done); });
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kTurnOffLimit, [&] { return *done || aborted_; });
    if (!*done) log_->write(LogLevel::error, fmt::format("turn-off in {} s: not on the wire yet", delay.count()));
}

// On the I/O thread.
void Minidriver::Running::request_turn_off(std::chrono::seconds delay, const std::shared_ptr<bool>& done) {
    const auto end = [self = shared_from_this(), done, delay](LogLevel level, const std::string& how) {
        self->log_->write(level, fmt::format("turn-off in {} s: {}", delay.count(), how));
        const std::lock_guard lock(self->mutex_);
        *done = true;
        self->changed_.notify_all();
    };
    if (!runner_ || !port_added_) return end(LogLevel::error, "the port is not open");
    ControlRequest request;
    request.control = Control::shutdown_return;
    request.delay = delay;
    if (const Result<void> taken = runner_->request(id_, request); !taken)
        return end(LogLevel::error, "refused: " + taken.error().message);
    runner_->when_committed(id_, [end](ControlPhase phase) {
        if (phase == ControlPhase::refused)
            end(LogLevel::error, "refused by the UPS, or the link was lost");
        else
            end(LogLevel::info, phase == ControlPhase::accepted ? "accepted" : "sent");
    });
}

void Minidriver::Running::stop() {
    abort();
    io_.stop();
    const bool ended = thread_.join_for(kThreadLimit);
    bool written = true;
    if (status_) {
        StatusValues values = status_->last();
        values.comm_status = 0;
        written = status_->finish(values, kLastStatusLimit);
    }
    if (ended && written) return module_.reset();
    log_->write(LogLevel::error, ended ? "the registry hangs: UPS\\Status may not be up to date"
                                       : "the port hangs: it is closed when its driver lets go of it");
    // The code must stay loaded for as long as a thread runs in it: the reference is never given back.
    static_cast<void>(module_.release());
}

void Minidriver::Running::on_state(Fleet::Id id, State state) {
    {
        const std::lock_guard lock(mutex_);
        status_->publish(status_values(runner_->session(id).reading(), state));
    }
    status_->wait_written(kStatusFirst);
    const std::lock_guard lock(mutex_);
    state_ = state;
    state_known_ = true;
    if (announced_ && !aborted_) latch_.set(state);  // after a stop the latch may belong to a successor
    changed_.notify_all();
}

void Minidriver::Running::on_values(Fleet::Id id, const std::bitset<kVariableCount>& /*changed*/) {
    const Session& session = runner_->session(id);
    const std::lock_guard lock(mutex_);
    if (state_known_) status_->publish(status_values(session.reading(), session.state()));
}

void Minidriver::Running::on_event(Fleet::Id id, const SessionEvent& event) {
    if (event.kind != SessionEvent::Kind::protocol_found) return;
    const FoundLine found = runner_->session(id).found();
    if (!found.protocol->not_supported.empty() || found == settings_.session.remembered) return;
    settings_.session.remembered = found;
    status_->remember(found_line_text(found, settings_.port));
}

}  // namespace upsmd
