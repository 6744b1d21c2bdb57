#include "apps/upsmd/watch/format.h"

#include <fmt/format.h>

#include <chrono>

namespace upsmd::watch {

std::string percent_text(const std::optional<double>& percent) {
    return percent ? fmt::format("{:.0f}%", *percent) : "-";
}

std::string runtime_text(const std::optional<double>& seconds) {
    if (!seconds) return "-";
    const auto all = static_cast<long>(*seconds);
    if (all < 60) return fmt::format("{}s", all);
    if (all < 3600) return fmt::format("{}m{:02}s", all / 60, all % 60);
    if (all < 100 * 3600L) return fmt::format("{}h{:02}m", all / 3600, all / 60 % 60);
    return ">99h";
}

std::string age_text(Duration age) {
    const auto all = std::chrono::duration_cast<std::chrono::seconds>(age).count();
    if (all < 60) return fmt::format("{}s", all);
    if (all < 600) return fmt::format("{}m{:02}s", all / 60, all % 60);
    if (all < 3600) return fmt::format("{}m", all / 60);
    if (all < 36000) return fmt::format("{}h{:02}m", all / 3600, all / 60 % 60);
    if (all < 48 * 3600) return fmt::format("{}h", all / 3600);
    return fmt::format("{}d", all / 86400);
}

std::string volts_text(const std::optional<double>& volts) { return volts ? fmt::format("{:.0f}", *volts) : "-"; }

}  // namespace upsmd::watch
