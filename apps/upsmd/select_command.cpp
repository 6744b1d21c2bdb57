#include "apps/upsmd/select_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "apps/upsmd/complain.h"
#include "core/ups_models.h"
#include "platform/backend.h"
#include "platform/model_choice.h"

namespace upsmd {
namespace {

struct Arguments {
    std::string vendor;
    std::string model;
    std::string port;
};

int run(const Arguments& arguments) {
    if (arguments.port.empty()) return complain("select: --port is empty");
    const UpsModel* const model = find_ups_model(arguments.vendor, arguments.model);
    if (model == nullptr)
        return complain(fmt::format("select: no \"{}\" \"{}\" (`upsmd models` lists them)",
                                    arguments.vendor, arguments.model));
    const auto registry = make_system_registry();
    const auto done = select_model(*registry, *model, arguments.port);
    if (!done) return complain_about_registry("select", done.error());
    fmt::print(stdout, "{} {} on {}\n", model->vendor, model->model, arguments.port);
    return 0;
}

}  // namespace

void add_select_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("select", "Choose the UPS that the service watches");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("VENDOR", arguments->vendor, "As `upsmd models` names it")->required();
    command->add_option("MODEL", arguments->model, "As `upsmd models` names it")->required();
    command->add_option("--port", arguments->port, "The serial port, such as COM7")->required();
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
