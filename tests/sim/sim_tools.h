// What the tests of the families ask of a SimWorld again and again.
#pragma once

#include <string>
#include <string_view>

#include "tests/sim/sim_world.h"

namespace upsmd::testing {

// That protocol, and its simulated unit with these options.
inline SiteOptions options(const std::string& protocol, const sim::Options& ups = {}) {
    SiteOptions result;
    result.protocol = protocol;
    result.ups = ups;
    return result;
}

inline std::string value(const SimWorld& world, std::size_t ups, Variable variable) {
    return world.reading(ups).get(variable).to_string();
}

// Whether the unit has carried out something with these words.
inline bool executed(const SimWorld& world, std::size_t ups, std::string_view part) {
    for (const std::string& text : world.executed(ups))
        if (text.find(part) != std::string::npos) return true;
    return false;
}

// Whether these bytes, as the log writes them, have reached the unit.
inline bool received(SimWorld& world, std::size_t ups, std::string_view text) {
    for (const auto& entry : world.site(ups).log)
        if (entry.kind == sim::LogKind::kReceived && entry.text.find(text) != std::string::npos) return true;
    return false;
}

}  // namespace upsmd::testing
