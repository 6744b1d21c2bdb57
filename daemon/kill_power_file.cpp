#include "daemon/kill_power_file.h"

#include <fmt/format.h>

#include <utility>

#include "daemon/toml_table.h"
#include "daemon/ups_reader.h"
#include "daemon/whole_file.h"
#include "platform/found_line.h"
#include "platform/setting_table.h"

namespace upsmd::daemon {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') out += fmt::format("\\{}", c);
        else if (byte < 0x20 || byte == 0x7f) out += fmt::format("\\u{:04x}", byte);
        else out += c;
    }
    return out + '"';
}

}  // namespace

std::string kill_orders_text(const std::vector<KillOrder>& orders) {
    std::string text = "# Written by upsmdd: this shutdown is to turn these UPSes off.\n";
    for (const KillOrder& order : orders) {
        text += fmt::format("[[ups]]\nname = {}\nport = {}\ndelay = {}\n", quoted(order.ups.name),
                            quoted(order.ups.port), order.delay.count());
        for (const auto& [name, value] : order.ups.options) {
            const SettingInfo* const option = find_ups_option(name);
            const bool is_number = option != nullptr && option->kind == SettingInfo::Kind::number;
            text += fmt::format("{} = {}\n", snake_case(name), is_number ? value : quoted(value));
        }
        if (!order.remembered.empty()) text += fmt::format("remembered = {}\n", quoted(order.remembered));
    }
    return text;
}

KillOrdersRead read_kill_orders(std::string_view text) {
    KillOrdersRead read;
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        const toml::source_position at = parsed.error().source().begin;
        read.problems.push_back({at.line, at.column, std::string(parsed.error().description())});
        return read;
    }
    TomlTable file(parsed.table(), "", read.problems);
    for (const toml::table* const section : file.tables("ups")) {
        const std::size_t problems = read.problems.size();
        TomlTable table(*section, "[[ups]]", read.problems);
        KillOrder order;
        order.ups.name = read_name(table, "ups");
        read_how_spoken_to(table, order.ups);
        order.delay = std::chrono::seconds(table.number("delay", 0, 86400, "s").value_or(0));
        order.remembered = table.text("remembered").value_or("");
        const auto choice = resolve_ups_options(order.ups.name, order.ups.options);
        const auto found = parse_found_line(order.remembered, order.ups.port);
        const bool is_known = found && found->protocol != nullptr;
        if (choice && !choice->protocol->probes.empty() && !is_known)
            table.problem("remembered", "has to say what the UPS speaks: here nothing is looked for");
        if (!table.has("delay")) table.problem("has no delay");
        if (read.problems.size() == problems) read.orders.push_back(std::move(order));
    }
    return read;
}

Result<void> KillPowerFile::remove_old() { return remove_file(path_); }

Result<void> KillPowerFile::order(const std::string& who, std::vector<KillOrder> orders) {
    orders_[who] = std::move(orders);
    return write();
}

Result<void> KillPowerFile::drop(const std::string& who) {
    if (orders_.erase(who) == 0) return {};
    return orders_.empty() ? remove_file(path_) : write();
}

Result<void> KillPowerFile::write() {
    std::vector<KillOrder> all;
    for (const auto& [who, orders] : orders_) all.insert(all.end(), orders.begin(), orders.end());
    return write_file(path_, kill_orders_text(all));
}

}  // namespace upsmd::daemon
