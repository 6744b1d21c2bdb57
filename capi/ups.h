// upsmd_ups: what is known of one UPS, and what it has yet to be told.
#pragma once

#include <atomic>
#include <bitset>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "capi/event_queue.h"
#include "capi/options.h"
#include "core/fleet.h"
#include "core/reading.h"
#include "platform/ups_requests.h"

namespace upsmd::capi {

class Context;

// What of this UPS stands in the queue. Owned by the EventQueue's lock.
struct UpsQueueState {
    std::size_t events = 0;
    std::bitset<kVariableCount> values;
};

}  // namespace upsmd::capi

// Owner: its context, and whoever holds one of its events. The I/O thread's part is touched by that thread only.
struct upsmd_ups : std::enable_shared_from_this<upsmd_ups> {
    upsmd_ups(upsmd::capi::Context& of, std::string port_name, upsmd::capi::Choice chosen)
        : context(of), port(std::move(port_name)), choice(std::move(chosen)) {}

    upsmd::capi::Context& context;
    const std::string port;
    const upsmd::capi::Choice choice;
    upsmd_event_fn on_event = nullptr;
    void* user = nullptr;
    mutable upsmd::capi::LastError error;
    std::atomic<bool> closed{false};

    upsmd::capi::UpsQueueState in_queue;

    // What callers read.
    mutable std::mutex mutex;
    upsmd::State state = upsmd::State::no_comm;
    bool complete = false;
    std::map<upsmd::Variable, upsmd::Value> values;

    // The I/O thread's.
    upsmd::Fleet::Id id = 0;
    std::string told_port_error;
    bool told_port = false;
    std::optional<upsmd::UpsRequests> requests;  // from the opening to the closing

    // Thread: any.
    upsmd::State state_now() const {
        const std::lock_guard lock(mutex);
        return state;
    }
    upsmd::Value value_now(upsmd::Variable variable) const {
        const std::lock_guard lock(mutex);
        const auto found = values.find(variable);
        return found != values.end() ? found->second : upsmd::Value{};
    }
};
