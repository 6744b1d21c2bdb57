#include "apps/upsmd/watch/line.h"

#include <algorithm>
#include <cmath>

namespace upsmd::watch {
namespace {

constexpr Glyphs kUtf8{"█", "▌", "░", "…", "─", "↑↓"};
constexpr Glyphs kAscii{"#", "+", "-", "~", "-", "Up/Down"};

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// The bytes of the first `count` characters.
std::size_t bytes_of(std::string_view text, std::size_t count) {
    for (std::size_t at = 0; at < text.size(); ++at)
        if (begins_character(text[at]) && count-- == 0) return at;
    return text.size();
}

std::string shortened(std::string_view text, std::size_t width, const Glyphs& marks) {
    if (cells(text) <= width) return std::string(text);
    if (width == 0) return "";
    return std::string(text.substr(0, bytes_of(text, width - 1))) + std::string(marks.cut);
}

}  // namespace

Style style_of(Severity severity) {
    switch (severity) {
        case Severity::critical: return Style::critical;
        case Severity::on_battery: return Style::on_battery;
        case Severity::no_data: return Style::no_data;
        case Severity::warning: return Style::warning;
        case Severity::opening: return Style::dim;
        case Severity::fine: return Style::fine;
    }
    return Style::plain;
}

const Glyphs& glyphs(bool utf8) { return utf8 ? kUtf8 : kAscii; }

std::size_t cells(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::size_t cells(const Line& line) {
    std::size_t sum = 0;
    for (const Span& span : line.spans) sum += cells(span.text);
    return sum;
}

std::string text_of(const Line& line) {
    std::string text;
    for (const Span& span : line.spans) text += span.text;
    return text;
}

std::string fit(std::string_view text, std::size_t width, const Glyphs& marks) {
    std::string fitted = shortened(text, width, marks);
    return fitted.append(width - cells(fitted), ' ');
}

std::string fit_right(std::string_view text, std::size_t width, const Glyphs& marks) {
    std::string fitted = shortened(text, width, marks);
    return fitted.insert(0, width - cells(fitted), ' ');
}

void cut(Line& line, std::size_t width) {
    for (Span& span : line.spans) {
        span.text.resize(bytes_of(span.text, width));
        width -= cells(span.text);
    }
    std::erase_if(line.spans, [](const Span& span) { return span.text.empty(); });
}

std::string bar(double percent, std::size_t width, const Glyphs& marks) {
    const double full = std::clamp(percent, 0.0, 100.0) / 100 * static_cast<double>(width);
    std::size_t halves = static_cast<std::size_t>(std::lround(full * 2));
    // Nothing and little, much and all must not look alike.
    if (percent > 0) halves = std::max<std::size_t>(halves, 1);
    if (percent < 100) halves = std::min(halves, 2 * width - 1);
    std::string text;
    for (std::size_t i = 0; i < width; ++i)
        text += halves >= 2 * (i + 1) ? marks.full : halves == 2 * i + 1 ? marks.half : marks.empty;
    return text;
}

}  // namespace upsmd::watch
