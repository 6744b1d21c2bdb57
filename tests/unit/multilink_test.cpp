// Liebert MultiLink: what comes back, what does not, and the line beside it.
#include <catch2/catch.hpp>

#include "core/catalog.h"
#include "core/protocols/multilink.h"
#include "core/session.h"

using namespace upsmd;

namespace {

std::string words(std::string_view raw, InputLines lines = {}, std::span<std::uint8_t> memory = {}) {
    Decoded out;
    out.lines = lines;
    out.memory = memory;
    const Bytes bytes{reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()};
    const Verdict verdict = decode_raw(kMultilink, kMultilink.queries[0], bytes, out);
    return verdict == Verdict::ok ? out.status->to_string() : std::string(verdict_name(verdict));
}

constexpr InputLines kLow{.cts = false, .dsr = false, .ri = false, .dcd = true};

}  // namespace

TEST_CASE("multilink: a byte that comes back is on battery, silence is on line, DCD is a low battery", "[multilink]") {
    REQUIRE(protocol_by_name("multilink") == &kMultilink);
    CHECK(words("") == "OL");
    CHECK(words("\x55") == "OB");
    CHECK(words("\x55", kLow) == "OB LB");
    CHECK(words("", kLow) == "OL LB");
    CHECK(words("", {.cts = true, .dsr = true, .ri = true, .dcd = false}) == "OL");
}

TEST_CASE("multilink: other bytes say nothing, whatever stands beside them", "[multilink]") {
    CHECK(words("U") == "OB");
    CHECK(words("u") == "rejected");
    CHECK(words(std::string_view("\0", 1)) == "rejected");
    CHECK(words("\xFF\xAA") == "rejected");
    CHECK(words("\xFF\x55") == "OB");
}

TEST_CASE("multilink: after a byte has come back three silences are doubted, the fourth is believed", "[multilink]") {
    std::array<std::uint8_t, 1> memory{};
    CHECK(words("", {}, memory) == "OL");
    CHECK(words("\x55", {}, memory) == "OB");
    CHECK(words("", {}, memory) == "OB");
    CHECK(words("\x55", {}, memory) == "OB");
    for (int silence = 1; silence <= 3; ++silence) CHECK(words("", kLow, memory) == "OB LB");
    CHECK(words("", kLow, memory) == "OL LB");
    CHECK(words("", {}, memory) == "OL");
}

TEST_CASE("multilink: DTR is never raised, RTS feeds the contacts, and nothing turns off", "[multilink]") {
    CHECK(kMultilink.line.outputs == OutputLines{false, true, false});
    CHECK(kMultilink.opening_may_kill);
    CHECK(kMultilink.controls.empty());
    Session session(kMultilink, {});
    session.on_port_open({}, {});
    const auto refused = session.request({.control = Control::shutdown_return}, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::unsupported);
}
