// Every protocol the engine speaks.
#pragma once

#include <span>
#include <string_view>

#include "core/protocol.h"

namespace upsmd {

std::span<const Protocol* const> protocol_catalog();

// nullptr for a name that is not in the catalog.
const Protocol* protocol_by_name(std::string_view name);

}  // namespace upsmd
