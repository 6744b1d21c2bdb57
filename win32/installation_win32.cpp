#include "win32/installation_win32.h"

#include <windows.h>

#include <functional>
#include <utility>

#include "platform/model_choice.h"
#include "platform/service_providers.h"
#include "platform/ups_keys.h"
#include "win32/error_win32.h"
#include "win32/event_log_win32.h"
#include "win32/registry_key_win32.h"
#include "win32/service_control_win32.h"
#include "win32/service_manager_win32.h"
#include "win32/system_folder_win32.h"
#include "win32/upsmd_folder_win32.h"
#include "win32/wide_text_win32.h"

namespace upsmd {
namespace {

// Runs backwards what undoes the steps so far, unless it is told that all is well.
class Undo {
  public:
    Undo() = default;
    ~Undo() {
        for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) (*step)();
    }
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
    void forget() { steps_.clear(); }

  private:
    std::vector<std::function<void()>> steps_;
};

std::string installed_dll() { return from_wide(system_folder()) + "\\upsmd.dll"; }
std::string service_program() { return program_folder() + "\\upsmd-service.exe"; }
std::string own_service_key() { return "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\upsmd"; }

bool has_key(Registry& registry, const char* key) { return static_cast<bool>(registry.value_names(key)); }

void remove_if_empty(Registry& registry, const char* key) {
    const auto values = registry.value_names(key);
    const auto keys = registry.key_names(key);
    if (values && keys && values->empty() && keys->empty()) static_cast<void>(registry.remove_key(key));
}

Result<void> copy_minidriver(Undo& undo) {
    const std::string target = installed_dll();
    if (is_file(target))
        return Error{ErrorCode::in_use, target + " is there already: remove what has installed it first", 0};
    if (!CopyFileW(to_wide(program_folder() + "\\upsmd.dll").c_str(), to_wide(target).c_str(), TRUE))
        return windows_error("cannot copy upsmd.dll to " + target, GetLastError());
    undo.add([target] { DeleteFileW(to_wide(target).c_str()); });
    return {};
}

Result<void> make_key(Registry& registry, const char* key, Undo& undo) {
    if (has_key(registry, key)) return {};
    const auto made = RegKeyWin32::create(key, KEY_QUERY_VALUE);
    if (!made) return made.error();
    undo.add([&registry, key] { remove_if_empty(registry, key); });
    return {};
}

Result<void> register_models(Registry& registry, Undo& undo) {
    undo.add([&registry] {
        static_cast<void>(remove_service_providers(registry));
        remove_if_empty(registry, kServiceProvidersKey);
    });
    return write_service_providers(registry);
}

Result<void> register_events(Registry& registry, Undo& undo) {
    undo.add([&registry] { static_cast<void>(registry.remove_key(kEventSourceKey)); });
    auto done = registry.set(kEventSourceKey, "EventMessageFile", RegValue::expand_sz(service_program()));
    constexpr std::uint32_t kAllTypes = 7;  // error, warning, information
    return done ? registry.set(kEventSourceKey, "TypesSupported", RegValue::dword(kAllTypes)) : done;
}

Result<void> register_service(Undo& undo) {
    const auto done = create_service(kServiceName, {"upsmd UPS service",
                                                    "Watches a serial UPS and shuts the computer down before its battery is empty.",
                                                    service_program()});
    if (!done) return done;
    undo.add([] { static_cast<void>(delete_service(kServiceName)); });
    return {};
}

Result<void> check_parts(bool with_service) {
    for (const char* const name : {"upsmd.dll", "upsmd-service.exe"}) {
        if (!with_service && std::string(name) != "upsmd.dll") continue;
        const std::string path = program_folder() + "\\" + name;
        if (!is_file(path)) return Error{ErrorCode::not_found, path + " is missing", 0};
    }
    constexpr unsigned kOwnBits = sizeof(void*) * 8;
    if (with_service && host_program(kOwnBits).empty())
        return Error{ErrorCode::not_found,
                     program_folder() + "\\upsmd-host" + std::to_string(kOwnBits) + ".exe is missing", 0};
    return {};
}

// Whether the system leaves the service to us; an error where it cannot be said.
Result<bool> needs_service(Registry& registry) {
    const auto ours = config_is_ours(registry);
    if (ours) return true;
    if (ours.error().code == ErrorCode::unsupported) return false;
    return ours.error();
}

Result<void> check_owner(Registry& registry) {
    if (const auto by = registry.get(kUpsmdKey, "InstalledBy"))
        return Error{ErrorCode::in_use, "upsmd was installed by " + by->text + ": remove it in Windows' list of programs", 0};
    const auto path = registry.get(own_service_key(), "ImagePath");
    if (!path) return path.error().code == ErrorCode::not_found ? Result<void>() : path.error();
    if (path->text == "\"" + service_program() + "\"") return {};
    return Error{ErrorCode::in_use, "the service upsmd is another folder's: " + path->text, 0};
}

Result<void> remove_event_source(Registry& registry) {
    const auto removed = registry.remove_key(kEventSourceKey);
    return removed || removed.error().code == ErrorCode::not_found ? Result<void>() : removed.error();
}

Result<void> remove_minidriver(InstallationLog& log) {
    const std::string path = installed_dll();
    const std::wstring wide = to_wide(path);
    if (DeleteFileW(wide.c_str())) {
        log.push_back("removed " + path);
        return {};
    }
    const DWORD number = GetLastError();
    if (number == ERROR_FILE_NOT_FOUND) return {};
    // A program has it loaded.
    if (!MoveFileExW(wide.c_str(), nullptr, MOVEFILE_DELAY_UNTIL_REBOOT)) return windows_error("cannot remove " + path, number);
    log.push_back(path + " is in use and goes when the system is started again");
    return {};
}

}  // namespace

