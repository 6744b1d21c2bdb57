// Old samples become 10-minute values, older ones go, and the database stays below its limit.
#include "history/thinning.h"

#include <catch2/catch.hpp>

#include "tests/unit/history_tools.h"

namespace upsmd::history {
namespace {

constexpr Limits kLimits{72h, 24h * 30, 64'000'000};

void tidy(Store& store, Stamp now) {
    for (int round = 0; round < 1000; ++round) {
        const Result<bool> more = store.tidy(now);
        REQUIRE(more);
        if (!*more) return;
    }
    FAIL("tidying does not come to an end");
}

TEST_CASE("thinning: mean weighted with time, extremes kept, newer samples left alone") {
    const Folder folder;
    const auto store = open_store(folder.file(), kLimits);
    REQUIRE(store->append(samples(Variable::input_voltage, {{kStart, 230.0},
                                                            {kStart + 6min, 180.0},
                                                            {kStart + 9min, 240.0},
                                                            {kStart + 11min, 235.0},
                                                            {kStart + 80h, 231.0}})));
    tidy(*store, kStart + 80h);
    const std::vector<Point> voltage = points(read(folder.file(), kStart, kStart + 80h), "input.voltage");
    REQUIRE(voltage.size() >= 4);
    CHECK(voltage[0].thinned);
    CHECK(voltage[0].low == 180.0);
    CHECK(voltage[0].high == 240.0);
    CHECK(*voltage[0].value == Approx((6 * 230.0 + 3 * 180.0 + 240.0) / 10));
    // Then 240 for a minute, 235 for nine, and 235 alone until the last hours, which are exact.
    CHECK(*voltage[1].value == Approx(235.5));
    CHECK(voltage[2].time == kStart + 20min);
    CHECK(voltage[2].low == 235.0);
    CHECK(voltage[2].high == 235.0);
    CHECK(voltage.back().time == kStart + 80h);
    CHECK_FALSE(voltage.back().thinned);
    // Nothing between was written again and again.
    CHECK(voltage.size() <= 5);
    // Half of the quiet time: the value is still known.
    const std::vector<Point> middle = points(read(folder.file(), kStart + 40h, kStart + 41h), "input.voltage");
    REQUIRE(middle.size() == 1);
    CHECK(middle[0].value == 235.0);
}

TEST_CASE("thinning: gaps stay gaps") {
    const Folder folder;
    const auto store = open_store(folder.file(), kLimits);
    REQUIRE(store->append(samples(Variable::ups_load, {{kStart, 10.0}, {kStart + 5min, std::nullopt}, {kStart + 2h, 30.0},
                                                       {kStart + 80h, 31.0}})));
    tidy(*store, kStart + 80h);
    const std::vector<Point> load = points(read(folder.file(), kStart, kStart + 80h), "ups.load");
    REQUIRE(load.size() >= 3);
    CHECK(load[0].value == 10.0);  // of what was known, not diluted by what was not
    CHECK(load[1].time == kStart + 10min);
    CHECK_FALSE(load[1].value);
    CHECK(load[2].time == kStart + 2h);
    CHECK(load[2].value == 30.0);
}

TEST_CASE("thinning: what is older than the limit goes, what still holds stays") {
    const Folder folder;
    const auto store = open_store(folder.file(), kLimits);
    Batch batch = samples(Variable::battery_voltage_nominal, {{kStart, 24.0}});
    batch.samples.push_back({"ups", Variable::ups_load, kStart, 10.0});
    batch.samples.push_back({"ups", Variable::ups_load, kStart + 24h, 20.0});
    batch.states.push_back({"ups", kStart, State::online, "OL"});
    batch.events.push_back({"ups", kStart, "start", "old"});
    batch.events.push_back({"ups", kStart + 24h * 40, "start", "new"});
    batch.alive = {{"ups", kStart + 24h * 60}};
    REQUIRE(store->append(batch));
    tidy(*store, kStart + 24h * 60);
    const Record all = read(folder.file(), kStart, kStart + 24h * 60);
    const std::vector<Point> nominal = points(all, "battery.voltage.nominal");
    REQUIRE_FALSE(nominal.empty());
    CHECK(nominal[0].time == kStart + 24h * 30);
    CHECK(nominal[0].value == 24.0);
    CHECK(points(all, "ups.load").at(0).value == 20.0);
    REQUIRE(all.events.size() == 1);
    CHECK(all.events[0].text == "new");
    REQUIRE(all.states.size() == 1);
    CHECK(all.states[0].time == kStart + 24h * 30);
}

TEST_CASE("thinning: the clock begins in 1970, is set, and set back") {
    const Folder folder;
    const auto store = open_store(folder.file(), kLimits);
    const Stamp epoch{};
    REQUIRE(store->append(samples(Variable::ups_load, {{epoch + 1min, 1.0}, {epoch + 2min, std::nullopt}})));
    REQUIRE(store->append(samples(Variable::ups_load, {{kStart + 100h, 50.0}, {kStart + 101h, 51.0}})));
    REQUIRE(store->append(samples(Variable::ups_load, {{kStart + 100h + 30min, 60.0}, {kStart + 100h + 40min, 61.0}})));
    tidy(*store, kStart + 101h);  // 1970 is past 3 and 30 days
    const std::vector<Point> load = points(read(folder.file(), kStart, kStart + 101h), "ups.load");
    REQUIRE(load.size() == 4);
    CHECK(load[1].value == 60.0);
    CHECK(load[2].value == 61.0);
    tidy(*store, kStart + 24h * 20);
    // Back before what is thinned already: the bucket is written anew.
    REQUIRE(store->append(samples(Variable::ups_load, {{kStart + 100h + 1min, 5.0}})));
    tidy(*store, kStart + 24h * 20);
    CHECK(points(read(folder.file(), kStart + 100h, kStart + 101h), "ups.load").at(0).value == 5.0);
}

TEST_CASE("bound: the database stays below its limit, full detail goes before the rest") {
    const Folder folder;
    Limits limits = kLimits;
    limits.bytes = 400'000;
    const auto store = open_store(folder.file(), limits);
    Stamp time = kStart;
    for (int batch_number = 0; batch_number < 60; ++batch_number) {
        Batch batch;
        for (int i = 0; i < 1000; ++i, time += 5s)
            batch.samples.push_back({"ups", Variable::input_voltage, time, 220.0 + (i * 7 + batch_number) % 20});
        batch.events.push_back({"ups", time, "alert", "something"});
        batch.alive = {{"ups", time}};
        REQUIRE(store->append(batch));
        REQUIRE(store->bound());
        CHECK(store->bytes() <= limits.bytes);
    }
    const std::vector<Point> voltage = points(read(folder.file(), kStart, time), "input.voltage");
    CHECK(voltage.front().time == kStart);
    CHECK(voltage.front().thinned);
    CHECK_FALSE(voltage.back().thinned);
    CHECK(read(folder.file(), kStart, time).events.size() == 60);
    CHECK(std::filesystem::file_size(folder.file()) < 2 * limits.bytes);
}

TEST_CASE("bound: a flood of events does not drive out the values") {
    const Folder folder;
    Limits limits = kLimits;
    limits.bytes = 400'000;
    const auto store = open_store(folder.file(), limits);
    REQUIRE(store->append(samples(Variable::ups_load, {{kStart, 10.0}, {kStart + 1h, 20.0}, {kStart + 10h, 30.0}})));
    for (int i = 0; i < 20; ++i) {
        Batch batch;
        for (int k = 0; k < 500; ++k)
            batch.events.push_back({"ups", kStart + (i * 500 + k) * 1s, "alert", std::string(100, 'x')});
        REQUIRE(store->append(batch));
        REQUIRE(store->bound());
        CHECK(store->bytes() <= limits.bytes);
    }
    CHECK(points(read(folder.file(), kStart, kStart + 10h), "ups.load").size() >= 3);
    CHECK(read(folder.file(), kStart, kStart + 10h).events.size() > 500);
}

}  // namespace
}  // namespace upsmd::history
