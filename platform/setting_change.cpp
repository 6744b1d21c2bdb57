// Settings written: what they hold is checked first, by the very code that will read them.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/model_choice.h"
#include "platform/reg_data.h"
#include "platform/service_settings.h"
#include "platform/setting_table.h"
#include "platform/settings_registry.h"
#include "platform/ups_keys.h"

namespace upsmd {
namespace {

// The registry as it would be with one more value.
class Preview final : public Registry {
  public:
    Preview(Registry& below, const SettingInfo& setting, RegValue value)
        : below_(below), setting_(setting), value_(std::move(value)) {}

    Result<RegValue> get(std::string_view key, std::string_view name) override {
        if (key == setting_key(setting_) && name == setting_.name) return value_;
        return below_.get(key, name);
    }
    // Where nothing is there yet, not even the UPS key, the value is looked at all the same.
    Result<std::vector<std::string>> value_names(std::string_view key) override {
        auto names = below_.value_names(key);
        if (!names && names.error().code == ErrorCode::not_found) return std::vector<std::string>();
        return names;
    }
    Result<std::vector<std::string>> key_names(std::string_view key) override { return below_.key_names(key); }
    Result<void> set(std::string_view, std::string_view, const RegValue&) override { return refuse(); }
    Result<void> remove_value(std::string_view, std::string_view) override { return refuse(); }
    Result<void> remove_key(std::string_view) override { return refuse(); }
    Result<std::unique_ptr<Watch>> watch(std::string_view, std::function<void()>) override { return refuse(); }

  private:
    static Error refuse() { return Error{ErrorCode::unsupported, "a preview is only read", 0}; }

    Registry& below_;
    const SettingInfo& setting_;
    RegValue value_;
};

// Everything that a minidriver and the service would say.
std::vector<std::string> problems(Registry& registry) {
    std::vector<std::string> found = read_service_settings(registry).complaints;
    const auto add = [&found](const std::vector<std::string>& more) { found.insert(found.end(), more.begin(), more.end()); };
    add(read_log_settings(registry).complaints);
    const auto minidriver = read_minidriver_settings(registry);
    if (minidriver) add(minidriver->complaints);
    else found.push_back(minidriver.error().message);
    return found;
}

std::optional<std::uint32_t> number_of(const std::string& text) {
    const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
    const char* const begin = text.data() + (is_hex ? 2 : 0);
    const char* const end = text.data() + text.size();
    std::uint32_t number = 0;
    const auto read = std::from_chars(begin, end, number, is_hex ? 16 : 10);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return number;
}

bool is_choice(std::string_view choices, const std::string& text) {
    while (!choices.empty()) {
        const std::size_t end = std::min(choices.find(", "), choices.size());
        if (choices.substr(0, end) == text) return true;
        choices.remove_prefix(std::min(end + 2, choices.size()));
    }
    return false;
}

Result<RegValue> value_of(const SettingInfo& setting, const std::string& text) {
    const auto wrong = [&] {
        return Error{ErrorCode::invalid_argument, fmt::format("{}: \"{}\" is not {}", setting.name, text, setting_range(setting)), 0};
    };
    switch (setting.kind) {
        case SettingInfo::Kind::number: {
            const auto number = number_of(text);
            if (!number || *number < setting.low || *number > setting.high) return wrong();
            return RegValue::dword(*number);
        }
        case SettingInfo::Kind::choice:
            if (!is_choice(setting.choices, text)) return wrong();
            return RegValue::sz(text);
        case SettingInfo::Kind::path:
            return text.find('%') == std::string::npos ? RegValue::sz(text) : RegValue::expand_sz(text);
        case SettingInfo::Kind::text: return RegValue::sz(text);
        case SettingInfo::Kind::shown: break;
    }
    return Error{ErrorCode::unsupported, fmt::format("{} is not set by hand: {}", setting.name, setting.meaning), 0};
}

Result<void> may_write(Registry& registry, const SettingInfo& setting) {
    return setting.in_config ? config_is_ours(registry) : Result<void>();
}

}  // namespace

Result<void> change_setting(Registry& registry, const SettingInfo& setting, const std::string& text) {
    const auto value = value_of(setting, text);
    if (!value) return value.error();
    if (auto ours = may_write(registry, setting); !ours) return ours;
    const std::vector<std::string> before = problems(registry);
    Preview preview(registry, setting, *value);
    for (const std::string& problem : problems(preview))
        if (std::ranges::find(before, problem) == before.end())
            return Error{ErrorCode::invalid_argument, fmt::format("{} = \"{}\": {}", setting.name, text, problem), 0};
    return registry.set(setting_key(setting), setting.name, *value);
}

Result<void> reset_setting(Registry& registry, const SettingInfo& setting) {
    if (auto ours = may_write(registry, setting); !ours) return ours;
    const auto removed = registry.remove_value(setting_key(setting), setting.name);
    if (removed || removed.error().code == ErrorCode::not_found) return {};
    return removed.error();
}

}  // namespace upsmd
