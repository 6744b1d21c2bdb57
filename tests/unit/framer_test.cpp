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

Cut cut(Framer& framer, std::string_view bytes) {
    Cut result;
    for (const char c : bytes) {
        switch (framer.push(static_cast<std::uint8_t>(c))) {
            case Framer::Event::line: {
                const Bytes line = framer.line();
                result.lines.emplace_back(line.begin(), line.end());
                break;
            }
            case Framer::Event::overflow: ++result.overflows; break;
            case Framer::Event::none: break;
        }
    }
    return result;
}

}  // namespace

TEST_CASE("framer: lines end at the terminator; other line ends and NUL around them are padding", "[framer]") {
    Framer cr('\r');
    CHECK(cut(cr, std::string("(1 2\r\n\0\0(3 4\r\0\r\n\r", 17)).lines == std::vector<std::string>{"(1 2", "(3 4"});
    Framer lf('\n');
    CHECK(cut(lf, std::string("08\r\n\r\nGS98\0\0\r\nNA\n", 17)).lines ==
          std::vector<std::string>{"08", "GS98", "NA"});
}

TEST_CASE("framer: bytes may come one at a time, and a rest stays for later", "[framer]") {
    Framer framer('\r');
    CHECK(cut(framer, "ab").lines.empty());
    CHECK(framer.partial().size() == 2);
    CHECK(cut(framer, "c\rd").lines == std::vector<std::string>{"abc"});
    CHECK(framer.partial().size() == 1);
    framer.reset();
    CHECK(cut(framer, "e\r").lines == std::vector<std::string>{"e"});
}

TEST_CASE("framer: a line that fills the buffer passes, a longer one is dropped whole", "[framer]") {
    Framer framer('\r');
    const std::string full(Framer::kCapacity, 'x');
    CHECK(cut(framer, full + "\r").lines == std::vector<std::string>{full});
    const Cut result = cut(framer, full + "y" + full + "\rok\r");
    CHECK(result.overflows == 1);
    CHECK(result.lines == std::vector<std::string>{"ok"});
}

TEST_CASE("framer: as long a line as was asked for", "[framer]") {
    Framer framer('\r', nullptr, 600);
    const std::string full(600, 'x');
    CHECK(cut(framer, full + "\r").lines == std::vector<std::string>{full});
    CHECK(cut(framer, full + "y\r").overflows == 1);
}

namespace {

// Frames of this test: '<', the number of bytes that follow, those bytes.
FrameCut counted(Bytes kept) {
    if (kept[0] != '<') return {1, 0};
    if (kept.size() < 2) return {};
    const std::size_t length = 2 + static_cast<std::size_t>(kept[1] - '0');
    return kept.size() < length ? FrameCut{} : FrameCut{0, length};
}

}  // namespace

TEST_CASE("framer: a cutter finds frames between strange bytes; line ends are data", "[framer]") {
    Framer framer('\r', counted);
    CHECK(cut(framer, "x\r<2\r\n<0zz<1a").lines == std::vector<std::string>{"<2\r\n", "<0", "<1a"});
    CHECK(cut(framer, "<3ab").lines.empty());
    CHECK(framer.partial().size() == 4);
    CHECK(cut(framer, "c").lines == std::vector<std::string>{"<3abc"});
}

TEST_CASE("framer: what a cutter never completes is dropped at the limit", "[framer]") {
    Framer framer('\r', [](Bytes kept) { return kept.back() == '!' ? FrameCut{0, kept.size()} : FrameCut{}; });
    const Cut result = cut(framer, std::string(Framer::kCapacity + 1, 'x') + "ok!");
    CHECK(result.overflows == 1);
    CHECK(result.lines == std::vector<std::string>{"ok!"});
}

TEST_CASE("framer: bytes behind a frame belong to the next one", "[framer]") {
    // Frames of two bytes, seen only when four are there.
    Framer framer('\r', [](Bytes kept) { return kept.size() < 4 ? FrameCut{} : FrameCut{0, 2}; });
    CHECK(cut(framer, "abcdef").lines == std::vector<std::string>{"ab", "cd"});
    framer.reset(nullptr);
    CHECK(cut(framer, "gh\r").lines == std::vector<std::string>{"gh"});
}
