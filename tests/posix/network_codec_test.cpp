// Names of network ports, and the Telnet and RFC 2217 codec.
#include <catch2/catch.hpp>
#include <initializer_list>
#include <string>
#include <vector>

#include "platform/backend.h"
#include "posix-sim/network/com_port_client.h"
#include "posix-sim/network/port_name.h"

using namespace upsmd;
using Waiting = ComPortClient::Waiting;

namespace {

using Octets = std::vector<std::uint8_t>;

struct Heard final : TelnetReader::Events {
    void on_data(std::uint8_t byte) override { data.push_back(byte); }
    void on_option(std::uint8_t verb, std::uint8_t option) override { options.insert(options.end(), {verb, option}); }
    void on_subnegotiation(Bytes bytes) override { subs.emplace_back(bytes.begin(), bytes.end()); }

    Octets data;
    Octets options;
    std::vector<Octets> subs;
};

// A server that agrees to everything; what it is told, in order, as (command, value) of RFC 2217.
struct Server {
    explicit Server(const PortSettings& settings = {2400, {true, false, false}}) : client(settings) {}

    void say(const Octets& bytes) {
        client.receive(bytes);
        listen();
    }
    void sub(std::initializer_list<std::uint8_t> payload) {
        Octets bytes{255, 250, 44};
        append_escaped(Octets(payload), bytes);
        bytes.insert(bytes.end(), {255, 240});
        say(bytes);
    }
    void agree() { say({255, 253, 44, 255, 253, 0, 255, 251, 0, 255, 253, 3, 255, 251, 3}); }
    void confirm(std::uint8_t command, std::uint8_t value) { sub({static_cast<std::uint8_t>(100 + command), value}); }
    void confirm_lines(std::uint8_t dtr, std::uint8_t rts) {
        for (const std::uint8_t value : {dtr, rts, std::uint8_t{6}}) confirm(5, value);
    }
    void confirm_settings() {
        confirm(5, 1);
        confirm(2, 8);
        confirm(3, 1);
        confirm(4, 1);
        sub({101, 0, 0, 0x09, 0x60});
    }
    void listen() {
        reader.receive(client.take_output(), heard);
    }
    void open() {
        agree();
        confirm_lines(8, 12);
        confirm_settings();
        confirm_lines(8, 12);
        client.on_timeout();  // settled
        listen();
        sub({107, 0x90});
        REQUIRE(client.ready());
        heard = {};
    }

    ComPortClient client;
    TelnetReader reader;
    Heard heard;
};

std::string message(const ComPortClient& client) { return client.failure() ? client.failure()->message : std::string(); }

}  // namespace

TEST_CASE("network names", "[network]") {
    const auto raw = parse_network_name("tcp://Serial-1.example:3001");
    REQUIRE(raw);
    CHECK(*raw == NetworkName{false, "serial-1.example", 3001});
    const auto six = parse_network_name("rfc2217://[fe80::1%eth0]:65535");
    REQUIRE(six);
    CHECK(*six == NetworkName{true, "fe80::1%eth0", 65535});
    for (const std::string name : {"tcp://", "tcp://host", "tcp://host:", "tcp://host:0", "tcp://host:65536", "tcp://host:1x", "tcp://:1",
                                   "tcp://::1:3001", "tcp://[::1:3001", "tcp://[::1]3001", "tcp://ho st:1", "tcp://a/b:1",
                                   "telnet://host:1", "TCP://host:1"}) {
        INFO(name);
        CHECK(is_network_name(name));
        const auto parsed = parse_network_name(name);
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == ErrorCode::invalid_argument);
        CHECK(parsed.error().message.find(name) != std::string::npos);
    }
    CHECK_FALSE(is_network_name("/dev/ttyS0"));
    CHECK_FALSE(is_network_name("/tmp/a://b"));
    CHECK(is_same_port("tcp://host:1", "rfc2217://HOST:1"));
    CHECK_FALSE(is_same_port("tcp://host:1", "tcp://host:2"));
}

TEST_CASE("telnet: the same, wherever it is split", "[network]") {
    const Octets stream{'(', 255, 255, 255, 251, 1, 'a', 255, 241, 255, 250, 44, 101, 255, 255, 9, 255, 240, 'b',
                        255, 250, 44, 255, 253, 24, 'c', 255, 250, 255, 240, 13, 0};
    for (std::size_t split = 0; split <= stream.size(); ++split) {
        TelnetReader reader;
        Heard heard;
        reader.receive(Bytes(stream).first(split), heard);
        reader.receive(Bytes(stream).subspan(split), heard);
        CHECK(heard.data == Octets{'(', 255, 'a', 'b', 'c', 13, 0});
        CHECK(heard.options == Octets{251, 1, 253, 24});
        CHECK(heard.subs == std::vector<Octets>{{44, 101, 255, 9}});
    }
}

TEST_CASE("telnet: a subnegotiation that is too long is left out", "[network]") {
    TelnetReader reader;
    Heard heard;
    Octets stream{255, 250};
    stream.insert(stream.end(), TelnetReader::kLongest + 1, 44);
    stream.insert(stream.end(), {255, 240, 'x', 255, 250, 44, 1, 255, 240});
    reader.receive(stream, heard);
    CHECK(heard.subs == std::vector<Octets>{{44, 1}});
    CHECK(heard.data == Octets{'x'});
}

