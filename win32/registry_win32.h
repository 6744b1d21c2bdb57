// The real registry. Windows backend of platform/registry.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/registry.h"

namespace upsmd {

// Opens a key anew for each call with the least rights that the call needs (KEY_QUERY_VALUE to read,
// KEY_SET_VALUE to set), because the UPS service of Windows XP may run as LocalService.
// HKEY_LOCAL_MACHINE\SOFTWARE\upsmd and what is below it is always the 64-bit view, so that x86 and x64
// programs share one place; Windows 2000 does not know views.
//
// Thread: any; Windows serialises. Owns nothing between calls, starts no thread but those of watches.
// Failure: as Registry, `native` is the Windows error. One exception to "nothing is changed by a call that
// fails": Windows has no way to remove a tree as a whole, so remove_key() may have removed keys below the one
// it fails at.
class RegistryWin32 final : public Registry {
  public:
    Result<RegValue> get(std::string_view key, std::string_view value) override;
    Result<void> set(std::string_view key, std::string_view value, const RegValue& data) override;
    Result<void> remove_value(std::string_view key, std::string_view value) override;
    Result<void> remove_key(std::string_view key) override;
    Result<std::vector<std::string>> value_names(std::string_view key) override;
    Result<std::vector<std::string>> key_names(std::string_view key) override;

    // Calls back from a thread that lives as long as the watch, once for one or several changes, also those
    // that left everything as it was (a value set to what it held). Changes from the return of watch() on are
    // seen. After the key itself was removed there is one callback and then none. Start and destroy watches
    // outside DllMain.
    Result<std::unique_ptr<Watch>> watch(std::string_view key, std::function<void()> on_change) override;
};

}  // namespace upsmd
