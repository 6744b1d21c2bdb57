// The choice of a UPS model as Power Options makes it, for systems that have no Power Options > UPS any more.
#pragma once

#include <string>

#include "core/result.h"
#include "core/ups_models.h"
#include "platform/registry.h"

namespace upsmd {

// Fails where the system has a service named UPS (Windows 2000, XP, Server 2003): Config is then only its own to write
// (CONTRACT §3.2). The message names Power Options > UPS.
Result<void> config_is_ours(Registry& registry);

// Copies the model's values to UPS\Config: Vendor, Model, Port, Options, ServiceProviderDLL. Protocol and Cable of our
// own key say how it is spoken to, or are removed where Options says so. Fails, with nothing written, as config_is_ours();
// and with the place where something cannot be written: Options and ServiceProviderDLL are cleared first and written
// last, so that a half choice is none.
Result<void> select_model(Registry& registry, const UpsModel& model, const std::string& port);

}  // namespace upsmd
