// The watch of RegistryFile (registry_file.h).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "platform/registry.h"

namespace upsmd {

// Error{not_found} where the key does not exist, as RegistryFile::load() where the file cannot be read, {io}
// where the system refuses a watch. `path` has no links in it.
Result<std::unique_ptr<Registry::Watch>> watch_registry_file(const std::string& path, std::string key,
                                                             std::function<void()> on_change);

}  // namespace upsmd
