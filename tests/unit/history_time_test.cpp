// Times as people write and read them.
#include "history/time_text.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>

#include "tests/unit/history_tools.h"

namespace upsmd::history {
namespace {

struct Berlin {
    Berlin() {
        setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
        tzset();
    }
    ~Berlin() {
        unsetenv("TZ");
        tzset();
    }
};

TEST_CASE("time: what is taken") {
    const Berlin zone;
    const auto time = [](const char* text) { return *parse_time(text, kStart); };
    CHECK(time("now") == kStart);
    CHECK(time("2h") == kStart - 2h);
    CHECK(time("90s") == kStart - 90s);
    CHECK(time("30m") == kStart - 30min);
    CHECK(time("7d") == kStart - 168h);
    CHECK(time("2w") == kStart - 336h);
    CHECK(time("2026-11-26") == kStart - 1h);
    CHECK(time("2026-07-01T12:00") == Stamp(std::chrono::sys_days(std::chrono::year(2026) / 7 / 1)) + 10h);
    CHECK(time("2026-11-26T01:00:05") == kStart + 5s);
    CHECK(time("2026-11-26 01:00") == kStart);
    CHECK(time("2026-11-26T00:00Z") == kStart);
    CHECK(time("2026-11-26T05:30+05:30") == kStart);
    CHECK(time("2026-11-25T19:00:00-0500") == kStart);
    for (const char* const wrong : {"", "yesterday", "2h3", "h", "-2h", "2026-13-01", "2026-02-30", "2026-11-26T25:00", "2026-11-26T",
                                    "2026-11-26T01:00X", "2026-11-26T01", "99999999999h", "2026-11-26T01:00+", "1926-01-01"}) {
        INFO(wrong);
        CHECK_FALSE(parse_time(wrong, kStart));
    }
    CHECK(parse_time("yesterday", kStart).error().message.find("'yesterday'") != std::string::npos);
}

TEST_CASE("time: how it is shown") {
    const Berlin zone;
    CHECK(iso_time(kStart) == "2026-11-26T01:00:00+01:00");
    CHECK(plain_time(kStart + 65s) == "2026-11-26 01:01:05");
    CHECK(short_time(kStart) == "26 Nov 01:00");
    CHECK(duration_text(45s) == "45 s");
    CHECK(duration_text(125s) == "2 min 5 s");
    CHECK(duration_text(2h) == "2 h");
    CHECK(duration_text(50h + 59min) == "2 d 2 h");
}

}  // namespace
}  // namespace upsmd::history
