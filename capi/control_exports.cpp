// The functions of upsmd.h that tell a UPS something.
#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "capi/context.h"

using namespace upsmd;
using namespace upsmd::capi;

namespace {

// A unit that is silent on half of what it is asked takes this long at the most to tell the rest.
constexpr std::chrono::seconds kPatience{20};
constexpr std::int32_t kMostSeconds = 86400;
constexpr std::int32_t kMostMinutes = 999;

bool takes_seconds(Control control) {
    return control == Control::shutdown_return || control == Control::shutdown_stayoff;
}

// What is wrong with the argument; empty: nothing.
std::string wrong_argument(Control control, std::int32_t argument) {
    if (takes_seconds(control))
        return argument >= 0 && argument <= kMostSeconds
                   ? ""
                   : fmt::format("needs 0 to {} seconds, not {}", kMostSeconds, argument);
    if (control == Control::test_battery_start)
        return argument >= 1 && argument <= kMostMinutes
                   ? ""
                   : fmt::format("needs 1 to {} minutes, not {}", kMostMinutes, argument);
    return argument == UPSMD_NO_ARGUMENT ? "" : fmt::format("takes no argument, {} is given", argument);
}

upsmd_error submit(upsmd_ups& ups, Request request) {
    if (ups.closed) return ups.error.keep(UPSMD_E_CLOSED, fmt::format("{}: {}: closed", ups.port, request.name));
    request.patience = std::chrono::steady_clock::now() + kPatience;
    const std::string name = request.name;
    if (ups.context.submit(ups, std::move(request))) return UPSMD_OK;
    return ups.error.keep(UPSMD_E_IN_USE,
                          fmt::format("{}: {}: {} others wait already", ups.port, name, Controls::kMostWaiting));
}

}  // namespace

extern "C" {

upsmd_error upsmd_command(upsmd_ups* ups, const char* name, int32_t argument, upsmd_done_fn done, void* user) {
    if (ups == nullptr) return UPSMD_E_INVALID;
    return guarded(&ups->error, [&] {
        if (name == nullptr) return ups->error.keep(UPSMD_E_INVALID, ups->port + ": upsmd_command: name is NULL");
        const auto control = control_by_name(name);
        if (!control)
            return ups->error.keep(UPSMD_E_NOT_FOUND, fmt::format("{}: no command is called \"{}\"", ups->port, name));
        if (const std::string wrong = wrong_argument(*control, argument); !wrong.empty())
            return ups->error.keep(UPSMD_E_INVALID, fmt::format("{}: {}: {}", ups->port, name, wrong));
        Request request;
        request.name = name;
        request.completion = {done, user};
        request.control.emplace();
        request.control->control = *control;
        if (takes_seconds(*control)) request.control->delay = std::chrono::seconds(argument);
        if (*control == Control::test_battery_start) request.control->test_length = std::chrono::minutes(argument);
        return submit(*ups, std::move(request));
    });
}

upsmd_error upsmd_turn_off(upsmd_ups* ups, int32_t delay, upsmd_done_fn done, void* user) {
    return upsmd_command(ups, "shutdown.return", delay, done, user);
}

upsmd_error upsmd_set_value(upsmd_ups* ups, const char* name, const char* value, upsmd_done_fn done, void* user) {
    if (ups == nullptr) return UPSMD_E_INVALID;
    return guarded(&ups->error, [&] {
        if (name == nullptr || value == nullptr)
            return ups->error.keep(UPSMD_E_INVALID, ups->port + ": upsmd_set_value: name or value is NULL");
        const auto variable = variable_by_name(name);
        if (!variable)
            return ups->error.keep(UPSMD_E_NOT_FOUND, fmt::format("{}: no value is called \"{}\"", ups->port, name));
        Request request;
        request.name = name;
        request.completion = {done, user};
        request.variable = *variable;
        request.value = value;
        return submit(*ups, std::move(request));
    });
}

}  // extern "C"
