#include "capi/context.h"

#include <utility>

#include "capi/quiet_thread.h"

namespace upsmd::capi {
namespace {

// While callbacks are called on this thread.
class Calling {
  public:
    explicit Calling(std::atomic<std::thread::id>& mark)
        : mark_(mark), before_(mark.exchange(std::this_thread::get_id())) {}
    ~Calling() { mark_ = before_; }
    Calling(const Calling&) = delete;
    Calling& operator=(const Calling&) = delete;

  private:
    std::atomic<std::thread::id>& mark_;
    std::thread::id before_;
};

}  // namespace

Context::Context() : io_(*this) {}

Context::~Context() = default;

upsmd_error Context::process() {
    if (in_callback()) return error.keep(UPSMD_E_THREAD, "upsmd_process: called in a callback");
    if (threaded_) return error.keep(UPSMD_E_THREAD, "upsmd_process: upsmd_run_thread is in force");
    deliver_waiting();
    return UPSMD_OK;
}

upsmd_error Context::run_thread() {
    if (in_callback()) return error.keep(UPSMD_E_THREAD, "upsmd_run_thread: called in a callback");
    const std::lock_guard lock(thread_mutex_);
    if (threaded_) return error.keep(UPSMD_E_THREAD, "upsmd_run_thread: it runs already");
    queue_.begin_wait();
    thread_ = start_quiet_thread([this] { run_delivery(); });
    threaded_ = true;
    return UPSMD_OK;
}

upsmd_error Context::stop_thread() {
    if (in_callback()) return error.keep(UPSMD_E_THREAD, "upsmd_stop_thread: called in a callback");
    const std::lock_guard lock(thread_mutex_);
    if (!threaded_) return UPSMD_OK;
    queue_.end_wait();
    thread_.join();
    threaded_ = false;
    return UPSMD_OK;
}

void Context::run_delivery() {
    while (queue_.wait()) {
        try {
            deliver_waiting();
        } catch (...) {
            // Out of memory, at the worst: this event is lost.
        }
    }
}

// What waits at the beginning, no more: a UPS that has always something to say must not keep the caller.
void Context::deliver_waiting() {
    const std::lock_guard lock(delivering_);
    const Calling calling(calling_);
    for (std::size_t left = queue_.size(); left > 0; --left) {
        const auto event = queue_.take();
        if (!event) return;
        deliver(*event);
    }
}

void Context::deliver(const Event& event) {
    if (event.completion) return call_done(event);
    upsmd_ups& ups = *event.ups;
    if (ups.on_event == nullptr) return;
    std::string text = event.text;
    bool has_text = event.kind != UPSMD_EVENT_COMPLETE && event.kind != UPSMD_EVENT_SENT &&
                    event.kind != UPSMD_EVENT_DROPPED && (event.kind != UPSMD_EVENT_PORT || event.error != UPSMD_OK);
    if (event.variable) {
        const Value value = ups.value_now(*event.variable);
        text = value.to_string();
        has_text = value.present();
    }
    const upsmd_event told{event.kind, event.error, static_cast<upsmd_state>(event.state),
                           event.name.empty() ? nullptr : event.name.c_str(), has_text ? text.c_str() : nullptr};
    ups.on_event(&ups, &told, ups.user);
}

void Context::call_done(const Event& event) {
    event.completion->done(event.ups.get(), event.error, event.text.c_str(), event.completion->user);
}

Result<void> Context::open(const std::string& port, Choice choice, upsmd_event_fn listener, void* user,
                           upsmd_ups** out) {
    const auto ups = std::make_shared<upsmd_ups>(*this, port, std::move(choice));
    ups->on_event = listener;
    ups->user = user;
    *out = ups.get();
    return io_.call([this, &ups]() -> Result<void> {
        const Choice& chosen = ups->choice;
        opening_ = ups;
        const Result<Fleet::Id> id =
            chosen.wait_for_port ? io_.runner().add_when_possible(ups->port, *chosen.protocol, chosen.settings)
                                 : io_.runner().add(ups->port, *chosen.protocol, chosen.settings);
        opening_.reset();
        if (!id) return id.error();
        ups->id = *id;
        ups->requests.emplace(io_.io(), io_.runner(), *id, ups->port);
        upses_[*id] = ups;
        return {};
    });
}

void Context::close(upsmd_ups& ups) {
    const std::shared_ptr<upsmd_ups> kept = ups.shared_from_this();
    const std::lock_guard lock(delivering_);
    if (ups.closed.exchange(true)) return;
    io_.call([this, &ups] {
        io_.runner().remove(ups.id);
        upses_.erase(ups.id);
        ups.requests->close();
        ups.requests.reset();
    });
    const Calling calling(calling_);
    for (const Event& event : queue_.take_all(ups)) call_done(event);
}

void Context::close_all() {
    const auto open = io_.call([this] { return upses_; });
    for (const auto& [id, ups] : open) close(*ups);
}

bool Context::submit(upsmd_ups& ups, UpsRequest request, Completion completion) {
    return io_.call([&] {
        if (!ups.requests) return false;  // closed in the meantime
        request.on_sent = [this, &ups, name = request.name] { tell_sent(ups, name); };
        request.on_end = [this, &ups, name = request.name, completion](const RequestEnd& end) {
            tell_end(ups, name, end, completion);
        };
        return ups.requests->add(std::move(request));
    });
}

}  // namespace upsmd::capi
