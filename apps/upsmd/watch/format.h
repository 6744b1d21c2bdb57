// Numbers as they stand in the table.
#pragma once

#include <optional>
#include <string>

#include "core/time.h"

namespace upsmd::watch {

// "62%"; "-" where there is none.
std::string percent_text(const std::optional<double>& percent);
// Seconds as "45s", "12m34s", "1h02m", ">99h"; "-" where there is none.
std::string runtime_text(const std::optional<double>& seconds);
// How long something has lasted, roughly: "12s", "3m12s" below ten minutes, "59m", "4h05m" below ten hours, "23h",
// "3d". Five characters at most up to 9999 days.
std::string age_text(Duration age);
// "231"; "-" where there is none.
std::string volts_text(const std::optional<double>& volts);

}  // namespace upsmd::watch
