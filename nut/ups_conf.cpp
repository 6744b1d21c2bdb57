#include "nut/ups_conf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "nut/words.h"
#include "posix-sim/error_posix.h"

namespace upsmd::nut {
namespace {

bool is_section_name(const Words& words) {
    const std::string& word = words.front();
    return words.size() == 1 && word.size() > 2 && word.front() == '[' && word.back() == ']';
}

void take_line(UpsConf& conf, const Words& words, std::string_view error, std::size_t line) {
    if (error.empty() && is_section_name(words)) {
        conf.sections.push_back({words[0].substr(1, words[0].size() - 2), line, {}, {}});
        return;
    }
    Section& section = conf.sections.empty() ? conf.global : conf.sections.back();
    const auto fault = [&](std::string_view what) {
        section.faults.push_back(fmt::format("{}:{}: {}", conf.path, line, what));
    };
    if (!error.empty()) return fault(error);
    if (words.size() == 1) return section.assignments.push_back({words[0], std::nullopt, line});
    if (words.size() == 3 && words[1] == "=") return section.assignments.push_back({words[0], words[2], line});
    if (words.size() == 2 && words[1] == "=") return fault(words[0] + ": no value");
    fault(words.size() > 3 && words[1] == "=" ? words[0] + ": more than one value: it needs quotes"
                                              : "is neither NAME = VALUE nor a flag nor [SECTION]");
}

}  // namespace

std::optional<std::string> Section::find(std::string_view assignment) const {
    std::optional<std::string> found;
    for (const Assignment& each : assignments)
        if (each.name == assignment && each.value) found = each.value;
    return found;
}

const Section* UpsConf::find(std::string_view section) const {
    const auto found = std::ranges::find(sections, section, &Section::name);
    return found != sections.end() ? &*found : nullptr;
}

Result<UpsConf> read_ups_conf(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) return error_from_errno(path, errno != 0 ? errno : EIO);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (file.bad()) return error_from_errno(path + ": cannot be read", errno != 0 ? errno : EIO);
    UpsConf conf;
    conf.path = path;
    const auto on_line = [&conf](const Words& words, std::string_view error, std::size_t line) {
        take_line(conf, words, error, line);
    };
    WordReader reader;
    reader.feed(text, on_line);
    reader.finish(on_line);
    return conf;
}

}  // namespace upsmd::nut
