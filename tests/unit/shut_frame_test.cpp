// SHUT's packets: cut, acknowledged, put together.
#include <catch2/catch.hpp>

#include "core/protocols/shut_frame.h"
#include "tests/unit/shut_tools.h"

using namespace upsmd;
using namespace upsmd::testing;

namespace {

Octets joined(std::initializer_list<Octets> parts) {
    Octets all;
    for (const Octets& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

// Frames and acknowledge bytes of a stream, as a session takes them.
struct Heard {
    std::vector<Octets> frames;
    Octets answers;
};
Heard hear(const Octets& stream, Cutter cutter) {
    Framer framer('\n', cutter, kShutMostBytes);
    Heard heard;
    for (const std::uint8_t byte : stream) {
        const auto event = framer.push(byte);
        const Bytes kept = event == Framer::Event::line ? framer.line() : framer.partial();
        const StepBytes answer = kept.empty() ? StepBytes() : acknowledge_shut(kept);
        for (const std::uint8_t each : answer.view()) heard.answers.push_back(each);
        if (event == Framer::Event::line) heard.frames.emplace_back(kept.begin(), kept.end());
    }
    return heard;
}

Octets data_of(const Octets& frame) {
    ShutData data;
    if (!shut_data(frame, data)) return {};
    return {data.view().begin(), data.view().end()};
}

const Octets kStatus{0x84, 0x33, 0x02, 0x21, 0x00, 0x23};

}  // namespace

TEST_CASE("shut: requests as the description shows them", "[shut]") {
    const auto bytes = [](const StepBytes& packet) { return Octets(packet.view().begin(), packet.view().end()); };
    CHECK(bytes(shut_request(0x80, 6, 0, 1, 18)) ==
          Octets{0x81, 0x88, 0x80, 0x06, 0x00, 0x01, 0x00, 0x00, 0x12, 0x00, 0x95});
    CHECK(bytes(shut_request(0x81, 6, 0, 0x21, 9)) ==
          Octets{0x81, 0x88, 0x81, 0x06, 0x00, 0x21, 0x00, 0x00, 0x09, 0x00, 0xAF});
    CHECK(bytes(shut_request(0xA1, 1, 22, 3, 8)) ==
          Octets{0x81, 0x88, 0xA1, 0x01, 0x16, 0x03, 0x00, 0x00, 0x08, 0x00, 0xBD});
    CHECK(bytes(shut_request(0x21, 9, 15, 3, 4, false)) ==
          Octets{0x01, 0x88, 0x21, 0x09, 0x0F, 0x03, 0x00, 0x00, 0x04, 0x00, 0x20});
    CHECK(bytes(shut_packet(Octets{0x0F, 0x78, 0, 0}, true)) == Octets{0x81, 0x44, 0x0F, 0x78, 0x00, 0x00, 0x77});
}

TEST_CASE("shut: a response of one packet, of several, each acknowledged", "[shut]") {
    const Heard one = hear(joined({{0x06}, kStatus}), cut_shut_reply);
    REQUIRE(one.frames.size() == 1);
    CHECK(data_of(one.frames[0]) == Octets{0x02, 0x21, 0x00});
    CHECK(one.answers == Octets{0x06});

    Octets long_data(1620);
    for (std::size_t i = 0; i < long_data.size(); ++i) long_data[i] = static_cast<std::uint8_t>(i * 7);
    const Heard many = hear(shut_response(long_data), cut_shut_reply);
    REQUIRE(many.frames.size() == 1);
    CHECK(data_of(many.frames[0]) == long_data);
    CHECK(many.answers == Octets(203, 0x06));
}

TEST_CASE("shut: a damaged packet is refused, and what is sent once more takes its place", "[shut]") {
    Octets damaged = kStatus;
    damaged[3] = 0x24;
    const Heard heard = hear(joined({{0x06}, damaged, kStatus}), cut_shut_reply);
    CHECK(heard.answers == Octets{0x15, 0x06});
    REQUIRE(heard.frames.size() == 1);
    CHECK(data_of(heard.frames[0]) == Octets{0x02, 0x21, 0x00});
}

TEST_CASE("shut: a unit that sends nothing but damaged packets is refused three times", "[shut]") {
    Octets damaged{0x06};
    for (int i = 0; i < 20; ++i) damaged = joined({damaged, {0x84, 0x33, 0x02, 0x24, 0x00, 0x23}});
    CHECK(hear(damaged, cut_shut_reply).answers == Octets(3, 0x15));
}

TEST_CASE("shut: a notification is acknowledged and is no response", "[shut]") {
    const Octets notified{0x85, 0x33, 0x02, 0x24, 0x00, 0x26};
    const Heard alone = hear(notified, cut_shut_reply);
    CHECK(alone.frames.empty());
    CHECK(alone.answers == Octets{0x06});
    const Heard between = hear(joined({{0x06}, notified, kStatus}), cut_shut_reply);
    REQUIRE(between.frames.size() == 1);
    CHECK(data_of(between.frames[0]) == Octets{0x02, 0x21, 0x00});
    CHECK(between.answers == Octets{0x06, 0x06});
    Octets damaged = notified;
    damaged[3] ^= 1;
    CHECK(hear(damaged, cut_shut_reply).answers.empty());
}

TEST_CASE("shut: single bytes are frames of an exchange, not of a question; NAK is of both", "[shut]") {
    CHECK(hear({0x06, 0x16, 0x18}, cut_shut_reply).frames.empty());
    CHECK(hear({0x06, 0x16, 0x18}, cut_shut_exchange).frames.size() == 3);
    CHECK(hear({0x06, 0x15}, cut_shut_reply).frames == std::vector<Octets>{{0x15}});
    CHECK(hear(joined({{0x06}, kStatus}), cut_shut_exchange).frames.size() == 2);
}

TEST_CASE("shut: bytes that are no packet are passed over, and nothing is said to them", "[shut]") {
    const Heard heard = hear(joined({{0x00, 0xFF, 0x84, 0x32, 0x44, 0x84, 0x99, 0x81, 0x88}, kStatus}), cut_shut_reply);
    CHECK(heard.answers == Octets{0x06});
    REQUIRE(heard.frames.size() == 1);
    CHECK(data_of(heard.frames[0]) == Octets{0x02, 0x21, 0x00});
    Octets endless;
    for (int i = 0; i < 2000; ++i) endless = joined({endless, {0x04, 0x88, 1, 2, 3, 4, 5, 6, 7, 8, 8}});
    CHECK(hear(Octets(endless.begin(), endless.begin() + 11000), cut_shut_reply).frames.empty());
    ShutData data;
    CHECK_FALSE(shut_data(endless, data));
}
