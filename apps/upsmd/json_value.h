// Values as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/reading.h"

namespace upsmd {

// A number with the digits the UPS gave, text, or null for an absent value.
nlohmann::ordered_json to_json(const Value& value);

// One line without its end. Bytes that are no UTF-8 (a unit's odd name) become U+FFFD.
std::string one_line(const nlohmann::ordered_json& json);

}  // namespace upsmd
