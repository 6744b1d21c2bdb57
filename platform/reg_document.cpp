#include "platform/reg_document.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace upsmd {

namespace {

bool is_root(std::string_view key) {
    return key.find('\\') == std::string_view::npos;
}

// Length first, so that no two different lists of fields give the same text.
void append_field(std::string& out, std::string_view field) {
    out.append(std::to_string(field.size())).append(":").append(field);
}

}  // namespace

const RegSection* RegDocument::find_section(std::string_view key) const {
    const auto found = by_path_.find(fold_reg_name(key));
    return found == by_path_.end() ? nullptr : &*found->second;
}

bool RegDocument::has_key(std::string_view key) const {
    const std::string folded = fold_reg_name(key);
    if (is_root(key) || by_path_.contains(folded)) return true;
    return std::any_of(sections_.begin(), sections_.end(), [&folded](const RegSection& section) {
        return is_at_or_below(section.folded_path, folded);
    });
}

const RegData* RegDocument::find(std::string_view key, std::string_view name) const {
    const RegSection* section = find_section(key);
    if (section == nullptr) return nullptr;
    const auto found = section->by_name.find(fold_reg_name(name));
    return found == section->by_name.end() ? nullptr : &found->second->data;
}

std::vector<std::string> RegDocument::value_names(std::string_view key) const {
    std::vector<std::string> names;
    if (const RegSection* section = find_section(key))
        for (const RegEntry& entry : section->entries) names.push_back(entry.name);
    return names;
}

std::vector<std::string> RegDocument::key_names(std::string_view key) const {
    const std::string folded = fold_reg_name(key);
    std::vector<std::string> names;
    std::unordered_set<std::string> seen;
    for (const RegSection& section : sections_) {
        if (section.folded_path.size() <= folded.size() || !is_at_or_below(section.folded_path, folded))
            continue;
        const std::string_view rest = std::string_view(section.path).substr(folded.size() + 1);
        const std::string_view name = rest.substr(0, rest.find('\\'));
        if (seen.insert(fold_reg_name(name)).second) names.emplace_back(name);
    }
    return names;
}

RegSection& RegDocument::section(std::string_view key, std::string lead, std::string text) {
    std::string folded = fold_reg_name(key);
    const auto found = by_path_.find(folded);
    if (found != by_path_.end()) return *found->second;
    RegSection made;
    made.path = key;
    made.folded_path = folded;
    made.lead = std::move(lead);
    made.text = std::move(text);
    const auto place = sections_.insert(sections_.end(), std::move(made));
    by_path_.emplace(std::move(folded), place);
    return *place;
}

void RegDocument::set(std::string_view key, std::string_view name, const RegData& data) {
    const RegData* present = find(key, name);
    if (present != nullptr && *present == data) return;
    RegEntry entry;
    entry.name = name;
    entry.data = data;
    put(section(key, style.line_break), std::move(entry));
}

void RegDocument::put(RegSection& section, RegEntry entry) {
    std::string folded = fold_reg_name(entry.name);
    const auto found = section.by_name.find(folded);
    if (found == section.by_name.end()) {
        const auto place = section.entries.insert(section.entries.end(), std::move(entry));
        section.by_name.emplace(std::move(folded), place);
        return;
    }
    RegEntry& old = *found->second;
    if (entry.name != old.name) {  // the registry keeps the spelling it has
        entry.name = old.name;
        entry.text.clear();
    }
    entry.lead = old.lead + entry.lead;
    old = std::move(entry);
}

bool RegDocument::remove_value(std::string_view key, std::string_view name) {
    const auto section = by_path_.find(fold_reg_name(key));
    if (section == by_path_.end()) return false;
    const auto entry = section->second->by_name.find(fold_reg_name(name));
    if (entry == section->second->by_name.end()) return false;
    section->second->entries.erase(entry->second);
    section->second->by_name.erase(entry);
    return true;
}

bool RegDocument::remove_key(std::string_view key) {
    const std::string folded = fold_reg_name(key);
    const std::string_view parent = parent_reg_key(key);
    bool removed = false;
    for (auto it = sections_.begin(); it != sections_.end();) {
        if (!is_at_or_below(it->folded_path, folded)) {
            ++it;
            continue;
        }
        by_path_.erase(it->folded_path);
        it = sections_.erase(it);
        removed = true;
    }
    if (removed && !parent.empty() && !has_key(parent)) section(parent, style.line_break);
    return removed;
}

std::optional<std::string> RegDocument::content_below(std::string_view key) const {
    if (!has_key(key)) return std::nullopt;
    const std::string folded = fold_reg_name(key);
    std::vector<std::string> lines;
    for (const RegSection& section : sections_) {
        // Keys that exist only because something lies below them count like stored ones.
        for (std::string_view at = section.folded_path; is_at_or_below(at, folded); at = parent_reg_key(at))
            append_field(lines.emplace_back(), at);
        if (!is_at_or_below(section.folded_path, folded)) continue;
        for (const RegEntry& entry : section.entries) {
            std::string& line = lines.emplace_back();
            append_field(line, section.folded_path);
            append_field(line, fold_reg_name(entry.name));
            append_field(line, std::to_string(entry.data.type));
            append_field(line, entry.data.bytes);
        }
    }
    std::sort(lines.begin(), lines.end());
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    std::string content;
    for (const std::string& line : lines) append_field(content, line);
    return content;
}

}  // namespace upsmd
