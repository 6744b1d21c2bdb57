// The watch of RegistryWin32 (registry_win32.h).
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "platform/registry.h"

namespace upsmd {

// The key and what is below it. Failure: as RegKeyWin32::open, {io} where Windows gives no event or thread.
Result<std::unique_ptr<Registry::Watch>> watch_registry_key(std::string_view key,
                                                            std::function<void()> on_change);

}  // namespace upsmd
