#include "platform/log.h"

#include <algorithm>
#include <array>

namespace upsmd {
namespace {

constexpr std::array<std::string_view, 6> kNames{"trace", "debug", "info", "warning", "error", "off"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

class NullLog final : public Log {
  public:
    bool enabled(LogLevel) const override { return false; }
    void write(LogLevel, std::string_view) override {}
};

}  // namespace

std::string_view log_level_name(LogLevel level) { return kNames[static_cast<std::size_t>(level)]; }

std::optional<LogLevel> log_level_by_name(std::string_view name) {
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (std::ranges::equal(name, kNames[i], {}, lower)) return static_cast<LogLevel>(i);
    return std::nullopt;
}

Log& null_log() {
    // Never destroyed: a thread may still log while the process ends.
    static Log& log = *new NullLog;
    return log;
}

}  // namespace upsmd
