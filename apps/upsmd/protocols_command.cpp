#include "apps/upsmd/protocols_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "apps/upsmd/json_value.h"
#include "core/catalog.h"

namespace upsmd {
namespace {

bool is_probed(const Protocol& wanted) {
    for (const Protocol* const protocol : protocol_catalog())
        for (const Probe& probe : protocol->probes)
            for (const ProbeAnswer& answer : probe.answers)
                if (answer.protocol == &wanted) return true;
    return false;
}

const char* schedule_name(Schedule schedule) {
    switch (schedule) {
        case Schedule::status:
        case Schedule::status_part: return "status";
        case Schedule::identity: return "identity";
        case Schedule::measurement: return "measurement";
        case Schedule::never: return "decode only";
    }
    return "decode only";
}

nlohmann::ordered_json as_json(const Protocol& protocol) {
    nlohmann::ordered_json object{{"name", protocol.name},
                                  {"description", protocol.description},
                                  {"baud", protocol.line.baud},
                                  {"found_by_auto", is_probed(protocol)},
                                  {"contact_closure", protocol.lines_only},
                                  {"controls", nlohmann::ordered_json::array()},
                                  {"settings", nlohmann::ordered_json::array()},
                                  {"queries", nlohmann::ordered_json::array()}};
    for (const ControlRow& row : protocol.controls) object["controls"].push_back(control_name(row.control));
    for (const SettingRow& row : protocol.settings) object["settings"].push_back(variable_name(row.variable));
    for (const Query& query : protocol.queries)
        object["queries"].push_back({{"name", query.name}, {"asked_for", schedule_name(query.schedule)}});
    return object;
}

void print_json() {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Protocol* const protocol : protocol_catalog()) all.push_back(as_json(*protocol));
    fmt::print(stdout, "{}\n", one_line(all));
}

void print_table() {
    std::size_t width = 0;
    for (const Protocol* const protocol : protocol_catalog()) width = std::max(width, protocol->name.size());
    for (const Protocol* const protocol : protocol_catalog()) {
        const std::string baud = protocol->lines_only ? "lines" : std::to_string(protocol->line.baud);
        const char* const found = is_probed(*protocol) ? "auto" : "";
        fmt::print(stdout, "{:<{}}  {:>5}  {:<4}  {}\n", protocol->name, width, baud, found, protocol->description);
    }
}

}  // namespace

void add_protocols_command(CLI::App& app, int& exit_code) {
    CLI::App* const command =
        app.add_subcommand("protocols", "The protocols that upsmd knows: name, baud, found by auto or not, what it is");
    const auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "One JSON array, with the controls, settings and queries of each");
    command->callback([json, &exit_code] {
        *json ? print_json() : print_table();
        exit_code = 0;
    });
}

}  // namespace upsmd
