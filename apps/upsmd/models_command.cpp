#include "apps/upsmd/models_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/json_value.h"
#include "core/ups_models.h"
#include "platform/backend.h"
#include "platform/service_providers.h"

namespace upsmd {
namespace {

struct Arguments {
    std::string text;
    bool json = false;
    bool add = false;
    bool remove = false;
};

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::string how(const UpsModel& model) {
    return model.cable.empty() ? std::string(model.protocol) : fmt::format("simple, cable {}", model.cable);
}

// Any word of the text, anywhere in the row.
bool fits(const UpsModel& model, const std::vector<std::string>& words) {
    const std::string row = lower(fmt::format("{} {} {} {}", model.vendor, model.model, how(model), model.note));
    return words.empty() ||
           std::ranges::any_of(words, [&](const std::string& word) { return row.find(word) != std::string::npos; });
}

nlohmann::ordered_json as_json(const UpsModel& model) {
    return {{"vendor", model.vendor},
            {"model", model.model},
            {"protocol", model.cable.empty() ? model.protocol : "simple"},
            {"cable", model.cable},
            {"note", model.note},
            {"service_provider", service_provider_value(model)}};
}

int list(const Arguments& arguments) {
    std::istringstream text(lower(arguments.text));
    std::vector<std::string> words;
    for (std::string word; text >> word;) words.push_back(word);
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    std::string lines;
    for (const UpsModel& model : ups_models()) {
        if (!fits(model, words)) continue;
        all.push_back(as_json(model));
        const std::string note = model.note.empty() ? "" : fmt::format(" ({})", model.note);
        lines += fmt::format("{:<26} {:<52} {}{}\n", model.vendor, model.model, how(model), note);
    }
    std::fputs((arguments.json ? one_line(all) + "\n" : lines).c_str(), stdout);
    return all.empty() ? complain(fmt::format("models: none with \"{}\"", arguments.text)) : 0;
}

int run(const Arguments& arguments) {
    if (!arguments.add && !arguments.remove) return list(arguments);
    const auto registry = make_system_registry();
    const auto done = arguments.add ? write_service_providers(*registry) : remove_service_providers(*registry);
    return done ? 0 : complain_about_registry("models", done.error());
}

}  // namespace

void add_models_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("models", "The UPSes that can be chosen, and how each is spoken to");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("TEXT", arguments->text, "Only those with one of these words");
    CLI::Option* const json = command->add_flag("--json", arguments->json, "One JSON array");
    CLI::Option* const add = command->add_flag("--register", arguments->add, "Put all into UPS\\ServiceProviders");
    CLI::Option* const remove =
        command->add_flag("--unregister", arguments->remove, "Take them out of UPS\\ServiceProviders");
    add->excludes(remove)->excludes(json);
    remove->excludes(json);
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
