#include "nut/ups_mirror.h"

#include <algorithm>
#include <array>

namespace upsmd::nut {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

struct Keyword {
    std::string_view name;
    std::size_t words;  // with the keyword; a line with fewer is no sign of life
};

// Those that say nothing about a value, but that the driver is there.
constexpr std::array<Keyword, 10> kSignsOfLife{{{"ADDENUM", 3},
                                                {"DELENUM", 3},
                                                {"ADDRANGE", 4},
                                                {"DELRANGE", 4},
                                                {"SETAUX", 3},
                                                {"SETFLAGS", 3},
                                                {"ADDCMD", 2},
                                                {"DELCMD", 2},
                                                {"PONG", 1},
                                                {"TRACKING", 3}}};

}  // namespace

bool VariableLess::operator()(std::string_view a, std::string_view b) const {
    return std::ranges::lexicographical_compare(a, b, {}, lower, lower);
}

bool UpsMirror::apply(const Words& words) {
    if (words.empty()) return false;
    const std::string& keyword = words[0];
    if (is_same_name(keyword, "SETINFO")) {
        if (words.size() < 3) return false;
        set(words[1], words[2]);
        return true;
    }
    if (is_same_name(keyword, "DELINFO")) {
        if (words.size() < 2) return false;
        variables_.erase(words[1]);
        return true;
    }
    if (is_same_name(keyword, "DATAOK") || is_same_name(keyword, "DATASTALE")) {
        data_ok_ = is_same_name(keyword, "DATAOK");
        return true;
    }
    if (is_same_name(keyword, "DUMPDONE")) {
        dumped_ = true;
        return true;
    }
    return std::ranges::any_of(kSignsOfLife, [&](const Keyword& known) {
        return is_same_name(keyword, known.name) && words.size() >= known.words;
    });
}

void UpsMirror::set(const std::string& name, const std::string& value) {
    const auto found = variables_.find(name);
    if (found != variables_.end())
        found->second = value.substr(0, kLongestValue);
    else if (variables_.size() < kMostVariables && name.size() <= kLongestName)
        variables_.emplace(name, value.substr(0, kLongestValue));
}

std::string_view UpsMirror::value(std::string_view name) const {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace upsmd::nut
