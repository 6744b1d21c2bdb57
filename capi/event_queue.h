// What the I/O thread has to tell, until a callback is called with it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "capi/upsmd.h"
#include "capi/wake_pipe.h"
#include "core/state.h"
#include "core/variables.h"

namespace upsmd::capi {

// Whom the end of a control is told.
struct Completion {
    upsmd_done_fn done = nullptr;
    void* user = nullptr;
};

struct Event {
    std::shared_ptr<upsmd_ups> ups;
    std::optional<Completion> completion;  // then `kind` means nothing
    upsmd_event_kind kind{};
    upsmd_error error = UPSMD_OK;
    State state = State::no_comm;
    std::optional<Variable> variable;  // of a value
    std::string name;
    std::string text;
};

// Thread: any.
class EventQueue {
  public:
    // Where so many events of one UPS wait already UPSMD_EVENT_DROPPED takes the place of the next one, once.
    // Values and completions always get in: a value that waits already does not wait twice.
    static constexpr std::size_t kMostOfOne = 1000;

    void push(Event event);
    std::optional<Event> take();
    // Takes the completions of this UPS, in order, and drops its events.
    std::vector<Event> take_all(const upsmd_ups& ups);
    std::size_t size() const;
    int fd() const { return pipe_.fd(); }

    // Until there is an event (true), or end_wait was called (false, at once, until begin_wait).
    bool wait();
    void begin_wait();
    void end_wait();

  private:
    void refresh();

    mutable std::mutex mutex_;
    std::condition_variable filled_;
    std::deque<Event> events_;
    WakePipe pipe_;
    bool ended_ = false;
};

}  // namespace upsmd::capi
