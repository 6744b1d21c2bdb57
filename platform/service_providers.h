// UPS\ServiceProviders: what Windows offers to choose from (CONTRACT §3.4), made from core/ups_models.h.
#pragma once

#include "core/result.h"
#include "platform/registry.h"

namespace upsmd {

// Writes one value a model below its vendor's key. Values of the same name are replaced, all else stands.
Result<void> write_service_providers(Registry& registry);

// Removes what write_service_providers writes, where it stands so; a vendor's key goes with its last value. Values that
// somebody changed, and other makers' models, stay.
Result<void> remove_service_providers(Registry& registry);

}  // namespace upsmd
