// What `auto` found, as a text in the registry.
#include <catch2/catch.hpp>

#include "core/catalog.h"
#include "platform/found_line.h"

using namespace upsmd;

TEST_CASE("found line: written and read back", "[found_line]") {
    const OutputLines outputs = GENERATE(OutputLines{true, false, false}, OutputLines{false, true, false},
                                         OutputLines{true, true, false});
    const FoundLine found{protocol_by_name("powercom"), 1200, outputs};
    const std::string text = found_line_text(found, "COM7");
    const auto read = parse_found_line(text, "COM7");
    REQUIRE(read);
    CHECK(*read == found);
    const auto other = parse_found_line(text, "COM8");
    REQUIRE(other);
    CHECK(other->protocol == nullptr);
    CHECK(found_line_text({protocol_by_name("apc-smart"), 2400, {true, false, false}}, "/dev/ttyS0") ==
          "apc-smart 2400 DTR /dev/ttyS0");
}

TEST_CASE("found line: anything else is refused", "[found_line]") {
    const char* const text = GENERATE("", "megatec", "megatec 2400", "megatec 2400 DTR", "megatec 2400 DTR ", "nobody 2400 DTR COM7",
                                      "megatec 2400x DTR COM7", "megatec -1 DTR COM7", "megatec 99999999999 DTR COM7",
                                      "megatec 2400 CTS COM7", " megatec 2400 DTR COM7",
                                      "megatec 0 DTR COM7", "megatec 2401 DTR COM7", "megatec 1200 none COM7");
    INFO(text);
    const auto read = parse_found_line(text, "COM7");
    REQUIRE_FALSE(read);
    CHECK(read.error().code == ErrorCode::malformed);
}
