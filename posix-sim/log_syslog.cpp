#include "posix-sim/log_syslog.h"

#include <syslog.h>

#include <utility>

namespace upsmd {
namespace {

int priority_of(LogLevel level) {
    switch (level) {
        case LogLevel::error: return LOG_ERR;
        case LogLevel::warning: return LOG_WARNING;
        case LogLevel::info: return LOG_INFO;
        default: return LOG_DEBUG;
    }
}

class SyslogLog final : public Log {
  public:
    SyslogLog(std::string name, LogLevel level) : name_(std::move(name)), level_(level) {
        ::openlog(name_.c_str(), LOG_PID, LOG_DAEMON);
    }
    ~SyslogLog() override { ::closelog(); }
    SyslogLog(const SyslogLog&) = delete;
    SyslogLog& operator=(const SyslogLog&) = delete;

    bool enabled(LogLevel level) const override { return level >= level_ && level != LogLevel::off; }
    void write(LogLevel level, std::string_view text) override {
        if (enabled(level)) ::syslog(priority_of(level), "%.*s", static_cast<int>(text.size()), text.data());
    }

  private:
    std::string name_;  // openlog keeps the pointer
    LogLevel level_;
};

}  // namespace

std::unique_ptr<Log> make_syslog_log(std::string name, LogLevel level) {
    return std::make_unique<SyslogLog>(std::move(name), level);
}

}  // namespace upsmd
