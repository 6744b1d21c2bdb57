// Where things stand in the registry (CONTRACT §3).
#pragma once

namespace upsmd {

inline constexpr char kUpsKey[] = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\UPS";
inline constexpr char kUpsConfigKey[] = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\UPS\\Config";
inline constexpr char kUpsStatusKey[] = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\UPS\\Status";
inline constexpr char kServiceProvidersKey[] =
    "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\UPS\\ServiceProviders";
// Our own settings: never below the system's keys.
inline constexpr char kUpsmdKey[] = "HKEY_LOCAL_MACHINE\\SOFTWARE\\upsmd";
// What `auto` has found last, below our own key (found_line.h).
inline constexpr char kRememberedValue[] = "Remembered";

}  // namespace upsmd
