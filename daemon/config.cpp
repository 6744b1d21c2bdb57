#include "daemon/config.h"

#include <algorithm>

namespace upsmd::daemon {
bool UpsConfig::is_spoken_to_as(const UpsConfig& other) const {
    return name == other.name && port == other.port && options == other.options;
}

const UpsConfig* find_ups(const Config& config, const std::string& name) {
    const auto found = std::ranges::find(config.ups, name, &UpsConfig::name);
    return found != config.ups.end() ? &*found : nullptr;
}

const GroupConfig* group_of(const Config& config, const std::string& ups) {
    for (const GroupConfig& group : config.groups)
        if (std::ranges::find(group.members, ups) != group.members.end()) return &group;
    return nullptr;
}

}  // namespace upsmd::daemon
