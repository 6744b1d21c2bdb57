#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/framer.h"

using namespace upsmd;

namespace {

struct Cut {
    std::vector<std::string> lines;
    int overflows = 0;
};

Cut cut(LineFramer& framer, std::string_view bytes) {
    Cut result;
    for (const char c : bytes) {
        switch (framer.push(static_cast<std::uint8_t>(c))) {
            case LineFramer::Event::line: {
                const Bytes line = framer.line();
                result.lines.emplace_back(line.begin(), line.end());
                break;
            }
            case LineFramer::Event::overflow: ++result.overflows; break;
            case LineFramer::Event::none: break;
        }
    }
    return result;
}

}  // namespace

TEST_CASE("framer: lines end at the terminator; other line ends and NUL around them are padding", "[framer]") {
    LineFramer cr('\r');
    CHECK(cut(cr, std::string("(1 2\r\n\0\0(3 4\r\0\r\n\r", 17)).lines == std::vector<std::string>{"(1 2", "(3 4"});
    LineFramer lf('\n');
    CHECK(cut(lf, std::string("08\r\n\r\nGS98\0\0\r\nNA\n", 17)).lines ==
          std::vector<std::string>{"08", "GS98", "NA"});
}

TEST_CASE("framer: bytes may come one at a time, and a rest stays for later", "[framer]") {
    LineFramer framer('\r');
    CHECK(cut(framer, "ab").lines.empty());
    CHECK(framer.partial().size() == 2);
    CHECK(cut(framer, "c\rd").lines == std::vector<std::string>{"abc"});
    CHECK(framer.partial().size() == 1);
    framer.reset();
    CHECK(cut(framer, "e\r").lines == std::vector<std::string>{"e"});
}

TEST_CASE("framer: a line that fills the buffer passes, a longer one is dropped whole", "[framer]") {
    LineFramer framer('\r');
    const std::string full(LineFramer::kCapacity, 'x');
    CHECK(cut(framer, full + "\r").lines == std::vector<std::string>{full});
    const Cut result = cut(framer, full + "y" + full + "\rok\r");
    CHECK(result.overflows == 1);
    CHECK(result.lines == std::vector<std::string>{"ok"});
}
