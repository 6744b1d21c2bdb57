// What every protocol can do, found out: each one watches its simulated unit through an outage on virtual time. Prints one JSON
// object, protocol -> what it reported, can be told, and may be set. docs/protocols.md is made from it.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog.h"
#include "tests/sim/sim_world.h"

namespace {

using namespace upsmd;

struct Seen {
    std::set<std::string> variables;
    std::set<std::string> words;
};

void look(const testing::SimWorld& world, Seen& seen) {
    for (std::size_t i = 0; i < kVariableCount; ++i) {
        const auto variable = static_cast<Variable>(i);
        if (world.reading(0).get(variable).present()) seen.variables.insert(std::string(variable_name(variable)));
    }
    std::istringstream words(world.status(0));
    for (std::string word; words >> word;) seen.words.insert(word);
}

// Models that tell more, or other things, than the one that stands first.
const std::map<std::string_view, std::vector<sim::Options>> kFurtherUnits{
    {"bestups", {{{"code", "AX1"}}}},
    {"cyberpower", {{{"form", "R"}}}},
    {"tripplite-su", {{{"environment", "on"}}}},
    {"upscode2", {{{"phases", "3"}, {"type", "standby"}}}},
    {"voltronic-qs-hex", {{{"variant", "T"}}}},
};

void watch(const Protocol& protocol, const sim::Options& unit, Seen& seen) {
    testing::SiteOptions options;
    options.ups = unit;
    options.protocol = protocol.name;
    options.cable = protocol.lines_only ? "0x7f" : "";
    options.paced = false;
    const Cable mask = cable_from_options(0x7f);
    if (protocol.lines_only) options.settings.cable = &mask;
    testing::SimWorld world;
    world.add(options);
    const auto stage = [&](std::initializer_list<const char*> commands) {
        for (const char* const command : commands) world.command(0, command);
        for (int i = 0; i < 6; ++i) {
            world.run_for(10s);
            look(world, seen);
        }
    };
    stage({"runtime 36000", "recharge 1000000"});
    stage({"mains off"});
    stage({"battery 10"});
    stage({"mains on", "battery 60"});
    if (!protocol.lines_only) stage({"replace-battery on"});
}

Seen watch(const Protocol& protocol) {
    Seen seen;
    watch(protocol, {}, seen);
    if (const auto more = kFurtherUnits.find(protocol.name); more != kFurtherUnits.end())
        for (const sim::Options& unit : more->second) watch(protocol, unit, seen);
    if (!seen.words.contains("OL") || !seen.words.contains("OB"))
        throw std::runtime_error(fmt::format("{} has not seen its simulated unit on line and on battery", protocol.name));
    return seen;
}

nlohmann::ordered_json describe(const Protocol& protocol) {
    const Seen seen = watch(protocol);
    nlohmann::ordered_json object{{"description", protocol.description},
                                  {"baud", protocol.lines_only ? 0 : protocol.line.baud},
                                  {"words", seen.words},
                                  {"variables", seen.variables},
                                  {"controls", nlohmann::ordered_json::array()},
                                  {"settings", nlohmann::ordered_json::array()}};
    for (const ControlRow& row : protocol.controls) object["controls"].push_back(control_name(row.control));
    for (const SettingRow& row : protocol.settings) object["settings"].push_back(variable_name(row.variable));
    return object;
}

}  // namespace

int main() {
    try {
        nlohmann::ordered_json all;
        for (const Protocol* const protocol : protocol_catalog())
            if (protocol->probes.empty()) all[std::string(protocol->name)] = describe(*protocol);
        fmt::print("{}\n", all.dump(1));
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "capabilities: {}\n", error.what());
        return 1;
    }
}