TEST_CASE("rfc2217: before the server agrees only options are sent; then the lines come first", "[network]") {
    Server server;
    server.listen();
    CHECK(server.heard.options == Octets{251, 44, 251, 0, 253, 0, 251, 3, 253, 3});
    CHECK(server.heard.subs.empty());
    CHECK(server.client.waiting() == Waiting::agreement);
    server.heard = {};
    server.agree();
    CHECK(server.heard.options.empty());  // what is agreed is not agreed again
    const std::vector<Octets> wanted{{44, 5, 8}, {44, 5, 12}, {44, 5, 6}, {44, 5, 1}, {44, 2, 8}, {44, 3, 1}, {44, 4, 1},
                                     {44, 1, 0, 0, 0x09, 0x60}, {44, 5, 8}, {44, 5, 12}, {44, 5, 6}, {44, 10, 0},
                                     {44, 11, 255}, {44, 12, 1}};
    CHECK(server.heard.subs == wanted);
    server.say({'o', 'l', 'd'});
    CHECK_FALSE(server.client.ready());
    server.confirm_lines(8, 12);
    server.confirm_settings();
    server.confirm_lines(8, 12);
    CHECK(server.client.waiting() == Waiting::settling);
    server.client.on_timeout();
    CHECK(server.client.waiting() == Waiting::inputs);
    server.sub({107, 0x90});
    REQUIRE(server.client.ready());
    CHECK(server.client.waiting() == Waiting::nothing);
    CHECK(server.client.has_lines());
    CHECK(server.client.inputs() == InputLines{true, false, false, true});
    CHECK(server.client.take_data().empty());
}

TEST_CASE("rfc2217: data is escaped both ways, and waits for what is not confirmed", "[network]") {
    Server server;
    server.open();
    server.client.send(Octets{'Q', 255, 13});
    CHECK(server.client.take_output() == Octets{'Q', 255, 255, 13});
    server.say({'(', 255, 255, 13});
    CHECK(server.client.take_data() == Octets{'(', 255, 13});

    server.client.set_lines({false, false, false});
    server.client.send(Octets{'S'});
    server.listen();
    CHECK(server.heard.subs.front() == Octets{44, 5, 9});
    CHECK(server.heard.data.empty());
    CHECK(server.client.held() == 1);
    server.confirm_lines(9, 12);
    CHECK(server.heard.data == Octets{'S'});

    // The server asks us to wait.
    server.sub({108});
    server.client.send(Octets{'T'});
    CHECK(server.client.take_output().empty());
    server.sub({109});
    CHECK(server.heard.data == Octets{'S', 'T'});
}

TEST_CASE("rfc2217: another speed; what comes meanwhile is dropped", "[network]") {
    Server server;
    server.open();
    server.client.change({9600, {false, true, false}});
    server.client.send(Octets{'Q'});
    server.say({'x'});
    const std::vector<Octets> wanted{{44, 5, 9}, {44, 5, 11}, {44, 5, 6}, {44, 1, 0, 0, 0x25, 0x80}, {44, 5, 9}, {44, 5, 11}, {44, 5, 6},
                                     {44, 12, 1}};
    CHECK(server.heard.subs == wanted);
    server.confirm_lines(9, 11);
    server.sub({101, 0, 0, 0x25, 0x80});
    CHECK(server.heard.data.empty());
    server.confirm_lines(9, 11);
    CHECK(server.heard.data == Octets{'Q'});
    server.say({'y'});
    CHECK(server.client.take_data() == Octets{'y'});
}

TEST_CASE("rfc2217: what a server refuses", "[network]") {
    for (const auto& [bytes, word] : {std::pair<Octets, const char*>{{255, 254, 44}, "COM-PORT-OPTION"},
                                      {{255, 254, 0}, "binary"},
                                      {{255, 252, 0}, "binary"}}) {
        Server server;
        server.say(bytes);
        REQUIRE(server.client.failure());
        CHECK(server.client.failure()->code == ErrorCode::unsupported);
        CHECK(message(server.client).find(word) != std::string::npos);
    }
    Server speed;
    speed.agree();
    speed.sub({101, 0, 0, 0x04, 0xB0});
    CHECK(message(speed.client) == "the server refuses 2400 baud (it has set 1200)");
    Server lines;
    lines.agree();
    lines.confirm(5, 9);
    CHECK(message(lines.client) == "the server refuses DTR");
    Server later;
    later.open();
    later.client.set_lines({false, false, true});
    later.client.on_timeout();
    CHECK(message(later.client) == "the server does not confirm DTR");
    CHECK(later.client.failure()->code == ErrorCode::io);
}

TEST_CASE("rfc2217: what a server leaves unanswered", "[network]") {
    Server deaf;
    deaf.client.on_timeout();
    CHECK(deaf.client.failure()->code == ErrorCode::timeout);
    Server no_speed;
    no_speed.agree();
    no_speed.client.on_timeout();
    CHECK(message(no_speed.client) == "the server does not confirm 8 data bits");
    // A port without modem lines: usable, but without them.
    Server no_lines;
    no_lines.agree();
    no_lines.sub({107, 0});
    no_lines.confirm_settings();
    CHECK(no_lines.client.waiting() == Waiting::lines);
    no_lines.client.on_timeout();
    CHECK(no_lines.client.ready());
    CHECK_FALSE(no_lines.client.has_lines());
    CHECK_FALSE(no_lines.client.inputs());
}

TEST_CASE("rfc2217: options that nobody wants are refused once each; garbage does nothing", "[network]") {
    Server server;
    server.open();
    server.say({255, 251, 1, 255, 253, 24, 255, 252, 1, 255, 254, 24});
    CHECK(server.heard.options == Octets{254, 1, 252, 24});
    server.sub({101, 1});
    server.sub({107});
    server.sub({105, 99});
    server.sub({200, 1, 2, 3});
    server.say({255, 250, 31, 1, 255, 240, 255, 249, 255, 250, 44, 255, 240});
    CHECK_FALSE(server.client.failure());
    CHECK(server.client.take_data().empty());
    CHECK(server.client.inputs() == InputLines{true, false, false, true});
}
