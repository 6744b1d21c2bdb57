// upsmd_context: UPSes on the I/O thread, their events in a queue, and who calls the callbacks.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "capi/event_queue.h"
#include "capi/io_thread.h"
#include "capi/ups.h"

namespace upsmd::capi {

// Thread: any, as upsmd.h says. A callback holds delivering_; the I/O thread never waits for that, so that whoever
// holds it may wait for the I/O thread.
class Context : private RunnerListener {
  public:
    Context();
    virtual ~Context();

    int fd() const { return queue_.fd(); }
    upsmd_error process();
    upsmd_error run_thread();
    upsmd_error stop_thread();
    bool in_callback() const { return calling_.load() == std::this_thread::get_id(); }

    // *out is set before the first event of it; after a failure it means nothing.
    Result<void> open(const std::string& port, Choice choice, upsmd_event_fn listener, void* user, upsmd_ups** out);
    void close(upsmd_ups& ups);
    void close_all();

    // Ask on the I/O thread, while it is open; f is given its session.
    template <typename F>
    auto ask(upsmd_ups& ups, F f) {
        return io_.call([this, &ups, f = std::move(f)] { return f(io_.runner().session(ups.id)); });
    }

    // Hands a request to the I/O thread, with its completion. False: too many wait. Nothing is kept then.
    bool submit(upsmd_ups& ups, UpsRequest request, Completion completion);

    mutable LastError error;

  private:
    void on_state(Fleet::Id id, State state) override;
    void on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) override;
    void on_event(Fleet::Id id, const SessionEvent& event) override;
    void on_wire(Fleet::Id id, bool received, Bytes bytes) override;
    void on_port(Fleet::Id id, const Error* error) override;

    upsmd_ups* find(Fleet::Id id);
    void look_if_complete(Fleet::Id id);
    void tell_sent(upsmd_ups& ups, const std::string& name);
    void tell_end(upsmd_ups& ups, const std::string& name, const RequestEnd& end, const Completion& completion);
    void deliver_waiting();
    void deliver(const Event& event);
    void call_done(const Event& event);
    void run_delivery();

    EventQueue queue_;
    std::recursive_mutex delivering_;
    std::atomic<std::thread::id> calling_{};
    std::mutex thread_mutex_;
    std::thread thread_;
    std::atomic<bool> threaded_{false};

    // The I/O thread's.
    std::map<Fleet::Id, std::shared_ptr<upsmd_ups>> upses_;
    std::shared_ptr<upsmd_ups> opening_;

    // Last: it ends before the rest goes.
    IoThread io_;
};

}  // namespace upsmd::capi

struct upsmd_context final : upsmd::capi::Context {};
