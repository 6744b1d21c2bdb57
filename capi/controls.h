// The requests of UPSes, carried out one after the other for each.
#pragma once

#include "capi/event_queue.h"
#include "capi/ups.h"
#include "core/session.h"

namespace upsmd::capi {

class IoThread;

// Thread: the I/O thread.
class Controls {
  public:
    static constexpr std::size_t kMostWaiting = 64;

    // All must outlive this.
    Controls(IoThread& io, EventQueue& queue) : io_(io), queue_(queue) {}

    bool add(upsmd_ups& ups, Request request);
    // Begins what can begin. Not from inside a listener's call: post it.
    void go_on(upsmd_ups& ups);
    // What the session says about the running request.
    void on_event(upsmd_ups& ups, const SessionEvent& event);
    // Tells what is not done that it will not be.
    void close(upsmd_ups& ups);

  private:
    void begin(upsmd_ups& ups);
    void go_on_later(upsmd_ups& ups);
    void finish(upsmd_ups& ups, upsmd_error result, std::string text);
    void finish_setting(upsmd_ups& ups, bool done);
    void tell(upsmd_ups& ups, const Request& request, upsmd_error result, std::string text);

    IoThread& io_;
    EventQueue& queue_;
};

}  // namespace upsmd::capi
