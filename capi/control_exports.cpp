// The functions of upsmd.h that tell a UPS something.
#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "capi/context.h"

using namespace upsmd;
using namespace upsmd::capi;

namespace {

upsmd_error submit(upsmd_ups& ups, UpsRequest request, Completion completion) {
    const std::string name = request.name;
    if (ups.closed) return ups.error.keep(UPSMD_E_CLOSED, fmt::format("{}: {}: closed", ups.port, name));
    if (ups.context.submit(ups, std::move(request), completion)) return UPSMD_OK;
    return ups.error.keep(UPSMD_E_IN_USE, fmt::format("{}: {}: {} others wait already", ups.port, name,
                                                      UpsRequests::kMostWaiting));
}

}  // namespace

extern "C" {

upsmd_error upsmd_command(upsmd_ups* ups, const char* name, int32_t argument, upsmd_done_fn done, void* user) {
    if (ups == nullptr) return UPSMD_E_INVALID;
    return guarded(&ups->error, [&] {
        if (name == nullptr) return ups->error.keep(UPSMD_E_INVALID, ups->port + ": upsmd_command: name is NULL");
        const auto control = make_control_request(
            name, argument == UPSMD_NO_ARGUMENT ? std::nullopt : std::optional<std::int64_t>(argument));
        if (!control) return ups->error.keep(code_of(control.error().code),
                                             fmt::format("{}: {}", ups->port, control.error().message));
        UpsRequest request;
        request.name = name;
        request.control = *control;
        return submit(*ups, std::move(request), {done, user});
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
        UpsRequest request;
        request.name = name;
        request.variable = *variable;
        request.value = value;
        return submit(*ups, std::move(request), {done, user});
    });
}

}  // extern "C"
