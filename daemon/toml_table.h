// One table of the configuration file, read key by key: a value of the wrong kind or out of range, and a key that
// nobody has asked for, become problems with their place. Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "daemon/config_reader.h"

namespace upsmd::daemon {

class TomlTable {
  public:
    // where: begins each message, "[[ups]] \"rack-a\""; may be empty. table and problems must outlive this.
    TomlTable(const toml::table& table, std::string where, std::vector<ConfigProblem>& problems)
        : table_(table), where_(std::move(where)), problems_(problems) {}

    // Each returns nothing where the key is missing, and where its value is a problem.
    std::optional<std::string> text(std::string_view key);
    std::optional<std::int64_t> number(std::string_view key, std::int64_t low, std::int64_t high,
                                       std::string_view unit);
    std::optional<bool> flag(std::string_view key);
    std::optional<std::vector<std::string>> texts(std::string_view key);
    // An array of texts, or one text that is split as a shell splits words (no variables, no patterns).
    std::optional<std::vector<std::string>> command(std::string_view key);
    // A text, or a number as text.
    std::optional<std::string> text_or_number(std::string_view key);
    const toml::table* table(std::string_view key);
    std::vector<const toml::table*> tables(std::string_view key);

    // One of `choices`.
    std::optional<std::string> choice(std::string_view key, const std::vector<std::string_view>& choices);

    bool has(std::string_view key) const { return table_.contains(key); }
    // A problem of this key's value, or of the table where there is no such key.
    void problem(std::string_view key, const std::string& text);
    // A problem of the table as a whole.
    void problem(const std::string& text);
    void set_where(std::string where) { where_ = std::move(where); }
    // The keys that nobody has asked for. Once, at the end.
    void refuse_unknown_keys();

  private:
    const toml::node* find(std::string_view key);
    void wrong_kind(std::string_view key, const toml::node& node, std::string_view wanted);
    void add(const toml::source_region& source, const std::string& text);

    const toml::table& table_;
    std::string where_;
    std::vector<ConfigProblem>& problems_;
    std::vector<std::string> known_;
};

}  // namespace upsmd::daemon
