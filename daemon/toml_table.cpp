#include "daemon/toml_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "daemon/command_words.h"

namespace upsmd::daemon {
namespace {

// How many letters have to be changed, added or left out (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t corner = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
            corner = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
        }
    }
    return row.back();
}

std::string suggestion(std::string_view key, const std::vector<std::string>& known) {
    const auto nearest = std::ranges::min_element(known, {}, [key](const std::string& k) { return distance(key, k); });
    if (nearest == known.end() || distance(key, *nearest) > std::max<std::size_t>(1, key.size() / 3)) return {};
    return fmt::format("; did you mean {}?", *nearest);
}

std::string kind_name(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::string: return "a text";
        case toml::node_type::integer: return "a number";
        case toml::node_type::floating_point: return "a number with a point";
        case toml::node_type::boolean: return "true or false";
        case toml::node_type::array: return "an array";
        case toml::node_type::table: return "a table";
        default: return "a date or time";
    }
}

}  // namespace

const toml::node* TomlTable::find(std::string_view key) {
    known_.emplace_back(key);
    return table_.get(key);
}

void TomlTable::add(const toml::source_region& source, const std::string& text) {
    problems_.push_back({source.begin.line, source.begin.column, where_.empty() ? text : where_ + ": " + text});
}

void TomlTable::problem(std::string_view key, const std::string& text) {
    const toml::node* const node = table_.get(key);
    add(node != nullptr ? node->source() : table_.source(), fmt::format("{}: {}", key, text));
}

void TomlTable::problem(const std::string& text) { add(table_.source(), text); }

void TomlTable::wrong_kind(std::string_view key, const toml::node& node, std::string_view wanted) {
    problem(key, fmt::format("has to be {}, and is {}", wanted, kind_name(node)));
}

std::optional<std::string> TomlTable::text(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* const value = node->as_string()) {
        if (value->get().find('\0') == std::string::npos) return value->get();
        problem(key, "holds a character 0");
    } else {
        wrong_kind(key, *node, "a text in quotation marks");
    }
    return std::nullopt;
}

std::optional<std::int64_t> TomlTable::number(std::string_view key, std::int64_t low, std::int64_t high,
                                              std::string_view unit) {
    const toml::node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    const std::string range = fmt::format("{}..{}{}{}", low, high, unit.empty() ? "" : " ", unit);
    const auto* const value = node->as_integer();
    if (value == nullptr) {
        wrong_kind(key, *node, "a number, " + range);
        return std::nullopt;
    }
    if (value->get() >= low && value->get() <= high) return value->get();
    problem(key, fmt::format("{} has to be {}", value->get(), range));
    return std::nullopt;
}

std::optional<bool> TomlTable::flag(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* const value = node->as_boolean()) return value->get();
    wrong_kind(key, *node, "true or false");
    return std::nullopt;
}

std::optional<std::vector<std::string>> TomlTable::texts(std::string_view key) {
    const toml::node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    const auto* const array = node->as_array();
    std::vector<std::string> found;
    if (array != nullptr)
        for (const toml::node& element : *array)
            if (const auto* const value = element.as_string()) found.push_back(value->get());
    if (array != nullptr && found.size() == array->size()) return found;
    wrong_kind(key, *node, array != nullptr ? "an array of texts only" : "an array of texts");
    return std::nullopt;
}

std::optional<std::vector<std::string>> TomlTable::command(std::string_view key) {
    const toml::node* const node = table_.get(key);
    const bool is_text = node != nullptr && node->is_string();
    const auto line = is_text ? text(key) : std::nullopt;
    auto words = is_text ? (line ? split_words(*line) : std::nullopt) : texts(key);
    if (line && !words) problem(key, "has an open quotation mark, or ends with a backslash");
    if (words && (words->empty() || words->front().empty())) {
        problem(key, "names no program");
        return std::nullopt;
    }
    return words;
}

std::optional<std::string> TomlTable::text_or_number(std::string_view key) {
    const toml::node* const node = table_.get(key);
    if (node == nullptr || node->is_string()) return text(key);
    (void)find(key);
    if (const auto* const value = node->as_integer()) return std::to_string(value->get());
    if (const auto* const value = node->as_floating_point()) return fmt::format("{}", value->get());
    wrong_kind(key, *node, "a number or a text");
    return std::nullopt;
}

const toml::table* TomlTable::table(std::string_view key) {
    const toml::node* const node = find(key);
    if (node != nullptr && !node->is_table()) wrong_kind(key, *node, "a table");
    return node != nullptr ? node->as_table() : nullptr;
}

std::vector<const toml::table*> TomlTable::tables(std::string_view key) {
    std::vector<const toml::table*> found;
    const toml::node* const node = find(key);
    if (node == nullptr) return found;
    const auto* const array = node->as_array();
    if (array != nullptr)
        for (const toml::node& element : *array)
            if (const auto* const table = element.as_table()) found.push_back(table);
    if (array == nullptr || found.size() != array->size())
        problem(key, fmt::format("sections begin with [[{}]]", key));
    return found;
}

std::optional<std::string> TomlTable::choice(std::string_view key, const std::vector<std::string_view>& choices) {
    auto value = text(key);
    if (!value || std::ranges::find(choices, *value) != choices.end()) return value;
    problem(key, fmt::format("\"{}\" has to be one of {}", *value, fmt::join(choices, ", ")));
    return std::nullopt;
}

void TomlTable::refuse_unknown_keys() {
    for (const auto& [key, node] : table_) {
        const std::string_view name = key.str();
        if (std::ranges::find(known_, name) == known_.end())
            add(key.source(), fmt::format("there is no key {}{}", name, suggestion(name, known_)));
    }
}

}  // namespace upsmd::daemon
