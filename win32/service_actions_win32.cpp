#include "win32/service_actions_win32.h"

#include <utility>

#include "win32/background_win32.h"
#include "win32/event_log_win32.h"
#include "win32/run_program_win32.h"
#include "win32/scheduled_task_win32.h"
#include "win32/system_power_win32.h"
#include "win32/user_messages_win32.h"

namespace upsmd {
namespace {

LogLevel level_of(EventWeight weight) {
    switch (weight) {
        case EventWeight::information: return LogLevel::info;
        case EventWeight::warning: return LogLevel::warning;
        case EventWeight::error: return LogLevel::error;
    }
    return LogLevel::error;
}

Result<void> run_command_file(const std::string& path) {
    const auto start = command_file_start(path);
    return start ? run_program(*start) : start.error();
}

class Win32Actions final : public ServiceActions {
  public:
    explicit Win32Actions(std::vector<Log*> logs) : logs_(std::move(logs)) {}

    void record(ServiceEvent event, const std::vector<std::string>& inserts) override {
        const ServiceEventInfo& info = service_event(event);
        event_log_.report(info, inserts);
        const std::string text = service_event_text(event, inserts);
        for (Log* const log : logs_) log->write(level_of(info.weight), text);
    }

    void tell_users(const std::string& text, std::chrono::seconds shown, ActionDone done) override {
        in_background([text, shown] { return tell_all_sessions(text, shown); }, std::move(done));
    }

    void run_task(const std::string& task_name, const std::string& command_file, ActionDone done) override {
        if (command_file.empty()) in_background([task_name] { return run_scheduled_task(task_name); }, std::move(done));
        else in_background([command_file] { return run_command_file(command_file); }, std::move(done));
    }

    void shut_down(const std::string& reason, const std::string& command, ActionDone done) override {
        if (command.empty()) {
            in_background([reason] { return order_shutdown(reason); }, std::move(done));
            return;
        }
        const auto start = command_start(command);
        if (start) in_background([start = *start] { return start_program(start); }, std::move(done));
        else done(start.error());
    }

    void ask_hibernate(ActionDone done) override { in_background(ask_hibernation, std::move(done)); }

    void hibernate(ActionDone done) override { in_background(hibernate_system, std::move(done)); }

  private:
    std::vector<Log*> logs_;
    EventLogWin32 event_log_;
};

}  // namespace

std::unique_ptr<ServiceActions> make_service_actions_win32(std::vector<Log*> logs) {
    return std::make_unique<Win32Actions>(std::move(logs));
}

}  // namespace upsmd
