#include "apps/upsmd/config_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "apps/upsmd/complain.h"
#include "platform/backend.h"
#include "platform/setting_table.h"

namespace upsmd {
namespace {

struct Arguments {
    std::string name;
    std::string value;
    bool has_value = false;
    bool reset = false;
};

std::string default_of(const SettingInfo& setting) {
    if (setting.name == "Port") return default_port();
    return setting.default_text.empty() ? "none" : std::string(setting.default_text);
}

std::string shown(const Result<RegValue>& value) {
    if (value) return value->type == RegType::dword ? fmt::format("{}", value->number) : value->text;
    return value.error().code == ErrorCode::not_found ? "-" : "cannot be read: " + value.error().message;
}

void print(Registry& registry, const SettingInfo& setting) {
    fmt::print(stdout, "{}: {} ({}; default {}) {}\n", setting.name, shown(registry.get(setting_key(setting), setting.name)),
               setting_range(setting), default_of(setting), setting.meaning);
}

void print_all(Registry& registry) {
    const char* key = nullptr;
    for (const SettingInfo& setting : setting_table()) {
        if (setting_key(setting) != key) fmt::print(stdout, "[{}]\n", key = setting_key(setting));
        print(registry, setting);
    }
}

int run(const Arguments& arguments) {
    const auto registry = make_system_registry();
    if (arguments.name.empty()) {
        print_all(*registry);
        return 0;
    }
    const SettingInfo* const setting = find_setting(arguments.name);
    if (setting == nullptr)
        return complain(fmt::format("config: no \"{}\" (`upsmd config` lists all)", arguments.name));
    Result<void> done;
    if (arguments.has_value) done = change_setting(*registry, *setting, arguments.value);
    if (arguments.reset) done = reset_setting(*registry, *setting);
    if (!done) return complain_about_registry("config", done.error());
    print(*registry, *setting);
    return 0;
}

}  // namespace

void add_config_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("config", "Show and change the settings of service and minidriver");
    const auto arguments = std::make_shared<Arguments>();
    CLI::Option* const name = command->add_option("NAME", arguments->name, "One setting, such as MessageInterval");
    CLI::Option* const value = command->add_option("VALUE", arguments->value, "What it shall be");
    CLI::Option* const reset = command->add_flag("--default", arguments->reset, "Remove it, so that its default holds");
    value->needs(name)->excludes(reset);
    reset->needs(name);
    command->callback([arguments, value, &exit_code] {
        arguments->has_value = value->count() > 0;
        exit_code = run(*arguments);
    });
}

}  // namespace upsmd
