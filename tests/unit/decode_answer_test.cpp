// Replies to commands that have no row of their own: controls, and what a unit does not know.
#include <catch2/catch.hpp>

#include "core/catalog.h"

using namespace upsmd;

namespace {

Verdict answer(std::string_view protocol, std::string_view command, std::string_view reply) {
    const Protocol* const found = protocol_by_name(protocol);
    REQUIRE(found != nullptr);
    return decode_raw_answer(*found, command, {reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()});
}

}  // namespace

TEST_CASE("answers: Megatec and Voltronic units take, refuse and echo", "[answer]") {
    const std::string protocol = GENERATE(as<std::string>{}, "megatec", "voltronic", "voltronic-qs");
    CHECK(answer(protocol, "S01R0003", "(ACK\r") == Verdict::ok);
    CHECK(answer(protocol, "T", "ACK\r") == Verdict::ok);
    CHECK(answer(protocol, "T", "(NAK\r") == Verdict::unsupported);
    CHECK(answer(protocol, "XY", "XY\r") == Verdict::unsupported);
    CHECK(answer(protocol, "XY", "XY") == Verdict::unsupported);
    CHECK(answer(protocol, "XY", "(1 2 3\r") == Verdict::rejected);
    CHECK(answer(protocol, "XY", "") == Verdict::rejected);
}

TEST_CASE("answers: APC units say OK or *, NO or NA", "[answer]") {
    CHECK(answer("apc-smart", "S", "OK\r\n") == Verdict::ok);
    CHECK(answer("apc-smart", "S", "*") == Verdict::ok);
    CHECK(answer("apc-smart", "R", "BYE\r\n") == Verdict::ok);
    CHECK(answer("apc-smart", "@", "NA\r\n") == Verdict::unsupported);
    CHECK(answer("apc-smart", "S", "NO\r\n") == Verdict::unsupported);
    CHECK(answer("apc-smart", "S", "08\r\n") == Verdict::rejected);
}

TEST_CASE("answers: a protocol without answers claims none", "[answer]") {
    CHECK(answer("simple", "T", "OK\r") == Verdict::rejected);
}
