// UPSGetState, UPSWaitForStateChange, UPSCancelWait (CONTRACT §2).
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "tests/contract/bridge.h"
#include "tests/contract/rig.h"

using namespace upsmd::contract;

namespace {

// Threads that each wait once, without a time-out.
class Waiters {
  public:
    Waiters(Rig& rig, int count, std::uint32_t current) : begun_(count) {
        for (int i = 0; i < count; ++i)
            threads_.emplace_back([&, current] {
                begun_.arrive();
                rig.driver().wait_for_state_change(current, kInfinite);
                ++returned_;
            });
        begun_.wait();
    }
    ~Waiters() { join(); }
    Waiters(const Waiters&) = delete;
    Waiters& operator=(const Waiters&) = delete;

    int returned() const { return returned_; }
    void join() {
        timed("a waiter's UPSWaitForStateChange", [this] {
            for (std::thread& thread : threads_)
                if (thread.joinable()) thread.join();
        });
    }

  private:
    Arrivals begun_;
    std::atomic<int> returned_{0};
    std::vector<std::thread> threads_;
};

// A wait that takes its whole time (a little less: Windows' clock ticks every 16 ms).
bool waits(Rig& rig, std::uint32_t current, std::uint32_t milliseconds) {
    return rig.wait(current, milliseconds).count() * 1000 > milliseconds - 20.0;
}

}  // namespace

TEST_CASE("a wait ends when the state changes", "[wait]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    Waiters waiters(rig, 3, kOnline);
    simulate("mains off");
    waiters.join();
    CHECK(waiters.returned() == 3);
    CHECK(rig.driver().get_state() == kOnBattery);
}

TEST_CASE("a change between UPSGetState and the wait is not missed", "[wait]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    const std::uint32_t state = rig.driver().get_state();
    simulate("mains off");
    REQUIRE(rig.reaches(kOnBattery));  // the change has happened already
    CHECK(rig.wait(state, kInfinite).count() < 5);
}

TEST_CASE("a wait for another state than the present one returns at once", "[wait]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    for (const std::uint32_t other : {kOnBattery, kLowBattery, kNoComm, 0U, 16U, kInfinite})
        CHECK(rig.wait(other, kInfinite).count() < 5);
}

TEST_CASE("a wait ends after its time", "[wait]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    for (const std::uint32_t milliseconds : {0U, 1U, 250U}) {
        const Seconds elapsed = rig.wait(kOnline, milliseconds);
        CHECK(elapsed.count() * 1000 > milliseconds - 20.0);
        CHECK(elapsed.count() < 5);
    }
    CHECK(rig.driver().get_state() == kOnline);
}

TEST_CASE("a cancel ends every wait", "[wait]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    // The threads say when they are about to wait; by the time a wait of this thread is over, they do wait. Where a busy
    // machine kept one from it, the next round decides.
    bool all_at_once = false;
    for (int round = 0; round < 5 && !all_at_once; ++round) {
        Waiters waiters(rig, 4, kOnline);
        REQUIRE(waits(rig, kOnline, 300));
        CHECK(waiters.returned() == 0);
        rig.driver().cancel_wait();
        rig.wait(kOnline, 2000);
        all_at_once = waiters.returned() == 4;
        simulate("mains off");  // whoever is left
        waiters.join();
        simulate("mains on");
        REQUIRE(rig.reaches(kOnline));
    }
    CHECK(all_at_once);
}

TEST_CASE("a cancel leaves nothing behind for later waits", "[wait]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    Waiters waiters(rig, 1, kOnline);
    while (waiters.returned() == 0) {
        rig.driver().cancel_wait();
        rig.wait(kOnline, 50);  // takes a cancel that came before the waiter
    }
    rig.wait(kOnline, 0);
    CHECK(waits(rig, kOnline, 200));
}

TEST_CASE("a cancel before the wait is kept for one wait", "[wait]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    rig.driver().cancel_wait();
    CHECK(rig.wait(kOnline, kInfinite).count() < 5);
    CHECK(waits(rig, kOnline, 200));

    rig.driver().cancel_wait();
    rig.driver().cancel_wait();
    CHECK(rig.wait(kOnline, kInfinite).count() < 5);
    CHECK(waits(rig, kOnline, 200));
}

TEST_CASE("UPSInit and UPSStop clear a cancel", "[wait]") {
    start_simulator("megatec --no-pace");
    Rig rig;
    rig.init_online();
    rig.driver().cancel_wait();
    rig.stop();
    rig.init_online();
    CHECK(waits(rig, kOnline, 200));

    rig.stop();
    rig.driver().cancel_wait();
    rig.init_online();
    CHECK(waits(rig, kOnline, 200));
}
