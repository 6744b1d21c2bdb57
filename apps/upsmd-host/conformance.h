// `upsmd-host --conformance FILE`: whether a minidriver, whoever wrote it, keeps the documented contract of its functions. For
// its maker, with its UPS connected and the port configured as it expects.
#pragma once

#include "platform/loaded_driver.h"
#include "platform/registry.h"

namespace upsmd::host {

// Prints "ok …" or "FAIL …" a check, then "N passed, M failed". UPSTurnOff is never called. A call that does not return ends
// the checks: the minidriver must not be used or unloaded then. Returns whether all is well.
bool check_conformance(LoadedDriver& driver, Registry& registry);

}  // namespace upsmd::host
