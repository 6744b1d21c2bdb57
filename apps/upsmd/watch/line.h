// Lines of styled text: what a page is made of before a terminal comes into it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "apps/upsmd/watch/condition.h"

namespace upsmd::watch {

enum class Style { plain, dim, bold, heading, fine, warning, no_data, on_battery, critical };

Style style_of(Severity severity);

struct Span {
    std::string text;  // UTF-8; every character takes one cell
    Style style = Style::plain;
};

struct Line {
    std::vector<Span> spans;
    bool selected = false;
};

// The marks that a terminal can show.
struct Glyphs {
    std::string_view full, half, empty;  // of a bar
    std::string_view cut;                // what has been cut off
    std::string_view rule;
    std::string_view arrows;             // up and down
};
const Glyphs& glyphs(bool utf8);

std::size_t cells(std::string_view text);
std::size_t cells(const Line& line);
// The line's text, without styles.
std::string text_of(const Line& line);

// Exactly `width` cells: cut, with a mark that says so, or filled up with blanks, on the left for numbers.
std::string fit(std::string_view text, std::size_t width, const Glyphs& marks);
std::string fit_right(std::string_view text, std::size_t width, const Glyphs& marks);
// No more than `width` cells.
void cut(Line& line, std::size_t width);

// A bar of `width` cells for 0 to 100; what is beyond shows as full.
std::string bar(double percent, std::size_t width, const Glyphs& marks);

}  // namespace upsmd::watch
