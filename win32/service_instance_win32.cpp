#include "win32/service_instance_win32.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <vector>

#include "platform/backend.h"
#include "platform/log.h"
#include "platform/model_choice.h"
#include "platform/service.h"
#include "platform/settings_registry.h"
#include "win32/service_actions_win32.h"
#include "win32/service_control_win32.h"
#include "win32/upsmd_folder_win32.h"

namespace upsmd {

namespace {

// Beside the minidriver's: two processes cannot rotate one file.
std::string own_log_file(const std::string& path) {
    const auto name = path.find_last_of("/\\:") + 1;  // npos + 1 is 0
    const auto dot = path.rfind('.');
    const auto at = dot == std::string::npos || dot < name ? path.size() : dot;
    return path.substr(0, at) + "-service" + path.substr(at);
}

}  // namespace

struct ServiceInstance::Parts {
    Parts(const std::string& version, bool to_stderr)
        : registry(make_system_registry()), actions(make_service_actions_win32(make_logs(to_stderr))),
          service({io, system_clock(), *registry, *actions, host_program, minidriver_path, own_minidriver(), version}) {}

    std::vector<Log*> make_logs(bool to_stderr) {
        const LogSettings settings = read_log_settings(*registry);
        if (!settings.file.empty()) logs.push_back((file_log = make_file_log(own_log_file(settings.file), settings.level)).get());
        if (to_stderr) logs.push_back((stderr_log = make_stderr_log(LogLevel::info)).get());
        for (Log* const log : logs)
            for (const std::string& complaint : settings.complaints) log->write(LogLevel::warning, complaint);
        return logs;
    }

    void stop() {
        service.stop([this] {
            work.reset();
            io.stop();
        });
    }

    boost::asio::io_context io{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work = boost::asio::make_work_guard(io);
    std::unique_ptr<Registry> registry;
    std::unique_ptr<Log> file_log;
    std::unique_ptr<Log> stderr_log;
    std::vector<Log*> logs;
    std::unique_ptr<ServiceActions> actions;
    Service service;
};

ServiceInstance::ServiceInstance(const std::string& version, bool to_stderr) : parts_(*new Parts(version, to_stderr)) {}

Result<void> ServiceInstance::may_run() {
    auto ours = config_is_ours(*parts_.registry);
    if (!ours) parts_.actions->record(ServiceEvent::system_service_present, {});
    return ours;
}

void ServiceInstance::set_recovery(Recovery when) {
    const auto done = upsmd::set_recovery(kServiceName, when);
    if (done) return;
    for (Log* const log : parts_.logs) log->write(LogLevel::warning, done.error().message);
}

Result<void> ServiceInstance::run() {
    std::string problem;
    try {
        parts_.service.start();
        parts_.io.run();
        return {};
    } catch (const std::exception& error) {
        problem = error.what();
    }
    parts_.actions->record(ServiceEvent::unexpected_end, {problem});
    return Error{ErrorCode::io, problem, 0};
}

void ServiceInstance::stop() { parts_.stop(); }

void ServiceInstance::system_shutdown() {
    parts_.service.system_shutdown([&parts = parts_] { parts.stop(); });
}

void ServiceInstance::resumed() { parts_.service.resumed(); }

void ServiceInstance::stand_in(unsigned code) {
    parts_.service.if_dry_run([code, instance = *this]() mutable {
        // 201: nothing is to be done before the system sleeps.
        if (code == kFirstStandIn) instance.system_shutdown();
        if (code == kLastStandIn) instance.resumed();
    });
}

}  // namespace upsmd
