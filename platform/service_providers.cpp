#include "platform/service_providers.h"

#include <fmt/format.h>

#include "core/ups_models.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

std::string vendor_key(const UpsModel& model) { return fmt::format("{}\\{}", kServiceProvidersKey, model.vendor); }

Error at(const UpsModel& model, const Error& error) {
    return Error{error.code, fmt::format("{}\\{}: {}", vendor_key(model), model.model, error.message), error.native};
}

bool is_missing(const Error& error) { return error.code == ErrorCode::not_found; }

Result<void> remove_if_empty(Registry& registry, const UpsModel& model) {
    const std::string key = vendor_key(model);
    const auto values = registry.value_names(key);
    if (!values) return is_missing(values.error()) ? Result<void>() : at(model, values.error());
    const auto keys = registry.key_names(key);
    if (!keys) return at(model, keys.error());
    if (!values->empty() || !keys->empty()) return {};
    if (const auto removed = registry.remove_key(key); !removed) return at(model, removed.error());
    return {};
}

bool is_ours(const RegValue& value, const UpsModel& model) {
    return value == RegValue::sz(service_provider_value(model)) || (value.type == RegType::sz && value.text.ends_with(";upsmd.dll"));
}

}  // namespace

Result<void> write_service_providers(Registry& registry) {
    for (const UpsModel& model : ups_models()) {
        // Another maker's driver for a model of that name, Windows' own among them.
        const auto there = registry.get(vendor_key(model), model.model);
        const bool missing = !there && is_missing(there.error());
        if (!missing && (!there || !is_ours(*there, model))) continue;
        const auto written = registry.set(vendor_key(model), model.model, RegValue::sz(service_provider_value(model)));
        if (!written) return at(model, written.error());
    }
    return {};
}

Result<void> remove_service_providers(Registry& registry) {
    for (const UpsModel& model : ups_models()) {
        const auto value = registry.get(vendor_key(model), model.model);
        // Of a type that is none of ours: somebody else's.
        if (!value && value.error().code != ErrorCode::malformed && !is_missing(value.error()))
            return at(model, value.error());
        if (!value || *value != RegValue::sz(service_provider_value(model))) continue;
        const auto removed = registry.remove_value(vendor_key(model), model.model);
        if (!removed) return at(model, removed.error());
        if (auto emptied = remove_if_empty(registry, model); !emptied) return emptied;
    }
    return {};
}

}  // namespace upsmd
