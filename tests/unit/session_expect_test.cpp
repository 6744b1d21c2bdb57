// What a session expects of a reply that has begun (Session::expected_bytes).
#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "core/catalog.h"
#include "core/session.h"

using namespace upsmd;

namespace {

constexpr std::string_view kReply = "(230.0 230.0 230.0 023 50.0 27.4 30.0 00001001\r";

struct Bench {
    explicit Bench(const Protocol& of) : protocol(of), session(protocol, settings) { session.on_port_open({}, now); }

    void give(std::string_view bytes) {
        session.on_bytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, now);
    }

    // Until the status is asked; everything else is met with silence.
    void await_status_query() {
        for (int i = 0; i < 100'000; ++i) {
            const Bytes sent = session.to_send();
            const std::string text(sent.begin(), sent.end());
            session.sent();
            if (text == "Q1\r") return;
            now = std::max(now + 1ms, std::min(session.deadline(), now + 10ms));
            session.on_time(now);
        }
        FAIL("the status was not asked");
    }

    Protocol protocol;
    Settings settings;
    Time now{Duration{0}};
    Session session;
};

}  // namespace

TEST_CASE("session: a reply is expected to be as long as the last one", "[session]") {
    Bench bench(*protocol_by_name("megatec"));
    bench.await_status_query();
    bench.give(kReply.substr(0, 1));
    CHECK(bench.session.expected_bytes() == 0);  // the first of all: nothing is known
    bench.give(kReply.substr(1));
    REQUIRE(bench.session.state() == State::online);
    CHECK(bench.session.expected_bytes() == 0);

    bench.await_status_query();
    CHECK(bench.session.expected_bytes() == 0);  // nothing has come: it may never
    bench.give(kReply.substr(0, 1));
    CHECK(bench.session.expected_bytes() == kReply.size() - 1);
    bench.give(kReply.substr(1, 20));
    CHECK(bench.session.expected_bytes() == kReply.size() - 21);
    bench.give(kReply.substr(21));
    CHECK(bench.session.expected_bytes() == 0);

    // Another query's length says nothing about this one.
    for (int i = 0; i < 1000 && bench.session.to_send().empty(); ++i) bench.session.on_time(bench.now += 1ms);
    bench.session.sent();
    bench.give("#");
    CHECK(bench.session.expected_bytes() == 0);
}

TEST_CASE("session: where alerts may stand in a reply every byte is wanted at once", "[session]") {
    constexpr std::array kAlerts{Alert{'!', {StatusFlag::ob}, {StatusFlag::ol}}};
    Protocol with_alerts = *protocol_by_name("megatec");
    with_alerts.alerts = kAlerts;
    Bench bench(with_alerts);
    bench.await_status_query();
    bench.give(kReply);
    bench.await_status_query();
    bench.give(kReply.substr(0, 1));
    CHECK(bench.session.expected_bytes() == 0);
}
