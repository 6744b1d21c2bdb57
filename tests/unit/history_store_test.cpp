// The store: what is written is read again, whatever happens to the file and to the clock.
#include "history/store.h"

#include <sys/resource.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "history/damaged.h"
#include "tests/unit/history_tools.h"

namespace upsmd::history {
namespace {

TEST_CASE("history: what is written is read again") {
    const Folder folder;
    const auto store = open_store(folder.file());
    REQUIRE(store);
    Batch batch = samples(Variable::input_voltage, {{kStart, 230.4}, {kStart + 10s, 0.0}, {kStart + 60s, 229.0}});
    batch.samples.push_back({"other", Variable::ups_load, kStart, 20.0});
    batch.states.push_back({"ups", kStart, State::online, "OL"});
    batch.states.push_back({"ups", kStart + 10s, State::on_battery, "OB DISCHRG"});
    batch.events.push_back({"ups", kStart + 10s, "alert", "line fail"});
    REQUIRE(store->append(batch));

    const Record record = read(folder.file(), kStart, kStart + 60s);
    REQUIRE(record.series.size() == 1);
    const std::vector<Point> voltage = points(record, "input.voltage");
    REQUIRE(voltage.size() == 3);
    CHECK(voltage[0].value == 230.4);
    CHECK(voltage[1].time == kStart + 10s);
    CHECK(voltage[1].value == 0.0);
    CHECK_FALSE(voltage[1].thinned);
    REQUIRE(record.states.size() == 2);
    CHECK(record.states[1].state == State::on_battery);
    CHECK(record.states[1].words == "OB DISCHRG");
    REQUIRE(record.events.size() == 1);
    CHECK(record.events[0].text == "line fail");

    const auto reader = Reader::open(folder.file());
    REQUIRE(reader);
    const auto upses = (*reader)->upses();
    REQUIRE(upses);
    REQUIRE(upses->size() == 2);
    CHECK(upses->at(0).name == "other");
    CHECK(upses->at(1).oldest == kStart);
    CHECK(upses->at(1).alive == kStart + 60s);
    CHECK((*reader)->read("nobody", kStart, kStart + 1s).error().code == ErrorCode::not_found);
}

TEST_CASE("history: what holds at the beginning of a range is there, and nothing is known after the last sign of life") {
    const Folder folder;
    const auto store = open_store(folder.file());
    Batch batch = samples(Variable::battery_charge, {{kStart, 100.0}, {kStart + 1h, 90.0}});
    batch.states.push_back({"ups", kStart, State::online, "OL"});
    batch.alive = {{"ups", kStart + 2h}};
    REQUIRE(store->append(batch));

    const std::vector<Point> charge = points(read(folder.file(), kStart + 30min, kStart + 5h), "battery.charge");
    REQUIRE(charge.size() == 3);
    CHECK(charge[0].time == kStart + 30min);
    CHECK(charge[0].value == 100.0);
    CHECK(charge[1].value == 90.0);
    CHECK(charge[2].time == kStart + 2h + 1ms);
    CHECK_FALSE(charge[2].value);
    const Record late = read(folder.file(), kStart + 30min, kStart + 5h);
    REQUIRE(late.states.size() == 2);
    CHECK(late.states[0].time == kStart + 30min);
    CHECK_FALSE(late.states[1].state);
    CHECK(points(read(folder.file(), kStart + 3h, kStart + 5h), "battery.charge").empty());
}

TEST_CASE("history: a writer that was killed leaves a gap until the next one begins") {
    const Folder folder;
    {
        const auto store = open_store(folder.file());
        Batch batch = samples(Variable::ups_load, {{kStart, 20.0}});
        batch.states.push_back({"ups", kStart, State::online, "OL"});
        batch.alive = {{"ups", kStart + 5min}};
        REQUIRE(store->append(batch));
    }
    const auto store = open_store(folder.file());
    REQUIRE(store->append(samples(Variable::ups_load, {{kStart + 2h, 30.0}})));
    const Record record = read(folder.file(), kStart, kStart + 2h);
    const std::vector<Point> load = points(record, "ups.load");
    REQUIRE(load.size() == 3);
    CHECK_FALSE(load[1].value);
    CHECK(load[1].time == kStart + 5min + 1ms);
    CHECK(load[2].value == 30.0);
    REQUIRE(record.states.size() == 2);
    CHECK_FALSE(record.states[1].state);
}

TEST_CASE("history: a damaged file is told, can be moved aside, and a new one begins") {
    const Folder folder;
    {
        const auto store = open_store(folder.file());
        Batch many;
        for (int i = 0; i < 2000; ++i) many.samples.push_back({"ups", Variable::ups_load, kStart + i * 1s, i * 1.0});
        REQUIRE(store->append(many));
    }
    std::filesystem::remove(folder.file() + "-wal");
    SECTION("no database at all") { std::ofstream(folder.file(), std::ios::trunc) << std::string(5000, 'x'); }
    SECTION("pages overwritten") {
        std::fstream file(folder.file(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096);
        file << std::string(20000, '\x5a');
    }
    SECTION("cut off") { std::filesystem::resize_file(folder.file(), 9000); }
    const Result<std::unique_ptr<Store>> refused = Store::open(folder.file(), {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::malformed);
    CHECK(refused.error().message.find(folder.file()) == 0);
    const Result<std::string> aside = move_aside(folder.file());
    REQUIRE(aside);
    CHECK(std::filesystem::file_size(*aside) > 0);
    const auto store = open_store(folder.file());
    REQUIRE(store);
    CHECK(store->append(samples(Variable::ups_load, {{kStart, 1.0}})));
}

TEST_CASE("history: what is not ours is left alone") {
    const Folder folder;
    {
        Database other(folder.file(), Database::Access::write);
        other.run("CREATE TABLE precious(thing)");
    }
    CHECK(Store::open(folder.file(), {}).error().code == ErrorCode::io);
    CHECK(Reader::open(folder.file()).error().message.find("another program") != std::string::npos);
    CHECK(Store::open((folder.path() / "nowhere" / "history.db").string(), {}).error().code == ErrorCode::io);
    CHECK(Reader::open((folder.path() / "none").string()).error().code == ErrorCode::not_found);
}

TEST_CASE("history: two readers while a writer writes") {
    const Folder folder;
    const auto store = open_store(folder.file());
    Batch first = samples(Variable::ups_load, {{kStart, 0.0}});
    first.alive = {{"ups", kStart + 2h}};
    REQUIRE(store->append(first));
    std::atomic<bool> stop = false;
    std::atomic<int> failures = 0;
    const auto look = [&] {
        std::size_t before = 0;
        while (!stop) {
            const std::size_t now = points(read(folder.file(), kStart, kStart + 1h), "ups.load").size();
            if (now < before || now == 0) ++failures;  // rows come in whole batches and never go
            if ((now - 1) % 10 != 0) ++failures;
            before = now;
        }
    };
    std::thread one(look);
    std::thread two(look);
    for (int i = 0; i < 50; ++i) {
        Batch batch;
        for (int k = 1; k <= 10; ++k) batch.samples.push_back({"ups", Variable::ups_load, kStart + (i * 10 + k) * 1s, k * 1.0});
        batch.alive = {{"ups", kStart + 2h}};
        CHECK(store->append(batch));
    }
    stop = true;
    one.join();
    two.join();
    CHECK(failures == 0);
    CHECK(points(read(folder.file(), kStart, kStart + 1h), "ups.load").size() == 501);
}

TEST_CASE("history: a disk that is full is an error, and the same batch goes in when there is room") {
    const Folder folder;
    const auto store = open_store(folder.file());
    REQUIRE(store->append(samples(Variable::ups_load, {{kStart, 0.0}})));
    Batch large;
    for (int i = 0; i < 20000; ++i) large.samples.push_back({"ups", Variable::ups_load, kStart + i * 1s, i * 1.0});

    // The limit of a file's size stands for the disk.
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100'000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    const Result<void> full = store->append(large);
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);

    REQUIRE_FALSE(full);
    CHECK(full.error().code == ErrorCode::io);
    CHECK(points(read(folder.file(), kStart, kStart + 1h), "ups.load").size() == 2);  // the second: nothing is known any more
    CHECK(store->append(large));
    CHECK(points(read(folder.file(), kStart, kStart + 19999s), "ups.load").size() == 20000);
}

}  // namespace
}  // namespace upsmd::history
