#include "capi/options.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "platform/reg_data.h"
#include "platform/setting_table.h"

namespace upsmd::capi {
namespace {

constexpr SettingInfo kWaitForPort{"WaitForPort", false, SettingInfo::Kind::number, 0, 1, "", "", "0", ""};

upsmd_error set(upsmd_options& options, std::string_view name, const char* value) {
    const SettingInfo* const option = same_reg_name(kWaitForPort.name, name) ? &kWaitForPort : find_ups_option(name);
    if (option == nullptr) return options.error.keep(UPSMD_E_NOT_FOUND, fmt::format("there is no option \"{}\"", name));
    if (value == nullptr) {
        options.values.erase(std::string(option->name));
        return UPSMD_OK;
    }
    if (const auto fits = check_ups_option(*option, value); !fits)
        return options.error.keep(UPSMD_E_INVALID, fits.error().message);
    options.values[std::string(option->name)] = value;
    return UPSMD_OK;
}

}  // namespace

Result<Choice> resolve(const std::string& port, const upsmd_options* options) {
    UpsOptions values;
    if (options != nullptr) values = options->values;
    const auto wait = values.extract(std::string(kWaitForPort.name));
    Result<UpsChoice> chosen = resolve_ups_options(port, std::move(values));
    if (!chosen) return chosen.error();
    Choice choice;
    static_cast<UpsChoice&>(choice) = std::move(*chosen);
    choice.wait_for_port = !wait.empty() && wait.mapped() == "1";
    return choice;
}

}  // namespace upsmd::capi

using namespace upsmd::capi;

extern "C" {

upsmd_error upsmd_options_new(upsmd_options** options) {
    if (options == nullptr) return UPSMD_E_INVALID;
    *options = nullptr;
    return guarded(nullptr, [&] {
        *options = std::make_unique<upsmd_options>().release();
        return UPSMD_OK;
    });
}

void upsmd_options_free(upsmd_options* options) { delete options; }

upsmd_error upsmd_options_set(upsmd_options* options, const char* name, const char* value) {
    if (options == nullptr) return UPSMD_E_INVALID;
    return guarded(&options->error, [&] {
        if (name == nullptr) return options->error.keep(UPSMD_E_INVALID, "upsmd_options_set: name is NULL");
        return set(*options, name, value);
    });
}

}  // extern "C"
