// The content of one registry file in memory: keys and values in the order stored, with the lines they were
// read from, so that what nobody changed is written back byte for byte, comments included.
// Owned and used by one thread at a time. Nothing here does I/O or fails.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/reg_data.h"

namespace upsmd {

enum class RegEncoding { utf16le, utf8, utf8_with_bom };

// What a file looks like apart from its content. The default is what Registry Editor writes.
struct RegFileStyle {
    RegEncoding encoding = RegEncoding::utf16le;
    std::string line_break = "\r\n";
};

struct RegEntry {
    std::string name;  // empty: the key's default value
    RegData data;
    std::string lead;  // blank and comment lines before it, with their line breaks
    std::string
        text;  // its own lines with their line breaks; empty: the writer composes them from name and data
};

struct RegSection {
    std::string path;
    std::string folded_path;
    std::string lead;
    std::string text;
    std::list<RegEntry> entries;
    std::unordered_map<std::string, std::list<RegEntry>::iterator> by_name;  // folded names
};

class RegDocument {
  public:
    RegDocument() = default;
    // Sections and entries are indexed by iterators, which a move keeps and a copy would not.
    RegDocument(RegDocument&&) = default;
    RegDocument& operator=(RegDocument&&) = default;
    RegDocument(const RegDocument&) = delete;
    RegDocument& operator=(const RegDocument&) = delete;

    RegFileStyle style;
    std::string header;  // the first line as read; empty: composed by the writer
    std::string tail;    // comments after the last entry

    const std::list<RegSection>& sections() const { return sections_; }

    bool has_section(std::string_view key) const { return find_section(key) != nullptr; }

    // A key exists if it or anything below it is stored. Roots always exist.
    bool has_key(std::string_view key) const;
    const RegData* find(std::string_view key, std::string_view name) const;
    std::vector<std::string> value_names(std::string_view key) const;
    std::vector<std::string> key_names(std::string_view key) const;

    // The section of the key; made, with `lead` and `text`, where there is none. The parents exist by
    // implication. A root without values needs no section, but may have one.
    RegSection& section(std::string_view key, std::string lead = {}, std::string text = {});

    // Sets the value and drops the text it was read from. An equal value stays as it is.
    void set(std::string_view key, std::string_view name, const RegData& data);

    // The same for the reader of a file: keeps lead and text, and replaces even an equal value.
    static void put(RegSection& section, RegEntry entry);

    // False where there is nothing to remove.
    bool remove_value(std::string_view key, std::string_view name);
    // Removes everything below too; the parent goes on existing, as in the registry.
    bool remove_key(std::string_view key);

    // Text that is equal for two documents exactly when everything at and below the key is (order, case of
    // key names and comments do not count). Nothing where the key does not exist.
    std::optional<std::string> content_below(std::string_view key) const;

  private:
    const RegSection* find_section(std::string_view key) const;

    std::list<RegSection> sections_;
    std::unordered_map<std::string, std::list<RegSection>::iterator> by_path_;  // folded paths
};

}  // namespace upsmd
