#include "daemon/ups_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "daemon/policy_reader.h"
#include "platform/setting_table.h"

namespace upsmd::daemon {
namespace {

constexpr std::size_t kLongestName = 64;

bool is_name(std::string_view text) {
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    };
    return !text.empty() && text.size() <= kLongestName && text.front() != '.' && std::ranges::all_of(text, is_good);
}

// "rack-a: PollInterval: it holds …": the key that it is about, as this file writes it, and the rest.
void tell_option_problem(TomlTable& table, const std::string& name, std::string text) {
    if (text.starts_with(name + ": ")) text.erase(0, name.size() + 2);
    const std::size_t end = text.find_first_of(": ");
    const SettingInfo* const option = find_ups_option(text.substr(0, end));
    if (option == nullptr) return table.problem(text);
    text.erase(0, end != std::string::npos ? end : text.size());
    text.erase(0, text.find_first_not_of(": "));
    table.problem(snake_case(option->name), text);
}

void read_option(TomlTable& table, const SettingInfo& option, UpsConfig& ups) {
    const std::string key = snake_case(option.name);
    if (option.kind == SettingInfo::Kind::number) {
        const auto number = table.number(key, option.low, option.high,
                                         option.unit.substr(std::min<std::size_t>(1, option.unit.size())));
        if (number) ups.options[std::string(option.name)] = std::to_string(*number);
    } else if (const auto text = table.text_or_number(key)) {
        ups.options[std::string(option.name)] = *text;
    }
}

void read_port(TomlTable& table, UpsConfig& ups) {
    const auto port = table.text("port");
    if (!port && !table.has("port")) table.problem("has no port, such as port = \"/dev/serial/by-id/…\"");
    if (!port) return;
    if (!port->starts_with('/') && port->find("://") == std::string::npos)
        table.problem("port",
                      fmt::format("\"{}\" has to be the full path of a serial port, such as /dev/ttyS0", *port));
    ups.port = *port;
}

}  // namespace

std::string snake_case(std::string_view name) {
    std::string out;
    for (const char c : name) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (is_upper && !out.empty()) out += '_';
        out += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return out;
}

std::string read_name(TomlTable& table, const std::string& kind) {
    const auto name = table.text("name");
    if (!name && !table.has("name")) table.problem("has no name");
    if (!name) return {};
    if (is_name(*name)) {
        table.set_where(fmt::format("[[{}]] \"{}\"", kind, *name));
        return *name;
    }
    table.problem("name",
                  fmt::format("\"{}\" has to be 1 to {} letters, digits and - _ . (not first)", *name, kLongestName));
    return {};
}

void read_how_spoken_to(TomlTable& table, UpsConfig& ups) {
    read_port(table, ups);
    for (const SettingInfo* const option : ups_option_table()) read_option(table, *option, ups);
    if (const auto choice = resolve_ups_options(ups.name, ups.options); !choice)
        tell_option_problem(table, ups.name, choice.error().message);
}

UpsConfig read_ups(const toml::table& toml, std::vector<ConfigProblem>& problems) {
    TomlTable table(toml, "[[ups]]", problems);
    UpsConfig ups;
    ups.name = read_name(table, "ups");
    read_how_spoken_to(table, ups);
    if (const auto life = table.number("battery_life", 2, 720, "min")) ups.battery_life = std::chrono::minutes(*life);
    if (const auto rate = table.number("recharge_rate", 1, 250, "min")) ups.recharge_rate = std::chrono::minutes(*rate);
    if (const toml::table* const policy = table.table("policy"))
        ups.policy = read_policy(*policy, fmt::format("[ups.policy] of \"{}\"", ups.name), problems);
    table.refuse_unknown_keys();
    return ups;
}

}  // namespace upsmd::daemon
