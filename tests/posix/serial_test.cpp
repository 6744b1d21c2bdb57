#include "posix-sim/serial_posix.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/posix/loop.h"
#include "tests/posix/pty_peer.h"

using namespace upsmd;
using upsmd::test::PtyPeer;
using upsmd::test::run_ready;
using upsmd::test::run_until;

namespace {

Bytes bytes(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

struct Rig {
    Rig() {
        auto opened = open_serial_posix(io, peer.path(), {2400, {}});
        INFO((opened ? std::string() : opened.error().message));
        REQUIRE(opened);
        port = std::move(*opened);
        port->start_reading(
            [this](Bytes more) {
                heard.append(more.begin(), more.end());
                if (on_piece) on_piece(std::string(more.begin(), more.end()));
            },
            [this](const Error& error) {
                ++losses;
                lost = error;
            });
    }

    // Exactly these bytes reach the other side next.
    bool sends(const std::string& wanted) {
        std::string sent;
        return run_until(io, [&] { return (sent += peer.read()).size() >= wanted.size(); }) && sent == wanted;
    }

    boost::asio::io_context io;
    PtyPeer peer;
    std::unique_ptr<SerialPort> port;
    std::string heard;
    std::function<void(const std::string&)> on_piece;
    std::optional<Error> lost;
    int losses = 0;
};

ErrorCode refused(const std::string& name, std::uint32_t baud = 2400) {
    boost::asio::io_context io;
    const auto opened = open_serial_posix(io, name, {baud, {}});
    REQUIRE_FALSE(opened);
    if (baud == 2400) CHECK(opened.error().message.find(name) != std::string::npos);
    return opened.error().code;
}

}  // namespace

TEST_CASE("serial: bytes go both ways, in pieces as they come", "[serial]") {
    Rig rig;
    rig.port->write(bytes("Q1"));
    rig.port->write(bytes("\r"));
    REQUIRE(rig.sends("Q1\r"));

    const std::string reply = "(208.4 140.0";
    for (std::size_t i = 0; i < reply.size(); ++i) {
        rig.peer.write(reply.substr(i, 1));
        REQUIRE(run_until(rig.io, [&] { return rig.heard.size() == i + 1; }));
    }
    // Nothing is special, nothing is translated.
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    rig.heard.clear();
    rig.peer.write(all);
    REQUIRE(run_until(rig.io, [&] { return rig.heard.size() >= all.size(); }));
    CHECK(rig.heard == all);
    rig.port->write(bytes(all));
    REQUIRE(rig.sends(all));
    CHECK(rig.losses == 0);
}

TEST_CASE("serial: the rest of a reply comes in one piece where it is expected, and sooner or later where it is shorter",
          "[serial]") {
    Rig rig;
    const std::string rest = "208.4 140.0\r";
    std::vector<std::string> pieces;
    rig.on_piece = [&](const std::string& piece) {
        pieces.push_back(piece);
        if (pieces.size() > 1) return;
        rig.port->expect(rest.size());
        rig.peer.write(rest.substr(0, 1));
        boost::asio::post(rig.io, [&] { rig.peer.write(rest.substr(1)); });
    };
    rig.peer.write("(");
    REQUIRE(run_until(rig.io, [&] { return rig.heard == "(" + rest; }));
    CHECK(pieces == std::vector<std::string>{"(", rest});

    pieces.clear();
    rig.heard.clear();
    rig.on_piece = [&](const std::string&) { rig.port->expect(1'000'000); };
    rig.peer.write("(");
    REQUIRE(run_until(rig.io, [&] { return rig.heard == "("; }));
    rig.peer.write("NAK\r");
    REQUIRE(run_until(rig.io, [&] { return rig.heard == "(NAK\r"; }));
}

TEST_CASE("serial: the settings", "[serial]") {
    Rig rig;
    termios settings{};
    REQUIRE(::tcgetattr(rig.peer.master(), &settings) == 0);
    CHECK((settings.c_cflag & CSIZE) == CS8);
    CHECK((settings.c_cflag & (PARENB | CSTOPB | CRTSCTS | HUPCL)) == 0);
    CHECK((settings.c_cflag & CLOCAL) != 0);
    CHECK((settings.c_iflag & (IXON | IXOFF | ICRNL | INLCR | IGNCR | ISTRIP)) == 0);
    CHECK((settings.c_lflag & (ICANON | ECHO | ISIG)) == 0);
    CHECK((settings.c_oflag & OPOST) == 0);
    CHECK(::cfgetospeed(&settings) == B2400);
    CHECK(::cfgetispeed(&settings) == B2400);
}

TEST_CASE("serial: when_written is told on the loop, once the bytes have been handed over", "[serial]") {
    Rig rig;
    int told = 0;
    rig.port->when_written([&] { ++told; });
    CHECK(told == 0);
    REQUIRE(run_until(rig.io, [&] { return told == 1; }));
    rig.port->write(bytes("S.5\r"));
    std::string sent;
    rig.port->when_written([&] {
        ++told;
        sent = rig.peer.read();
    });
    REQUIRE(run_until(rig.io, [&] { return told == 2; }));
    CHECK(sent == "S.5\r");
}

TEST_CASE("serial: what was written arrives although the port is closed at once", "[serial]") {
    Rig rig;
    rig.port->write(bytes("S03R0003\r"));
    rig.port.reset();
    CHECK(rig.peer.read() == "S03R0003\r");
}

TEST_CASE("serial: a hang-up is told once, and a new port behind the same name opens", "[serial]") {
    Rig rig;
    rig.peer.hang_up();
    REQUIRE(run_until(rig.io, [&] { return rig.lost.has_value(); }));
    CHECK(rig.lost->code == ErrorCode::io);
    CHECK(rig.lost->message.find(rig.peer.path()) != std::string::npos);
    rig.port->write(bytes("Q1\r"));  // nobody there: no second call, no signal
    run_ready(rig.io);
    CHECK(rig.losses == 1);
    rig.port.reset();
    CHECK(refused(rig.peer.path()) == ErrorCode::not_found);
    rig.peer.replug();
    CHECK(open_serial_posix(rig.io, rig.peer.path(), {2400, {}}));
}

TEST_CASE("serial: nothing is called after the end", "[serial]") {
    Rig rig;
    rig.peer.write("(1");
    rig.port->when_written([&] { FAIL("called"); });
    rig.port.reset();
    rig.peer.write("23");
    run_ready(rig.io);
    CHECK(rig.heard.empty());
    CHECK(rig.losses == 0);
}

TEST_CASE("serial: a port that takes no data is lost, and memory does not grow", "[serial]") {
    Rig rig;
    const std::string block(512, 'x');
    int blocks = 0;
    for (; blocks < 10'000 && !rig.lost; ++blocks) {  // the kernel buffers some
        rig.port->write(bytes(block));
        run_ready(rig.io);
    }
    REQUIRE(rig.lost);
    CHECK(blocks < 1000);
    CHECK(rig.lost->message.find("takes no data") != std::string::npos);
    rig.port.reset();  // does not wait for the other side
}

TEST_CASE("serial: ports that cannot be opened", "[serial]") {
    const PtyPeer peer;
    const std::string folder = std::filesystem::path(peer.path()).parent_path();
    const std::string file = folder + "/file";
    std::ofstream(file) << "text";
    const std::string fifo = folder + "/fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);

    CHECK(refused(folder + "/nothing") == ErrorCode::not_found);
    CHECK(refused(file + "/below") == ErrorCode::not_found);
    CHECK(refused(file) == ErrorCode::unsupported);
    CHECK(refused(folder) == ErrorCode::unsupported);
    CHECK(refused(fifo) == ErrorCode::unsupported);
    CHECK(refused("/dev/null") == ErrorCode::unsupported);
    CHECK(refused(peer.path(), 2401) == ErrorCode::invalid_argument);
    if (::geteuid() != 0) {
        REQUIRE(::chmod(peer.path().c_str(), 0) == 0);
        CHECK(refused(peer.path()) == ErrorCode::access_denied);
    }
}

TEST_CASE("serial: a port that somebody has is in use, until it is closed", "[serial]") {
    Rig rig;
    CHECK(refused(rig.peer.path()) == ErrorCode::in_use);
    rig.port.reset();
    {
        boost::asio::io_context io;
        CHECK(open_serial_posix(io, rig.peer.path(), {2400, {}}));
    }
    const int other = ::open(rig.peer.path().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(other >= 0);
    REQUIRE(::flock(other, LOCK_EX) == 0);
    CHECK(refused(rig.peer.path()) == ErrorCode::in_use);
    ::close(other);
}

TEST_CASE("serial: what stood in the port before it was opened is not read", "[serial]") {
    boost::asio::io_context io;
    const PtyPeer peer;
    peer.write("old\r");
    auto port = open_serial_posix(io, peer.path(), {2400, {}});
    REQUIRE(port);
    std::string heard;
    (*port)->start_reading([&](Bytes more) { heard.append(more.begin(), more.end()); }, [](const Error&) {});
    peer.write("new\r");
    REQUIRE(run_until(io, [&] { return heard.size() >= 4; }));
    CHECK(heard == "new\r");
}
