#include "platform/state_latch.h"

#include <catch2/catch.hpp>
#include <future>
#include <thread>
#include <vector>

using namespace upsmd;
using namespace std::chrono_literals;

namespace {

constexpr auto kOnline = static_cast<std::uint32_t>(State::online);
constexpr auto kOnBattery = static_cast<std::uint32_t>(State::on_battery);
constexpr auto kGenerous = 20s;  // only a wait that hangs reaches it

// A wait on a thread of its own.
std::future<void> waiter(StateLatch& latch, std::uint32_t current) {
    return std::async(std::launch::async, [&latch, current] { latch.wait_while(current, StateLatch::kInfinite); });
}

bool returns(const std::future<void>& wait) { return wait.wait_for(kGenerous) == std::future_status::ready; }

// Repeats the release until the wait has returned: the waiter may not have reached its wait at the first.
template <typename Release>
void release_until_back(const std::future<void>& wait, const Release& release) {
    do release();
    while (wait.wait_for(1ms) != std::future_status::ready);
}

}  // namespace

TEST_CASE("state latch: closed it is NOCOMM and nobody waits", "[state_latch]") {
    StateLatch latch;
    CHECK(latch.get() == State::no_comm);
    latch.wait_while(static_cast<std::uint32_t>(State::no_comm), StateLatch::kInfinite);  // returns
    latch.set(State::online);
    CHECK(latch.get() == State::no_comm);
}

TEST_CASE("state latch: a wait returns at once where the state differs", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    latch.wait_while(kOnBattery, StateLatch::kInfinite);
    latch.wait_while(0, StateLatch::kInfinite);
    latch.wait_while(12345, StateLatch::kInfinite);
    CHECK(latch.get() == State::online);
}

TEST_CASE("state latch: a wait ends after its time", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    const auto begin = std::chrono::steady_clock::now();
    latch.wait_while(kOnline, 30);
    CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
    latch.wait_while(kOnline, 0);
}

TEST_CASE("state latch: a change wakes every waiter", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    std::vector<std::future<void>> waits;
    for (int i = 0; i < 5; ++i) waits.push_back(waiter(latch, kOnline));
    latch.set(State::on_battery);
    for (const auto& wait : waits) CHECK(returns(wait));
}

TEST_CASE("state latch: a change that is taken back is not missed", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    const auto wait = waiter(latch, kOnline);
    release_until_back(wait, [&] {
        latch.set(State::on_battery);
        latch.set(State::online);
    });
    CHECK(latch.get() == State::online);
}

TEST_CASE("state latch: setting the same state wakes nobody", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    const auto begin = std::chrono::steady_clock::now();
    auto wait = std::async(std::launch::async, [&latch] { latch.wait_while(kOnline, 50); });
    while (wait.wait_for(1ms) != std::future_status::ready) latch.set(State::online);
    CHECK(std::chrono::steady_clock::now() - begin >= 50ms);
}

TEST_CASE("state latch: a cancel before the wait is kept for one wait", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    latch.cancel();
    latch.cancel();
    latch.wait_while(kOnline, StateLatch::kInfinite);  // returns: the cancel
    const auto begin = std::chrono::steady_clock::now();
    latch.wait_while(kOnline, 30);  // it is used up
    CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
}

TEST_CASE("state latch: a wait that returns for another reason uses the cancel up too", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    latch.cancel();
    latch.wait_while(kOnBattery, StateLatch::kInfinite);
    const auto begin = std::chrono::steady_clock::now();
    latch.wait_while(kOnline, 30);
    CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
}

TEST_CASE("state latch: a cancel wakes all waiters", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    std::vector<std::future<void>> waits;
    for (int i = 0; i < 5; ++i) waits.push_back(waiter(latch, kOnline));
    // A waiter that has not begun to wait yet takes the next one.
    for (const auto& wait : waits) release_until_back(wait, [&] { latch.cancel(); });
    for (const auto& wait : waits) CHECK(returns(wait));
}

TEST_CASE("state latch: opening and closing clear a pending cancel", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    latch.cancel();
    latch.open(State::online);
    auto begin = std::chrono::steady_clock::now();
    latch.wait_while(kOnline, 30);
    CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
    latch.cancel();
    latch.close();
    latch.cancel();
    latch.open(State::online);
    begin = std::chrono::steady_clock::now();
    latch.wait_while(kOnline, 30);
    CHECK(std::chrono::steady_clock::now() - begin >= 30ms);
}

TEST_CASE("state latch: closing ends every wait, also when it is opened again at once", "[state_latch]") {
    StateLatch latch;
    latch.open(State::online);
    std::vector<std::future<void>> waits;
    for (int i = 0; i < 5; ++i) waits.push_back(waiter(latch, kOnline));
    for (const auto& wait : waits)
        release_until_back(wait, [&] {
            latch.close();
            latch.open(State::online);
        });
    for (const auto& wait : waits) CHECK(returns(wait));
}
