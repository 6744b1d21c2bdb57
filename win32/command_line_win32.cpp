#include "win32/command_line_win32.h"

#include "platform/utf16.h"

namespace upsmd {
namespace {

// Backslashes count double before a quotation mark, and nowhere else.
std::u16string quoted(const std::u16string& argument) {
    std::u16string result = u"\"";
    std::size_t backslashes = 0;
    for (const char16_t c : argument) {
        if (c == u'"') result.append(backslashes + 1, u'\\');
        backslashes = c == u'\\' ? backslashes + 1 : 0;
        result += c;
    }
    result.append(backslashes, u'\\');
    return result + u'"';
}

}  // namespace

std::optional<std::u16string> command_line(const std::vector<std::string>& program) {
    std::u16string line;
    for (const std::string& argument : program) {
        const auto wide = utf8_to_utf16(argument);
        if (!wide || wide->find(u'\0') != std::u16string::npos) return std::nullopt;
        line += (line.empty() ? u"" : u" ") + quoted(*wide);
    }
    return line;
}

}  // namespace upsmd
