// Installing out of an unpacked folder, and removing what that has installed (docs/service.md). The MSI has means of its own.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "platform/registry.h"

namespace upsmd {

// What was done, a line each, for the terminal.
using InstallationLog = std::vector<std::string>;

// upsmd.dll into system32, the models into UPS\ServiceProviders; and, where the system has no UPS service of its own, the
// keys UPS\Config, UPS\Status and SOFTWARE\upsmd, the event source and the service upsmd with its program beside this one; it is started.
// Fails where a part is missing or one of them is installed already, and where it is not an administrator who asks
// (access_denied); what was done until then is undone.
Result<InstallationLog> install(Registry& registry);

// Exactly these. UPS\Config stays, SOFTWARE\upsmd too where it holds settings, and so do UPS\Status and UPS\ServiceProviders where somebody else uses them. Fails where
// nothing of it is there, or where the service is one of another folder's; goes on where a part is missing.
Result<InstallationLog> uninstall(Registry& registry);

}  // namespace upsmd
