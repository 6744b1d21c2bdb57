#include "daemon/config_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

#include "daemon/daemon_section.h"
#include "daemon/history_section.h"
#include "daemon/policy_reader.h"
#include "daemon/ups_reader.h"
#include "platform/backend.h"

namespace upsmd::daemon {
namespace {

GroupConfig read_group(const toml::table& toml, std::vector<ConfigProblem>& problems) {
    TomlTable table(toml, "[[group]]", problems);
    GroupConfig group;
    group.name = read_name(table, "group");
    const auto members = table.texts("ups");
    if (!table.has("ups") || (members && members->empty())) table.problem("names no UPS: ups = [\"NAME\", …]");
    group.members = members.value_or(std::vector<std::string>());
    const auto most = static_cast<std::int64_t>(std::max<std::size_t>(group.members.size(), 1));
    if (const auto least = table.number("minimum_supplies", 1, most, ""))
        group.minimum_supplies = static_cast<unsigned>(*least);
    if (const toml::table* const policy = table.table("policy"))
        group.policy = read_policy(*policy, fmt::format("[group.policy] of \"{}\"", group.name), problems);
    table.refuse_unknown_keys();
    return group;
}

// What goes together: names, members, ports. `sections` are the file's, in the order of `config`.
class Together {
  public:
    Together(const Config& config, std::vector<ConfigProblem>& problems) : config_(config), problems_(problems) {}

    void check_ups(std::size_t index, const toml::table& toml) {
        const UpsConfig& ups = config_.ups[index];
        if (ups.name.empty()) return;
        TomlTable table(toml, fmt::format("[[ups]] \"{}\"", ups.name), problems_);
        if (!names_.insert(ups.name).second) table.problem("name", "there is another one of this name");
        if (ups.policy && group_of(config_, ups.name) != nullptr)
            table.problem("policy", fmt::format("it is a member of the group \"{}\": the policy is the group's",
                                                group_of(config_, ups.name)->name));
        for (std::size_t before = 0; before < index && !ups.port.empty(); ++before)
            if (!config_.ups[before].port.empty() && is_same_port(config_.ups[before].port, ups.port))
                table.problem("port", fmt::format("is the one of \"{}\" too", config_.ups[before].name));
    }

    void check_group(std::size_t index, const toml::table& toml) {
        const GroupConfig& group = config_.groups[index];
        TomlTable table(toml, fmt::format("[[group]] \"{}\"", group.name), problems_);
        if (!group.name.empty() && !names_.insert(group.name).second)
            table.problem("name", "there is a UPS or another group of this name");
        for (const std::string& member : group.members) {
            if (find_ups(config_, member) == nullptr)
                table.problem("ups", fmt::format("there is no UPS \"{}\"", member));
            else if (!members_.insert(member).second)
                table.problem("ups", fmt::format("\"{}\" is a member already, of this group or another", member));
        }
    }

  private:
    const Config& config_;
    std::vector<ConfigProblem>& problems_;
    std::set<std::string> names_;
    std::set<std::string> members_;
};

void read_sections(const toml::table& toml, ConfigRead& read) {
    TomlTable file(toml, "", read.problems);
    const auto all_ups = file.tables("ups");
    const auto groups = file.tables("group");
    for (const toml::table* const section : all_ups) read.config.ups.push_back(read_ups(*section, read.problems));
    for (const toml::table* const section : groups) read.config.groups.push_back(read_group(*section, read.problems));
    read.config.daemon = read_daemon_section(file.table("daemon"), read.problems);
    read.config.history =
        read_history_section(file.table("history"), read.config.daemon.state_directory, read.problems);
    read.config.metrics = read_metrics_section(file.table("metrics"), read.problems);
    if (all_ups.empty() && !file.has("ups")) read.problems.push_back({0, 0, "there is no [[ups]] section"});
    file.refuse_unknown_keys();
    Together together(read.config, read.problems);
    for (std::size_t i = 0; i < all_ups.size(); ++i) together.check_ups(i, *all_ups[i]);
    for (std::size_t i = 0; i < groups.size(); ++i) together.check_group(i, *groups[i]);
}

}  // namespace

std::string problem_text(const std::string& file, const ConfigProblem& problem) {
    if (problem.line == 0) return fmt::format("{}: {}", file, problem.text);
    return fmt::format("{}:{}:{}: {}", file, problem.line, problem.column, problem.text);
}

ConfigRead read_config(std::string_view text) {
    ConfigRead read;
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) {
        const toml::source_position at = parsed.error().source().begin;
        read.problems.push_back({at.line, at.column, std::string(parsed.error().description())});
        return read;
    }
    read_sections(parsed.table(), read);
    std::ranges::stable_sort(read.problems, {}, [](const ConfigProblem& p) { return std::pair(p.line, p.column); });
    return read;
}

ConfigRead read_config_file(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    // An empty file puts nothing into the stream, which then counts as failed.
    if (file && file.peek() != std::ifstream::traits_type::eof()) text << file.rdbuf();
    if (file.good() || (file.eof() && !file.bad() && errno == 0)) return read_config(text.str());
    const int code = errno != 0 ? errno : EIO;
    return {{}, {{0, 0, "cannot be read: " + std::generic_category().message(code)}}};
}

}  // namespace upsmd::daemon
