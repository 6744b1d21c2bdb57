// A driver's client: what it keeps, when it asks, when it gives up.
#include <catch2/catch.hpp>
#include <string>

#include "nut/driver_client.h"
#include "nut/socket_folder.h"
#include "nut/ups_mirror.h"

using namespace upsmd;
using namespace upsmd::nut;
using Act = DriverClient::Act;
using Link = DriverClient::Link;

namespace {

struct Talk {
    Time now{};
    int changes = 0;
    DriverClient client{[this] { ++changes; }, now};

    void connect() {
        now = std::max(now, client.deadline());
        REQUIRE(client.on_time(now) == Act::connect);
        client.on_connected(now);
        CHECK(client.take_output() == "DUMPALL\n");
    }
    void hear(std::string_view bytes) { client.on_bytes(bytes, now); }
    // On to the next deadline.
    Act go_on() {
        now = client.deadline();
        return client.on_time(now);
    }
};

}  // namespace

TEST_CASE("driver client: a dump, and what changes after it", "[nut][client]") {
    Talk talk;
    CHECK(talk.client.link() == Link::opening);
    talk.connect();
    talk.hear("SETINFO ups.status \"OL\"\nSETINFO ups.mfr \"Demo \\\"A\\\" \\#1\"\nSETINFO input.sensi");
    talk.hear("tivity \"H\"\nADDENUM input.sensitivity \"M\"\nADDCMD load.off\nDATAOK\n");
    CHECK(talk.client.link() == Link::opening);
    CHECK(talk.changes == 0);
    CHECK(talk.client.mirror().variables().empty());
    talk.hear("DUMPDONE\n");
    CHECK(talk.client.link() == Link::up);
    CHECK(talk.changes == 1);
    CHECK(talk.client.mirror().current());
    CHECK(talk.client.mirror().variables().size() == 3);
    CHECK(talk.client.mirror().value("ups.mfr") == "Demo \"A\" #1");
    CHECK(talk.client.mirror().value("UPS.Status") == "OL");
    CHECK(talk.client.mirror().value("ups.load") == "");
    talk.hear("setinfo UPS.STATUS \"OB\"\nDELINFO ups.mfr\nDATASTALE\n");
    CHECK(talk.changes == 4);
    CHECK(talk.client.mirror().value("ups.status") == "OB");
    CHECK(talk.client.mirror().variables().size() == 2);
    CHECK_FALSE(talk.client.mirror().current());
    talk.hear("DATAOK\n");
    CHECK(talk.client.mirror().current());
}

TEST_CASE("driver client: neither DATAOK nor DATASTALE is no data", "[nut][client]") {
    Talk talk;
    talk.connect();
    talk.hear("SETINFO ups.status \"OL\"\nDUMPDONE\n");
    CHECK(talk.client.link() == Link::up);
    CHECK_FALSE(talk.client.mirror().current());
}

TEST_CASE("driver client: asks a silent driver, and gives it up", "[nut][client]") {
    Talk talk;
    talk.connect();
    talk.hear("DATAOK\nDUMPDONE\n");
    CHECK(talk.go_on() == Act::nothing);
    CHECK(talk.now == Time(5s));
    CHECK(talk.client.take_output() == "PING\n");
    talk.hear("PONG\n");
    CHECK(talk.go_on() == Act::nothing);
    CHECK(talk.now == Time(10s));
    CHECK(talk.client.take_output() == "PING\n");
    // Not one of these is a sign of life.
    talk.hear("SETINFO ups.status\nDELINFO\nADDCMD\nhello\n\n# PONG\n\"PONG\n");
    CHECK(talk.go_on() == Act::nothing);
    CHECK(talk.client.take_output() == "PING\n");
    CHECK(talk.client.link() == Link::up);
    CHECK(talk.go_on() == Act::close);
    CHECK(talk.now == Time(20s));
    CHECK(talk.client.link() == Link::down);
    CHECK(talk.client.error() == "the driver does not answer");
}

TEST_CASE("driver client: a driver that talks but never ends its dump is given up", "[nut][client]") {
    Talk talk;
    talk.connect();
    Act act = Act::nothing;
    while (act == Act::nothing && talk.now < Time(60s)) {
        talk.hear("DATAOK\n");
        act = talk.go_on();
    }
    CHECK(act == Act::close);
    CHECK(talk.now == Time(15s));
    CHECK(talk.client.link() == Link::down);
}

