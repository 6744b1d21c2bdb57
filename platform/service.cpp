#include "platform/service.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

#include "platform/child_process.h"
#include "platform/module_kind.h"
#include "platform/service_core.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

// Programs write several values at a time: read once, when they are through.
constexpr auto kSettle = std::chrono::milliseconds(500);
// A key that is not there yet cannot be watched.
constexpr auto kWatchAgain = std::chrono::seconds(30);

}  // namespace

// Lives as long as anything of it is on the way; everything but the constructor runs on the io_context's thread.
class Service::Loop final : public ServiceHost, public ChildListener, public std::enable_shared_from_this<Loop> {
  public:
    explicit Loop(Parts parts)
        : parts_(std::move(parts)),
          core_({parts_.clock, parts_.registry, parts_.actions, *this,
                 [&io = parts_.io](std::function<void()> next) { boost::asio::post(io, std::move(next)); }, [this] { arm(); },
                 parts_.full_path,
                 parts_.own_minidriver, parts_.version}),
          timer_(parts_.io), settle_(parts_.io), watch_again_(parts_.io) {}

    void begin() {
        watch();
        core_.start();
    }

    void system_shutdown(std::function<void()> done) {
        core_.system_shutdown(std::move(done));
    }

    void resumed() {
        if (!is_stopping_) core_.resumed();
    }

    void stop(std::function<void()> done) {
        is_stopping_ = true;
        config_watch_.reset();
        own_watch_.reset();
        settle_.cancel();
        watch_again_.cancel();
        core_.stop([this, done = std::move(done)] {
            is_stopped_ = true;
            timer_.cancel();
            done();
        });
    }

    DryRun dry_run() const { return core_.dry_run(); }

    template <typename Next>
    void run_on_io(Next next) {
        boost::asio::post(parts_.io, std::move(next));
    }

    // For the owner's end without stop(): a callback of the registry must find nothing to do.
    void abandon() {
        is_stopping_ = is_stopped_ = true;
        config_watch_.reset();
        own_watch_.reset();
        child_.reset();
        settle_.cancel();
        watch_again_.cancel();
        timer_.cancel();
    }

  private:
    // ServiceHost
    void start(const std::string& minidriver) override {
        const Result<void> started = start_child_for(minidriver);
        if (started) return;
        later([this, why = started.error()] {
            const bool is_file = why.code != ErrorCode::io;
            core_.on_host_start_failed(is_file ? ServiceEvent::no_such_driver : ServiceEvent::host_failed, why.message);
        });
    }

    Result<void> start_child_for(const std::string& minidriver) {
        const auto bits = module_bits(minidriver);
        if (!bits) return bits.error();
        const std::string program = parts_.host_program(*bits);
        if (program.empty())
            return Error{ErrorCode::not_found, minidriver + " is made for " + std::to_string(*bits) +
                                                   " bits, and there is no upsmd-host" + std::to_string(*bits) + " to run it", 0};
        auto child = start_child(parts_.io, {program, "--serve"}, *this);
        if (!child) return Error{ErrorCode::io, child.error().message, child.error().native};
        child_ = std::move(*child);
        return {};
    }

    void send(const std::string& line) override {
        if (child_) child_->send(line);
    }

    void end() override { child_.reset(); }

    // ChildListener
    void on_child_line(std::string_view line) override {
        core_.on_host_line(line);
    }

    void on_child_end(const std::string& how) override {
        core_.on_host_end(how);
    }

    template <typename Next>
    void later(Next next) {
        boost::asio::post(parts_.io, [self = shared_from_this(), next = std::move(next)]() mutable {
            if (!self->is_stopped_) next();
        });
    }

    void arm() {
        const Time deadline = core_.deadline();
        if (is_stopped_ || deadline == armed_) return;
        armed_ = deadline;
        timer_.cancel();
        if (deadline == kNever) return;
        timer_.expires_after(std::max(deadline - parts_.clock.now(), Duration{0}));
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (error || self->is_stopped_) return;
            self->armed_ = kNever;
            self->core_.on_time();
        });
    }

    // Only what people change: UPS itself holds Status, which changes all the time.
    void watch() {
        const std::weak_ptr<Loop> weak = shared_from_this();
        const auto on_change = [weak, &io = parts_.io] {
            boost::asio::post(io, [weak] {
                if (const auto self = weak.lock()) self->settings_changed();
            });
        };
        for (const auto& [key, watch] : {std::pair{kUpsConfigKey, &config_watch_}, std::pair{kUpsmdKey, &own_watch_}}) {
            if (*watch) continue;
            auto made = parts_.registry.watch(key, on_change);
            if (made) *watch = std::move(*made);
        }
        if (config_watch_ && own_watch_) return;
        watch_again_.expires_after(kWatchAgain);
        watch_again_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (error || self->is_stopping_) return;
            self->watch();
            self->reread();
        });
    }

    void settings_changed() {
        if (is_stopping_) return;
        settle_.expires_after(kSettle);
        settle_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (error || self->is_stopping_) return;
            // A key that was deleted, and made again, is another one.
            self->config_watch_.reset();
            self->own_watch_.reset();
            self->watch();
            self->reread();
        });
    }

    void reread() {
        core_.reread_settings();
    }

    Parts parts_;
    ServiceCore core_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer settle_;
    boost::asio::steady_timer watch_again_;
    std::unique_ptr<Registry::Watch> config_watch_;
    std::unique_ptr<Registry::Watch> own_watch_;
    std::unique_ptr<ChildProcess> child_;
    Time armed_ = kNever;
    bool is_stopping_ = false;
    bool is_stopped_ = false;
};

Service::Service(Parts parts) : loop_(std::make_shared<Loop>(std::move(parts))) {}

Service::~Service() { loop_->abandon(); }

void Service::start() {
    loop_->run_on_io([loop = loop_] { loop->begin(); });
}

void Service::system_shutdown(std::function<void()> done) {
    loop_->run_on_io([loop = loop_, done = std::move(done)]() mutable { loop->system_shutdown(std::move(done)); });
}

void Service::resumed() {
    loop_->run_on_io([loop = loop_] { loop->resumed(); });
}

void Service::stop(std::function<void()> done) {
    loop_->run_on_io([loop = loop_, done = std::move(done)]() mutable { loop->stop(std::move(done)); });
}

void Service::if_dry_run(std::function<void()> then) {
    loop_->run_on_io([loop = loop_, then = std::move(then)] {
        if (loop->dry_run() != DryRun::off) then();
    });
}

}  // namespace upsmd