Result<InstallationLog> install(Registry& registry) {
    const auto with_service = needs_service(registry);
    if (!with_service) return with_service.error();
    if (const auto complete = check_parts(*with_service); !complete) return complete.error();
    const auto state = service_state(kServiceName);
    if (!state) return state.error();
    if (*state != ServiceState::missing)
        return Error{ErrorCode::in_use, "the service upsmd is there already: `upsmd uninstall`, or Windows' list of programs, removes it", 0};

    Undo undo;
    std::vector<std::function<Result<void>()>> steps{[&] { return copy_minidriver(undo); },
                                                     [&] { return make_key(registry, kUpsKey, undo); },
                                                     [&] { return register_models(registry, undo); }};
    if (*with_service) {
        steps.insert(steps.end(), {[&] { return make_key(registry, kUpsConfigKey, undo); },
                                   [&] { return make_key(registry, kUpsStatusKey, undo); },
                                   // The service watches it only if it is there.
                                   [&] { return make_key(registry, kUpsmdKey, undo); },
                                   [&] { return register_events(registry, undo); }, [&] { return register_service(undo); },
                                   [] { return start_service(kServiceName); }});
    }
    for (const auto& step : steps)
        if (const auto done = step(); !done) return done.error();
    undo.forget();
    if (*with_service)
        return InstallationLog{"installed " + installed_dll(), "the service upsmd runs: " + service_program(),
                               "choose a UPS: upsmd select VENDOR MODEL --port PORT"};
    return InstallationLog{"installed " + installed_dll(),
                           "this system has a UPS service of its own: choose the UPS in Power Options > UPS"};
}

Result<InstallationLog> uninstall(Registry& registry) {
    const auto with_service = needs_service(registry);
    if (!with_service) return with_service.error();
    const auto state = service_state(kServiceName);
    if (!state) return state.error();
    const bool has_service = *state != ServiceState::missing;
    if (!has_service && !is_file(installed_dll()))
        return Error{ErrorCode::not_found, "neither the service upsmd nor " + installed_dll() + " is there", 0};
    if (const auto ours = check_owner(registry); !ours) return ours.error();

    InstallationLog log;
    const std::vector<std::function<Result<void>()>> steps{
        [&] { return has_service ? stop_service(kServiceName) : Result<void>(); },
        [&] { return has_service ? delete_service(kServiceName) : Result<void>(); },
        [&] { return remove_event_source(registry); },
        [&] { return remove_service_providers(registry); },
        [&] { return remove_minidriver(log); }};
    for (const auto& step : steps)
        if (const auto done = step(); !done) return done.error();
    remove_if_empty(registry, kServiceProvidersKey);
    remove_if_empty(registry, kUpsmdKey);
    // Another maker's models mean another maker's minidriver or service.
    if (*with_service && !has_key(registry, kServiceProvidersKey) && has_key(registry, kUpsStatusKey))
        if (const auto removed = registry.remove_key(kUpsStatusKey); !removed) return removed.error();
    if (has_service) log.push_back("the service upsmd is removed");
    log.push_back("the settings stay (UPS\\Config, SOFTWARE\\upsmd)");
    return log;
}

}  // namespace upsmd
