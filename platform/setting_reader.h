// Single values of the registry, read with their type and range checked: one that cannot be used counts as missing, and
// a line says what it holds and what it may hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/registry.h"

namespace upsmd {

// "120" or "\"text\"".
std::string setting_shown(const RegValue& value);
// "KEY\NAME".
std::string setting_place(const char* key, const char* name);
// The whole text as a decimal number with a point, whatever the locale.
std::optional<double> decimal_number(std::string_view text);

class SettingReader {
  public:
    // Both must outlive the reader.
    SettingReader(Registry& registry, std::vector<std::string>& complaints)
        : registry_(registry), complaints_(complaints) {}

    // Not there at all; one that cannot be used is there.
    bool is_missing(const char* key, const char* name);
    // Nothing where the value is missing. Also where it cannot be read: a settings key that cannot be opened must not
    // keep a UPS from being watched.
    std::optional<RegValue> get(const char* key, const char* name);
    // Empty text counts as missing.
    std::optional<std::string> text(const char* key, const char* name);
    // REG_SZ or REG_EXPAND_SZ, not expanded. Empty text counts as missing.
    std::optional<std::string> path(const char* key, const char* name);
    std::optional<std::uint32_t> dword(const char* key, const char* name, std::uint32_t low, std::uint32_t high);
    // REG_SZ "1.5" or REG_DWORD.
    std::optional<double> decimal(const char* key, const char* name, double low, double high);

    std::nullopt_t complain(const char* key, const char* name, const RegValue& value, const std::string& wanted);

  private:
    Registry& registry_;
    std::vector<std::string>& complaints_;
};

}  // namespace upsmd
