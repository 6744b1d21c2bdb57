// The Windows serial port and its modem lines, on COM7 with the simulator behind (platform/serial_port.h).
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <catch2/catch.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "platform/backend.h"
#include "tests/contract/bridge.h"
#include "tests/contract/system.h"
#include "win32/serial_win32.h"

using namespace upsmd;
using namespace upsmd::contract;

namespace {

Bytes bytes_of(const std::string& text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

struct Port {
    boost::asio::io_context io;
    std::unique_ptr<PortOpener> opener = make_port_opener(io);
    std::unique_ptr<SerialPort> port;
    std::string received;
    std::vector<Error> losses;
    std::vector<InputLines> edges;

    explicit Port(const PortSettings& settings = {}) {
        auto opened = opener->open(port_name(), settings);
        if (!opened) FAIL(opened.error().message);
        port = std::move(*opened);
    }
    ~Port() {
        port.reset();
        io.restart();
        io.poll();
    }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;

    void read() {
        port->start_reading([this](Bytes bytes) { received.append(bytes.begin(), bytes.end()); },
                            [this](const Error& error) { losses.push_back(error); });
    }

    // Runs handlers until `done`; false after 5 s.
    template <typename Done>
    bool runs_until(Done done) {
        boost::asio::steady_timer limit(io, std::chrono::seconds(5));
        bool over = false;
        limit.async_wait([&](const boost::system::error_code& error) { over = !error; });
        io.restart();
        while (!over && !done()) io.run_one();
        const bool good = done();
        limit.cancel();
        while (!over && io.poll_one() > 0) {
        }
        return good;
    }
};

}  // namespace

TEST_CASE("a port's name becomes a device's path", "[serial]") {
    for (const char* name : {"COM7", "COM7:", "\\\\.\\COM7", "\\\\.\\COM7:"}) CHECK(*com_device_path(name) == u"\\\\.\\COM7");
    CHECK(*com_device_path("com12") == u"\\\\.\\com12");
    CHECK(*com_device_path("\\\\.\\COM256") == u"\\\\.\\COM256");
    CHECK(*com_device_path("CNCA0") == u"\\\\.\\CNCA0");
    for (const char* name : {"", ":", "\\\\.\\", "C:\\file", "\\\\.\\C:\\x", "..\\COM7", "//./COM7", "\\\\server\\pipe\\x",
                             "COM7\\..\\x", "\\\\.\\\\\\.\\COM7", "CO\xFFM"}) {
        CAPTURE(name);
        REQUIRE_FALSE(com_device_path(name));
        CHECK(com_device_path(name).error().code == ErrorCode::invalid_argument);
        CHECK(com_device_path(name).error().message.find(name) != std::string::npos);
    }
    CHECK_FALSE(com_device_path(std::string("COM7\0x", 6)));
    CHECK_FALSE(com_device_path(std::string(65, 'C')));
}

TEST_CASE("bytes go out and come in", "[serial]") {
    start_simulator("megatec --no-pace");
    Port port;
    port.read();
    int written = 0;
    port.port->when_written([&] { ++written; });  // nothing to wait for
    port.port->write(bytes_of("Q1"));
    port.port->write(bytes_of("\r"));
    port.port->when_written([&] { ++written; });
    CHECK(port.runs_until([&] { return written == 2; }));
    CHECK(port.runs_until([&] { return port.received.find('\r') != std::string::npos; }));
    CHECK(port.received.front() == '(');
    CHECK(port.losses.empty());
}

TEST_CASE("all byte values come through, zeros and XON and XOFF too", "[serial]") {
    start_simulator("megatec --no-pace");
    Port port;
    port.read();
    std::string all;
    std::string escaped;
    for (int value = 0; value < 256; ++value) {
        constexpr char kHex[] = "0123456789abcdef";
        all += static_cast<char>(value);
        escaped += std::string("\\x") + kHex[value / 16] + kHex[value % 16];
    }
    simulate("send " + escaped);
    CHECK(port.runs_until([&] { return port.received.size() >= all.size(); }));
    CHECK(port.received == all);
}

TEST_CASE("errors name the port", "[serial]") {
    boost::asio::io_context io;
    const auto opener = make_port_opener(io);
    const auto error_of = [&](const std::string& name) {
        const auto opened = opener->open(name, {});
        if (opened) FAIL(name << " can be opened");
        CHECK(opened.error().message.find(name) != std::string::npos);
        return opened.error();
    };
    CHECK(error_of(missing_port()).code == ErrorCode::not_found);
    CHECK(error_of(missing_port()).native == 2);
    CHECK(error_of("C:\\windows\\win.ini").code == ErrorCode::invalid_argument);
    link_port("/dev/null");
    CHECK(error_of(port_name()).code == ErrorCode::unsupported);

    const auto holder = occupy_port();
    CHECK(error_of(port_name()).code == ErrorCode::in_use);
}

TEST_CASE("the outputs are as wanted from the opening on, and change one by one", "[serial][lines]") {
    start_simulator("simple --no-pace --option options=0x7f");
    mark_log();
    Port port({2400, {.dtr = false, .rts = true, .brk = false}});
    await_log("lines DTR=0 RTS=1$");
    mark_log();
    REQUIRE(port.port->lines().set({.dtr = true, .rts = false, .brk = false}));
    await_log("lines DTR=1 RTS=0$");
    CHECK(count_log("DTR=1 RTS=1") == 0);  // what goes low goes first
    mark_log();
    REQUIRE(port.port->lines().set({.dtr = true, .rts = false, .brk = true}));
    await_log("lines DTR=1 RTS=0 BREAK");
    mark_log();
    REQUIRE(port.port->lines().set({.dtr = true, .rts = true, .brk = false}));
    await_log("lines DTR=1 RTS=1$");
}

TEST_CASE("edges of the inputs are told", "[serial][lines]") {
    start_simulator("simple --no-pace --option options=0x7f");
    Port port({2400, {.dtr = false, .rts = true, .brk = false}});
    const auto before = port.port->lines().get();
    REQUIRE(before);
    CHECK_FALSE(before->cts);
    REQUIRE(port.port->lines().watch([&](InputLines lines) { port.edges.push_back(lines); }));
    CHECK(port.port->lines().watch([](InputLines) {}).error().code == ErrorCode::in_use);

    simulate("mains off");
    REQUIRE(port.runs_until([&] { return !port.edges.empty() && port.edges.back().cts; }));
    simulate("battery-low on");
    REQUIRE(port.runs_until([&] { return port.edges.back().dcd; }));
    simulate("mains on");
    REQUIRE(port.runs_until([&] { return !port.edges.back().cts; }));
    CHECK(port.edges.size() < 10);  // by event
}

TEST_CASE("an edge before the watch began is told", "[serial][lines]") {
    start_simulator("simple --no-pace --option options=0x7f");
    Port port({2400, {.dtr = false, .rts = true, .brk = false}});
    REQUIRE(port.port->lines().get());
    simulate("mains off");
    REQUIRE(port.port->lines().watch([&](InputLines lines) { port.edges.push_back(lines); }));
    REQUIRE(port.runs_until([&] { return !port.edges.empty() && port.edges.back().cts; }));
}

TEST_CASE("a port that hangs up is lost once", "[serial]") {
    start_simulator("megatec --no-pace");
    Port port;
    port.read();
    simulate("hangup");
    CHECK(port.runs_until([&] { return !port.losses.empty(); }));
    CHECK(port.losses.size() == 1);
    CHECK(port.losses.front().message.find(port_name()) != std::string::npos);
}

TEST_CASE("a port that takes no data is lost, not remembered for ever", "[serial]") {
    start_simulator("megatec --no-pace");
    Port port;
    port.read();
    port.port->write(bytes_of(std::string(5000, 'x')));
    CHECK(port.losses.empty());  // never from inside a call
    CHECK(port.runs_until([&] { return !port.losses.empty(); }));
}

TEST_CASE("ports that are opened and closed leak nothing, watched or not", "[serial][lines]") {
    start_simulator("simple --no-pace");
    const auto round = [] {
        Port port({2400, {.dtr = false, .rts = true, .brk = false}});
        port.read();
        REQUIRE(port.port->lines().watch([](InputLines) {}));
        port.port->write(bytes_of("x"));
    };
    for (int i = 0; i < 5; ++i) round();
    const int handles = open_handle_count();
    const int threads = thread_count();
    for (int i = 0; i < 50; ++i) round();
    CHECK(open_handle_count() < handles + 5);
    CHECK(thread_count() < threads + 3);
}
