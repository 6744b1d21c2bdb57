// Time as the core sees it: a number handed in by the caller. There is no now() here, because the
// core never reads a clock (docs/architecture.md, "sans-I/O").
#pragma once

#include <chrono>

namespace upsmd {

using Duration = std::chrono::microseconds;
using namespace std::chrono_literals;

// A steady time line without an origin. Deliberately no now(): AsioRunner passes the system's steady
// clock, SimWorld passes virtual time.
struct Monotonic {
    using duration = Duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<Monotonic>;
    static constexpr bool is_steady = true;
};

using Time = Monotonic::time_point;

// "No deadline": later than every real deadline.
inline constexpr Time kNever = Time::max();

}  // namespace upsmd
