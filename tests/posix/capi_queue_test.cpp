// The queue between the I/O thread and the callbacks, by itself.
#include <poll.h>

#include <catch2/catch.hpp>
#include <memory>

#include "capi/context.h"
#include "capi/event_queue.h"
#include "capi/ups.h"

using namespace upsmd;
using namespace upsmd::capi;

namespace {

struct Rig {
    std::shared_ptr<upsmd_ups> make() { return std::make_shared<upsmd_ups>(context, "port", Choice{}); }

    void push(const std::shared_ptr<upsmd_ups>& ups, upsmd_event_kind kind, std::optional<Variable> variable = {}) {
        Event event;
        event.ups = ups;
        event.kind = kind;
        event.variable = variable;
        queue.push(std::move(event));
    }
    void push_completion(const std::shared_ptr<upsmd_ups>& ups) {
        Event event;
        event.ups = ups;
        event.completion.emplace();
        queue.push(std::move(event));
    }
    bool readable() const {
        pollfd wanted{queue.fd(), POLLIN, 0};
        return ::poll(&wanted, 1, 0) == 1;
    }

    upsmd_context context;
    EventQueue queue;
};

}  // namespace

TEST_CASE("the descriptor is readable exactly while something waits", "[queue]") {
    Rig rig;
    const auto ups = rig.make();
    CHECK_FALSE(rig.readable());
    rig.push(ups, UPSMD_EVENT_STATE);
    rig.push(ups, UPSMD_EVENT_NOTICE);
    CHECK(rig.readable());
    CHECK(rig.queue.take()->kind == UPSMD_EVENT_STATE);
    CHECK(rig.readable());
    CHECK(rig.queue.take()->kind == UPSMD_EVENT_NOTICE);
    CHECK_FALSE(rig.readable());
    CHECK_FALSE(rig.queue.take());
}

TEST_CASE("a value waits once", "[queue]") {
    Rig rig;
    const auto ups = rig.make();
    for (int i = 0; i < 5; ++i) rig.push(ups, UPSMD_EVENT_VALUE, Variable::ups_load);
    rig.push(rig.make(), UPSMD_EVENT_VALUE, Variable::ups_load);
    CHECK(rig.queue.size() == 2);
    rig.queue.take();
    rig.push(ups, UPSMD_EVENT_VALUE, Variable::ups_load);
    CHECK(rig.queue.size() == 2);
}

TEST_CASE("a UPS whose events nobody fetches", "[queue]") {
    Rig rig;
    const auto ups = rig.make();
    for (std::size_t i = 0; i < EventQueue::kMostOfOne + 10; ++i) rig.push(ups, UPSMD_EVENT_STATE);
    CHECK(rig.queue.size() == EventQueue::kMostOfOne + 1);
    rig.push_completion(ups);
    rig.push(rig.make(), UPSMD_EVENT_STATE);
    CHECK(rig.queue.size() == EventQueue::kMostOfOne + 3);
    for (std::size_t i = 0; i < EventQueue::kMostOfOne; ++i) CHECK(rig.queue.take()->kind == UPSMD_EVENT_STATE);
    CHECK(rig.queue.take()->kind == UPSMD_EVENT_DROPPED);
    rig.push(ups, UPSMD_EVENT_STATE);
    CHECK(rig.queue.size() == 3);
}

TEST_CASE("closing takes the completions and drops the rest", "[queue]") {
    Rig rig;
    const auto ups = rig.make();
    const auto other = rig.make();
    rig.push(ups, UPSMD_EVENT_STATE);
    rig.push_completion(ups);
    rig.push(other, UPSMD_EVENT_STATE);
    rig.push_completion(other);
    CHECK(rig.queue.take_all(*ups).size() == 1);
    CHECK(rig.queue.size() == 2);
}
