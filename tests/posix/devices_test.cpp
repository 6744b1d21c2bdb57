// What observers are told of the daemon's UPSes.
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <string>

#include "daemon/devices.h"
#include "platform/backend.h"
#include "tests/posix/loop.h"
#include "tests/posix/megatec_peer.h"

using namespace upsmd;
using namespace upsmd::daemon;
using upsmd::test::MegatecPeer;

namespace {

struct Watcher final : Observer {
    void on_ups_added(const std::string& ups, const std::string& port) override {
        add("+" + ups + (port.empty() ? "?" : ""));
    }
    void on_ups_removed(const std::string& ups) override { add("-" + ups); }
    void on_state(const std::string& ups, State state) override { add(ups + " " + std::string(state_name(state))); }
    void on_values(const std::string& ups, std::span<const ObservedValue> changed) override {
        for (const ObservedValue& value : changed) values[ups][std::string(value.name)] = value.text;
        if (!log.ends_with("values")) add(ups + " values");
    }
    void on_event(const std::string& who, LogLevel, const std::string& text) override { add(who + ": " + text); }
    void add(const std::string& text) { log += (log.empty() ? "" : "; ") + text; }
    bool saw(const std::string& text) const { return log.find(text) != std::string::npos; }

    std::string log;
    std::map<std::string, std::map<std::string, std::string>> values;
};

struct Rig {
    Rig() { devices.add_observer(watcher); }
    template <typename Predicate>
    bool until(const Predicate& happened) {
        return test::run_until(io, [&] {
            a.serve();
            b.serve();
            return happened();
        });
    }
    bool until_saw(const std::string& text) {
        return until([&] { return watcher.saw(text); });
    }
    static UpsConfig config(const std::string& name, const MegatecPeer& peer) {
        UpsConfig ups;
        ups.name = name;
        ups.port = peer.pty.path();
        ups.options = {{"Protocol", "megatec"}, {"PollInterval", "100"}};
        return ups;
    }

    boost::asio::io_context io;
    MegatecPeer a;
    MegatecPeer b;
    Watcher watcher;
    std::unique_ptr<PortOpener> opener = make_port_opener(io);
    Devices devices{io, *opener, system_clock(), null_log()};
};

}  // namespace

TEST_CASE("devices: state first, then values, then events", "[daemon]") {
    Rig rig;
    rig.devices.apply({Rig::config("a", rig.a)});
    CHECK(rig.watcher.log == "+a");
    CHECK(rig.devices.last_known_state("a") == State::no_comm);
    REQUIRE(rig.until_saw("communication established"));
    CHECK(rig.watcher.log == "+a; a: " + rig.a.pty.path() +
                                 " is open; a ONLINE; a values; a: state ONLINE; a: communication established");
    CHECK(rig.watcher.values["a"]["ups.status"] == "OL");
    CHECK(rig.watcher.values["a"]["input.voltage"] == "230.0");
    rig.a.on_battery = true;
    REQUIRE(rig.until_saw("a ONBATTERY"));
    CHECK(rig.devices.last_known_state("a") == State::on_battery);
    rig.a.silent = true;
    REQUIRE(rig.until_saw("a NOCOMM"));
    CHECK(rig.devices.last_known_state("a") == State::on_battery);
    // What is not known any more has no text.
    CHECK(rig.watcher.values["a"]["input.voltage"].empty());
}

TEST_CASE("devices: only what has changed begins anew", "[daemon]") {
    Rig rig;
    rig.devices.apply({Rig::config("a", rig.a), Rig::config("b", rig.b)});
    REQUIRE(rig.until([&] { return rig.watcher.saw("a ONLINE") && rig.watcher.saw("b ONLINE"); }));
    UpsConfig slower = Rig::config("b", rig.b);
    slower.options["PollInterval"] = "200";
    UpsConfig same = Rig::config("a", rig.a);
    same.policy = PolicyConfig{};
    CHECK(rig.devices.changed_by({same, slower}) == std::vector<std::string>{"b"});
    rig.watcher.log.clear();
    rig.devices.apply({same, slower});
    CHECK(rig.watcher.log == "-b; +b");
    REQUIRE(rig.until_saw("b ONLINE"));
    CHECK_FALSE(rig.watcher.saw("a ONLINE"));
    CHECK(rig.devices.session("a")->state() == State::online);
    rig.devices.apply({slower});
    CHECK(rig.watcher.log.ends_with("-a"));
    CHECK(rig.devices.session("a") == nullptr);
    CHECK(rig.devices.requests("a") == nullptr);
    CHECK(rig.devices.config("a") == nullptr);
}

TEST_CASE("devices: a port that is not there is said once", "[daemon]") {
    Rig rig;
    rig.b.pty.hang_up();
    rig.devices.apply({Rig::config("b", rig.b)});
    REQUIRE(rig.until_saw("No such file"));
    const std::string once = rig.watcher.log;
    int tries = 0;
    REQUIRE(test::run_until(rig.io, [&tries] { return ++tries > 8; }));
    CHECK(rig.watcher.log == once);
    rig.b.pty.replug();
    REQUIRE(rig.until_saw("b ONLINE"));
}

TEST_CASE("devices: an order to a UPS", "[daemon]") {
    Rig rig;
    rig.devices.apply({Rig::config("a", rig.a)});
    UpsRequest request;
    request.name = "turn-off";
    request.control = ControlRequest{};
    request.control->control = Control::shutdown_return;
    request.control->delay = std::chrono::seconds(60);
    std::string end;
    request.on_end = [&end](const RequestEnd& how) { end = how.kind == RequestEnd::Kind::done ? "done" : how.text; };
    REQUIRE(rig.devices.requests("a")->add(std::move(request)));
    REQUIRE(rig.until([&end] { return !end.empty(); }));
    CHECK(end == "done");
    CHECK(rig.a.controls.find("S01R0003\r") != std::string::npos);
}
