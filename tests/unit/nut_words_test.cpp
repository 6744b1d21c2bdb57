// The grammar of NUT's files and driver socket (nut/words.h).
#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

#include "nut/words.h"

using namespace upsmd::nut;

namespace {

struct Line {
    Words words;
    std::string error;
    std::size_t number;
    bool operator==(const Line&) const = default;
};

std::vector<Line> read(const std::vector<std::string>& pieces) {
    std::vector<Line> lines;
    const auto keep = [&lines](const Words& words, std::string_view error, std::size_t line) {
        lines.push_back({words, std::string(error), line});
    };
    WordReader reader;
    for (const std::string& piece : pieces) reader.feed(piece, keep);
    reader.finish(keep);
    return lines;
}

Words words_of(const std::string& text) {
    const auto lines = read({text});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].error.empty());
    return lines[0].words;
}

}  // namespace

TEST_CASE("a line is words, parted by blanks", "[nut]") {
    CHECK(words_of("SETINFO ups.status \"OL CHRG\"\n") == Words{"SETINFO", "ups.status", "OL CHRG"});
    CHECK(words_of("  a\t b\r\n") == Words{"a", "b"});
    CHECK(words_of("driver=x") == Words{"driver", "=", "x"});
    CHECK(words_of("driver = x # a comment") == Words{"driver", "=", "x"});
    CHECK(words_of("a \"\" b") == Words{"a", "", "b"});
    CHECK(words_of(R"(a "x = \"1\" \# \\")") == Words{"a", "x = \"1\" # \\"});
    CHECK(words_of(R"(a\ b \#)") == Words{"a b", "#"});
    CHECK(words_of("a \\\nb") == Words{"a", "b"});
    CHECK(words_of("caf\xc3\xa9\x01 x") == Words{"caf", "x"});
}

TEST_CASE("empty lines and comments are no lines, and count", "[nut]") {
    CHECK(read({"\n# x\n   \n a\n\nb"}) == std::vector<Line>{{{"a"}, "", 4}, {{"b"}, "", 6}});
    CHECK(read({""}).empty());
}

TEST_CASE("a line may come in any pieces", "[nut]") {
    const std::string text = "INSTCMD load.off \"a \\\"b\\\"\" TRACKING 59DF2263\nPING\n";
    const auto whole = read({text});
    REQUIRE(whole.size() == 2);
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
        CHECK(read({text.substr(0, cut), text.substr(cut)}) == whole);
}

TEST_CASE("a faulty line is told, and the next one is read", "[nut]") {
    CHECK(read({"a \"x # y\" z\nb\n"}) == std::vector<Line>{{{"a"}, "a # within quotes needs a backslash", 1}, {{"b"}, "", 2}});
    CHECK(read({"a \"x\nb\n"}) == std::vector<Line>{{{"a"}, "a quote is not closed", 1}, {{"b"}, "", 2}});
}

TEST_CASE("a line without end takes no memory", "[nut]") {
    const auto lines = read({std::string(1U << 20U, 'x') + " y\n" + std::string(200, '=')});
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].words == Words{std::string(WordReader::kMaxLength, 'x'), "y"});
    CHECK(lines[1].words.size() == WordReader::kMaxWords);
}

TEST_CASE("what is quoted is read again as it was", "[nut]") {
    for (const std::string text : {"", "OL", "Demo \"A\" #1", "\\", "a=b", "  x  "})
        CHECK(words_of(quoted(text)) == Words{text});
    CHECK(quoted("caf\xc3\xa9\n") == "\"caf???\"");
    CHECK(quoted(std::string(300, '#')).size() == 2 * 256 + 2);
}

TEST_CASE("names are the same in any case", "[nut]") {
    CHECK(is_same_name("ups.STATUS", "UPS.status"));
    CHECK_FALSE(is_same_name("ups.status", "ups.statu"));
}
