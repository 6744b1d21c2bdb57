// The one log sink. Everything that logs gets a Log&; what stands behind it (a rotating file, a terminal, nothing) is
// the program's choice.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace upsmd {

enum class LogLevel : std::uint8_t { trace, debug, info, warning, error, off };

// "trace" .. "off", as settings and command lines name the levels. By name: case-insensitive (ASCII).
std::string_view log_level_name(LogLevel level);
std::optional<LogLevel> log_level_by_name(std::string_view name);

// Thread: any. Never throws; a log that cannot be written is silent.
class Log {
  public:
    virtual ~Log() = default;
    virtual bool enabled(LogLevel level) const = 0;
    virtual void write(LogLevel level, std::string_view text) = 0;
};

// Drops everything.
Log& null_log();

// A file that rotates: `files` old ones kept, each at most `bytes` long. A file that cannot be opened gives a log that
// drops everything.
std::unique_ptr<Log> make_file_log(const std::string& path, LogLevel level, std::size_t bytes = 1U << 20U, int files = 3);

// Lines on standard error, each beginning with "upsmd: ".
std::unique_ptr<Log> make_stderr_log(LogLevel level);

}  // namespace upsmd
