// What a minidriver may have read at UPSInit: while this stays the same, a change of the settings needs no new UPSInit.
#pragma once

#include <string>

#include "platform/registry.h"

namespace upsmd {

// The values of Config, of UPS and of our own key, as text, without those that only the service reads and without what
// the minidriver writes. Another vendor's minidriver may read any of them.
std::string minidriver_settings(Registry& registry);

}  // namespace upsmd
