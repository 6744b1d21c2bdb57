#include "daemon/found_lines.h"

#include <fstream>
#include <utility>

#include "daemon/whole_file.h"
#include "platform/found_line.h"

namespace upsmd::daemon {

// "NAME PROTOCOL BAUD LINES PORT", one a line; a name has no blanks.
FoundLines::FoundLines(std::string path) : path_(std::move(path)) {
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);)
        if (const auto blank = line.find(' '); blank != std::string::npos)
            lines_[line.substr(0, blank)] = line.substr(blank + 1);
}

FoundLine FoundLines::get(const std::string& ups, const std::string& port) const {
    const auto known = lines_.find(ups);
    if (known == lines_.end()) return {};
    const Result<FoundLine> found = parse_found_line(known->second, port);
    return found ? *found : FoundLine{};
}

Result<void> FoundLines::set(const std::string& ups, const std::string& port, const FoundLine& found) {
    const std::string line = found_line_text(found, port);
    if (std::exchange(lines_[ups], line) == line) return {};
    std::string text;
    for (const auto& [name, each] : lines_) text += name + ' ' + each + '\n';
    return write_file(path_, text);
}

}  // namespace upsmd::daemon
