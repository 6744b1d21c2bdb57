// The settings that an administrator sets, as `upsmd config` shows them and docs/settings.md lists them. What reads them is
// service_settings.* and settings_registry.*; tests compare the ranges.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.h"
#include "platform/registry.h"

namespace upsmd {

struct SettingInfo {
    enum class Kind : std::uint8_t {
        number,  // REG_DWORD, low..high
        choice,  // REG_SZ, one of `choices`
        text,    // REG_SZ
        path,    // REG_SZ; REG_EXPAND_SZ where it holds %
        shown,   // REG_SZ that something else writes: never set by hand
    };
    std::string_view name;
    bool in_config = false;         // in UPS\Config; else in our own key
    Kind kind = Kind::text;
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::string_view unit;          // of a number; or of a text: what it may be
    std::string_view choices;       // "shutdown, hibernate"
    std::string_view default_text;  // "120"; empty: none
    std::string_view meaning;
};

std::span<const SettingInfo> setting_table();
// By name, case-insensitive (ASCII).
const SettingInfo* find_setting(std::string_view name);
// kUpsConfigKey or kUpsmdKey.
const char* setting_key(const SettingInfo& setting);
// "5..300 s"; "shutdown, hibernate"; "a path".
std::string setting_range(const SettingInfo& setting);

// Writes a value, given as text. Errors: invalid_argument for one out of range, and for one with which what reads the
// settings would find fault that it does not find now (the message says what); unsupported for a value of Config where the
// system has its own UPS service (model_choice.h), and for one that is only shown; else as Registry. Nothing is written then.
Result<void> change_setting(Registry& registry, const SettingInfo& setting, const std::string& text);
// Removes it, so that its default holds; also where it is not there.
Result<void> reset_setting(Registry& registry, const SettingInfo& setting);

}  // namespace upsmd
