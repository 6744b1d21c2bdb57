// printf into a string, for the replies of simulated units.
#pragma once

#include <cstdio>
#include <string>

namespace upsmd::sim {

// Cut at 199 characters.
template <typename... Values>
std::string format(const char* form, Values... values) {
    char text[200];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

}  // namespace upsmd::sim
