// The only file that knows spdlog. Sinks are used without spdlog's logger registry: nothing global is made, so a
// minidriver leaves nothing behind when it is unloaded.
#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <utility>

#include "platform/log.h"

namespace upsmd {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::trace: return spdlog::level::trace;
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warning: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
        case LogLevel::off: return spdlog::level::off;
    }
    return spdlog::level::off;
}

class SinkLog final : public Log {
  public:
    SinkLog(std::shared_ptr<spdlog::sinks::sink> sink, LogLevel level, const char* pattern)
        : sink_(std::move(sink)), level_(level) {
        sink_->set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern));
    }

    bool enabled(LogLevel level) const override { return level != LogLevel::off && level >= level_; }

    void write(LogLevel level, std::string_view text) override {
        if (!enabled(level)) return;
        try {
            sink_->log(spdlog::details::log_msg(spdlog::string_view_t(), to_spdlog(level),
                                                spdlog::string_view_t(text.data(), text.size())));
            // The last lines before a power cut are the ones that somebody will want to read.
            sink_->flush();
        } catch (...) {  // a full disk must not end monitoring
        }
    }

  private:
    std::shared_ptr<spdlog::sinks::sink> sink_;
    LogLevel level_;
};

// For callers that want an object of their own although nothing can be written.
class SilentLog final : public Log {
  public:
    bool enabled(LogLevel) const override { return false; }
    void write(LogLevel, std::string_view) override {}
};

}  // namespace

std::unique_ptr<Log> make_file_log(const std::string& path, LogLevel level, std::size_t bytes, int files) {
    try {
        const auto kept = static_cast<std::size_t>(files < 0 ? 0 : files);
        auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path, bytes, kept);
        return std::make_unique<SinkLog>(std::move(sink), level, "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    } catch (const spdlog::spdlog_ex&) {
        return std::make_unique<SilentLog>();
    }
}

std::unique_ptr<Log> make_stderr_log(LogLevel level) {
    return std::make_unique<SinkLog>(std::make_shared<spdlog::sinks::stderr_sink_mt>(), level, "upsmd: %v");
}

}  // namespace upsmd