TEST_CASE("driver client: connects again, ever later", "[nut][client]") {
    Talk talk;
    REQUIRE(talk.go_on() == Act::connect);
    for (const Duration pause : std::initializer_list<Duration>{500ms, 1s, 2s, 4s, 8s, 10s, 10s}) {
        talk.client.on_ended("no driver listens", talk.now);
        CHECK(talk.client.deadline() == talk.now + pause);
        REQUIRE(talk.go_on() == Act::connect);
    }
    CHECK(talk.changes == 1);  // it was told once
    CHECK(talk.client.error() == "no driver listens");
    // A connection that does not last does not shorten it, one that does, does.
    talk.client.on_connected(talk.now);
    talk.hear("DATAOK\nDUMPDONE\n");
    talk.client.on_ended("closed", talk.now);
    CHECK(talk.client.deadline() == talk.now + 10s);
    talk.connect();
    talk.hear("DATAOK\nDUMPDONE\n");
    talk.now += 11s;
    talk.client.on_ended("closed", talk.now);
    CHECK(talk.client.deadline() == talk.now + 500ms);
    // A new socket is reason enough.
    talk.client.on_ended("closed", talk.now);
    talk.client.try_at_once(talk.now);
    CHECK(talk.client.on_time(talk.now) == Act::connect);
}

TEST_CASE("driver client: keeps what was told last, and forgets it with the next dump", "[nut][client]") {
    Talk talk;
    talk.connect();
    talk.hear("SETINFO ups.status \"OB\"\nSETINFO ups.load \"5\"\nDATAOK\nDUMPDONE\nSETINFO ups.te");
    talk.client.on_ended("closed", talk.now);
    CHECK(talk.client.mirror().value("ups.status") == "OB");
    talk.connect();
    CHECK(talk.client.link() == Link::down);
    talk.hear("SETINFO ups.status \"OL\"\n");
    CHECK(talk.client.mirror().value("ups.status") == "OB");
    talk.hear("DATAOK\nDUMPDONE\n");
    CHECK(talk.client.mirror().value("ups.status") == "OL");
    CHECK(talk.client.mirror().variables().size() == 1);
    CHECK(talk.client.error().empty());
}

TEST_CASE("driver client: what a hostile driver sends stays small and harmless", "[nut][client]") {
    Talk talk;
    talk.connect();
    talk.hear("DATAOK\nDUMPDONE\n");
    for (int i = 0; i < 5000; ++i) talk.hear("SETINFO v" + std::to_string(i) + " \"" + std::string(400, 'x') + "\"\n");
    const auto& variables = talk.client.mirror().variables();
    CHECK(variables.size() == UpsMirror::kMostVariables);
    CHECK(variables.begin()->second.size() == UpsMirror::kLongestValue);
    talk.hear("SETINFO v1 \"\x1b[2J\x07 a\x9b" "b\x7f\xc3\xa4\"\n");
    CHECK(talk.client.mirror().value("v1") == "[2J ab");
    talk.hear("SETINFO v1 now\nSETINFO " + std::string(200, 'n') + " 1\n");
    CHECK(talk.client.mirror().value("v1") == "now");
    CHECK(variables.size() == UpsMirror::kMostVariables);
}

TEST_CASE("socket folder: names", "[nut][client]") {
    CHECK(ups_name_of("/run/nut/usbhid-ups-rack-1", "usbhid-ups") == "rack-1");
    CHECK(ups_name_of("/run/nut/usbhid-ups-rack-1", "") == "rack-1");
    CHECK(ups_name_of("/run/nut/my-driver-rack", "my-driver") == "rack");
    CHECK(ups_name_of("/run/nut/blazer_ser-rack-1", "") == "rack-1");
    CHECK(ups_name_of("/run/upsmd/upsmdd-office", "") == "office");
    CHECK(ups_name_of("/run/nut/upsmd-nut-office", "something else") == "office");
    CHECK(ups_name_of("/run/nut/nodash", "") == "nodash");
    CHECK(ups_name_of("/run/nut/dash-", "") == "dash-");
    CHECK(ups_name_of("/run/nut/-x", "") == "-x");
    CHECK(ups_name_of("/run/nut/a-\x1b[2Jb", "") == "?[2Jb");
    CHECK(socket_name_of("/run/nut/a-b\n") == "a-b?");
}
