#include "nut/publication.h"

#include <fmt/format.h>

#include <algorithm>

#include "nut/words.h"

namespace upsmd::nut {
namespace {

std::string value_line(const std::string& name, const std::string& value) {
    return fmt::format("SETINFO {} {}\n", name, quoted(value));
}

std::string removal_line(const std::string& name) { return fmt::format("DELINFO {}\n", name); }

std::string writable_lines(const std::string& name, const Writable& writable) {
    std::string lines;
    for (const std::string& value : writable.values) lines += fmt::format("ADDENUM {} {}\n", name, quoted(value));
    for (const auto& [low, high] : writable.ranges) lines += fmt::format("ADDRANGE {} {} {}\n", name, low, high);
    if (writable.max_length != 0) lines += fmt::format("SETAUX {} {}\n", name, writable.max_length);
    return lines + fmt::format("SETFLAGS {} RW{}{}\n", name, writable.is_string ? " STRING" : "",
                               writable.is_number ? " NUMBER" : "");
}

}  // namespace

void Publication::set(const std::string& name, std::string value) {
    const auto [at, added] = variables_.try_emplace(name);
    if (!added && at->second.value == value) return;
    at->second.value = std::move(value);
    tell_(value_line(name, at->second.value));
}

void Publication::remove(const std::string& name) {
    if (variables_.erase(name) != 0) tell_(removal_line(name));
}

void Publication::allow(const std::string& name, std::optional<Writable> writable) {
    const auto found = variables_.find(name);
    if (found == variables_.end() || found->second.writable == writable) return;
    // What it could take before is taken back with it.
    if (found->second.writable) tell_(removal_line(name) + value_line(name, found->second.value));
    found->second.writable = std::move(writable);
    if (found->second.writable) tell_(writable_lines(name, *found->second.writable));
}

void Publication::set_commands(std::set<std::string> commands) {
    std::string lines;
    for (const std::string& old : commands_)
        if (!commands.contains(old)) lines += fmt::format("DELCMD {}\n", old);
    for (const std::string& fresh : commands)
        if (!commands_.contains(fresh)) lines += fmt::format("ADDCMD {}\n", fresh);
    commands_ = std::move(commands);
    if (!lines.empty()) tell_(lines);
}

void Publication::set_data(Data data) {
    if (data == data_) return;
    data_ = data;
    if (data != Data::unknown) tell_(data == Data::fresh ? "DATAOK\n" : "DATASTALE\n");
}

const Publication::Entry* Publication::entry(std::string_view name) const {
    const auto found =
        std::ranges::find_if(variables_, [name](const Entry& each) { return is_same_name(each.first, name); });
    return found != variables_.end() ? &*found : nullptr;
}

const std::string* Publication::find(std::string_view name) const {
    const Entry* const found = entry(name);
    return found != nullptr ? &found->second.value : nullptr;
}

bool Publication::is_writable(std::string_view name) const {
    const Entry* const found = entry(name);
    return found != nullptr && found->second.writable.has_value();
}

const std::string* Publication::find_name(std::string_view name) const {
    const Entry* const found = entry(name);
    return found != nullptr ? &found->first : nullptr;
}

const std::string* Publication::find_command(std::string_view name) const {
    const auto found =
        std::ranges::find_if(commands_, [name](const std::string& each) { return is_same_name(each, name); });
    return found != commands_.end() ? &*found : nullptr;
}

std::vector<std::string> Publication::names() const {
    std::vector<std::string> names;
    for (const Entry& each : variables_) names.push_back(each.first);
    return names;
}

std::string Publication::dump() const {
    std::string lines = data_ == Data::stale ? "DATASTALE\n" : "";
    for (const auto& [name, variable] : variables_) {
        lines += value_line(name, variable.value);
        if (variable.writable) lines += writable_lines(name, *variable.writable);
    }
    for (const std::string& command : commands_) lines += fmt::format("ADDCMD {}\n", command);
    if (data_ == Data::fresh) lines += "DATAOK\n";
    return lines + "DUMPDONE\n";
}

std::string Publication::dump(std::string_view name) const {
    std::string lines = data_ == Data::stale ? "DATASTALE\n" : "";
    if (const Entry* const found = entry(name); found != nullptr) {
        lines += value_line(found->first, found->second.value);
        if (found->second.writable) lines += writable_lines(found->first, *found->second.writable);
    }
    if (data_ == Data::fresh) lines += "DATAOK\n";
    return lines + "DUMPDONE\n";
}

}  // namespace upsmd::nut
