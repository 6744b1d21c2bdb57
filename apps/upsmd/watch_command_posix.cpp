#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/watch/watch.h"
#include "apps/upsmd/watch_command.h"

namespace upsmd {
namespace {

using watch::SortBy;

// What is set but empty counts as not set.
std::string environment(const char* name, const char* otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr || *value == '\0' ? otherwise : value;
}

struct Arguments {
    watch::Options options;
    bool once = false;
};

int run(Arguments arguments) {
    watch::Options& options = arguments.options;
    if (options.folders.empty()) options.folders = {"/run/upsmd", environment("NUT_STATEPATH", "/run/nut")};
    options.colours = environment("NO_COLOR", "").empty();
    return arguments.once ? watch::print_table_once(options) : watch::watch_on_terminal(options);
}

}  // namespace

void add_watch_command(CLI::App& app, int& exit_code) {
    std::map<std::string, SortBy> sortings;
    for (int i = 0; i < watch::kSortings; ++i) {
        const auto sorting = static_cast<SortBy>(i);
        sortings[watch::sorting_name(sorting)] = sorting;
    }
    CLI::App* const command = app.add_subcommand("watch", "Show all UPSes that have a driver's socket, as it changes");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("--sockets", arguments->options.folders,
                        "A folder with drivers' sockets, more than once if need be (default: /run/upsmd, and "
                        "$NUT_STATEPATH or /run/nut)")
        ->type_name("FOLDER");
    command->add_flag("--once", arguments->once, "Print the table once, as plain text");
    command->add_option("--sort", arguments->options.sorting, "trouble, name, load, charge or runtime")
        ->transform(CLI::CheckedTransformer(sortings))
        ->type_name("BY");
    command->add_flag("--ascii", arguments->options.ascii, "No characters beyond ASCII");
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
