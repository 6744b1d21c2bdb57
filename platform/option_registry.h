// Options as the settings' reader wants them: a registry that holds nothing else, so that one piece of code knows what
// a setting may be.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "platform/registry.h"

namespace upsmd {

// Thread: one.
class OptionRegistry final : public Registry {
  public:
    // name: of platform/setting_table.h, below our own key.
    void add(const std::string& name, RegValue value) { values_[name] = std::move(value); }

    Result<RegValue> get(std::string_view key, std::string_view name) override;
    Result<std::vector<std::string>> value_names(std::string_view) override { return std::vector<std::string>(); }
    Result<std::vector<std::string>> key_names(std::string_view) override { return std::vector<std::string>(); }
    Result<void> set(std::string_view, std::string_view, const RegValue&) override { return refuse(); }
    Result<void> remove_value(std::string_view, std::string_view) override { return refuse(); }
    Result<void> remove_key(std::string_view) override { return refuse(); }
    Result<std::unique_ptr<Watch>> watch(std::string_view, std::function<void()>) override { return refuse(); }

  private:
    static Error refuse() { return Error{ErrorCode::unsupported, "options are only read", 0}; }

    std::map<std::string, RegValue, std::less<>> values_;
};

}  // namespace upsmd
