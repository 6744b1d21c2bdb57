// The UPSes that an administrator can choose from: vendor, model, and how it is spoken to. The one place that knows
// them: `upsmd models` and `select`, UPS\ServiceProviders and docs/models.md are made from it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/cable.h"

namespace upsmd {

struct UpsModel {
    std::string_view vendor;
    std::string_view model;
    // One of the two: a name of protocol_catalog(), or of cable_table() (then it is simple signalling).
    std::string_view protocol{};
    std::string_view cable{};
    std::string_view note{};
};

// Sorted by vendor. The names stand in the registries of installed computers: a row that was released is never renamed
// or removed, else the minidriver would begin to look for that UPS by itself.
std::span<const UpsModel> ups_models();

// Both names in any case. nullptr where there is none.
const UpsModel* find_ups_model(std::string_view vendor, std::string_view model);

// The `Options` mask with which Windows' own simple signalling does exactly what the cable needs: same lines, same levels
// while running and to turn off. Nothing where there is none: the lines of another mask could turn the UPS off.
std::optional<std::uint32_t> options_for(const Cable& cable);

// The value in UPS\ServiceProviders (CONTRACT §3.4): "0x7f" where Windows' own simple signalling does, else
// "0x1;upsmd.dll"; the minidriver then finds the model in this table by its names.
std::string service_provider_value(const UpsModel& model);

}  // namespace upsmd
