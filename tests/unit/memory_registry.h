// A registry in memory for tests: behaves as platform/registry.h says, counts what is written, and can be told to fail.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platform/registry.h"

namespace upsmd::test {

class MemoryRegistry final : public Registry {
  public:
    // Keys exist once a value was set below them, or by add_key.
    void add_key(std::string_view key) { keys_.emplace(key); }

    std::optional<Error> fail_get;           // every get of a key that begins with fail_get_below
    std::string fail_get_below;
    std::optional<Error> fail_set;           // every set
    std::set<std::string> malformed;         // names of values of a type that is not supported
    std::vector<std::string> written;        // names, in order

    Result<RegValue> get(std::string_view key, std::string_view value) override {
        if (fail_get && std::string_view(key).starts_with(fail_get_below)) return *fail_get;
        const std::string name(value);
        if (malformed.contains(name)) return Error{ErrorCode::malformed, name + ": REG_BINARY", 0};
        const auto found = values_.find({std::string(key), name});
        if (found == values_.end()) return Error{ErrorCode::not_found, name + ": no such value", 0};
        return found->second;
    }

    Result<void> set(std::string_view key, std::string_view value, const RegValue& data) override {
        if (fail_set) return *fail_set;
        keys_.emplace(key);
        values_[{std::string(key), std::string(value)}] = data;
        written.emplace_back(value);
        return {};
    }

    Result<void> remove_value(std::string_view key, std::string_view value) override {
        values_.erase({std::string(key), std::string(value)});
        return {};
    }

    Result<void> remove_key(std::string_view key) override {
        std::erase_if(values_, [&](const auto& entry) { return entry.first.first == key; });
        keys_.erase(std::string(key));
        return {};
    }

    Result<std::vector<std::string>> value_names(std::string_view key) override {
        if (!keys_.contains(std::string(key))) return Error{ErrorCode::not_found, std::string(key) + ": no such key", 0};
        std::vector<std::string> names;
        for (const auto& [place, value] : values_)
            if (place.first == key) names.push_back(place.second);
        return names;
    }

    Result<std::vector<std::string>> key_names(std::string_view) override { return std::vector<std::string>(); }

    Result<std::unique_ptr<Watch>> watch(std::string_view, std::function<void()>) override {
        return Error{ErrorCode::unsupported, "no watch", 0};
    }

  private:
    std::set<std::string> keys_;
    std::map<std::pair<std::string, std::string>, RegValue> values_;
};

}  // namespace upsmd::test
