#include "platform/model_choice.h"

#include <fmt/format.h>

#include <array>

#include "platform/ups_keys.h"

namespace upsmd {
namespace {

constexpr std::uint32_t kInstalled = 0x01;

struct Step {
    const char* key;
    const char* name;
    RegValue value;  // empty text: our own values are removed
};

Result<void> carry_out(Registry& registry, const Step& step) {
    const bool removed = step.key == kUpsmdKey && step.value.text.empty();
    const Result<void> done =
        removed ? registry.remove_value(step.key, step.name) : registry.set(step.key, step.name, step.value);
    if (done || (removed && done.error().code == ErrorCode::not_found)) return {};
    return Error{done.error().code, fmt::format("{}\\{}: {}", step.key, step.name, done.error().message),
                 done.error().native};
}

}  // namespace

Result<void> config_is_ours(Registry& registry) {
    for (const char* const name : {"Type", "Start", "ImagePath"}) {
        const auto value = registry.get(kUpsKey, name);
        if (!value && value.error().code == ErrorCode::not_found) continue;
        if (!value && value.error().code != ErrorCode::malformed) return value.error();
        return Error{ErrorCode::unsupported,
                     fmt::format("{} belongs to the system's own UPS service (it has {}): "
                                 "choose the UPS in Power Options > UPS",
                                 kUpsKey, name),
                     0};
    }
    return {};
}

Result<void> select_model(Registry& registry, const UpsModel& model, const std::string& port) {
    if (const auto ours = config_is_ours(registry); !ours) return ours;
    const Cable* const cable = cable_by_name(model.cable);
    const auto mask = cable != nullptr ? options_for(*cable) : std::nullopt;
    const std::string protocol(mask ? "" : cable != nullptr ? "simple" : model.protocol);
    const std::string cable_name(mask ? "" : model.cable);
    const std::array steps{
        Step{kUpsConfigKey, "Options", RegValue::dword(0)},
        Step{kUpsConfigKey, "ServiceProviderDLL", RegValue::sz("")},
        Step{kUpsmdKey, "Cable", RegValue::sz(cable_name)},
        Step{kUpsmdKey, "Protocol", RegValue::sz(protocol)},
        Step{kUpsConfigKey, "Vendor", RegValue::sz(std::string(model.vendor))},
        Step{kUpsConfigKey, "Model", RegValue::sz(std::string(model.model))},
        Step{kUpsConfigKey, "Port", RegValue::sz(port)},
        Step{kUpsConfigKey, "ServiceProviderDLL", RegValue::sz(mask ? "" : "upsmd.dll")},
        Step{kUpsConfigKey, "Options", RegValue::dword(mask.value_or(kInstalled))},
    };
    for (const Step& step : steps)
        if (auto done = carry_out(registry, step); !done) return done;
    return {};
}

}  // namespace upsmd
