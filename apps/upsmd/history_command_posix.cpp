#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "apps/upsmd/complain.h"
#include "apps/upsmd/history_command.h"
#include "apps/upsmd/history_output.h"
#include "history/drawing.h"
#include "history/page.h"
#include "history/reader.h"
#include "history/time_text.h"

namespace upsmd {
namespace {

using history::Record;
using history::Stamp;

struct Arguments {
    std::string database = "/var/lib/upsmd/history.db";
    std::vector<std::string> upses;
    std::string from = "24h";
    std::string to = "now";
    bool json = false;
    bool csv = false;
    bool values = false;
    std::string svg;
    std::string html;
};

Result<void> write_file(const std::string& path, const std::string& text) {
    if (path == "-") {
        std::fputs(text.c_str(), stdout);
        return {};
    }
    std::FILE* const file = std::fopen(path.c_str(), "wb");
    bool good = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    const int code = errno;
    if (file != nullptr) good = std::fclose(file) == 0 && good;
    if (good) return {};
    return Error{ErrorCode::io, path + ": cannot be written: " + std::generic_category().message(code), code};
}

Result<std::vector<Record>> read_records(const Arguments& arguments, Stamp from, Stamp to) {
    auto reader = history::Reader::open(arguments.database);
    if (!reader) return reader.error();
    std::vector<std::string> names = arguments.upses;
    if (names.empty()) {
        const auto upses = (*reader)->upses();
        if (!upses) return upses.error();
        for (const history::UpsSummary& ups : *upses) names.push_back(ups.name);
    }
    std::vector<Record> records;
    for (const std::string& name : names) {
        Result<Record> record = (*reader)->read(name, from, to);
        if (!record) return record.error();
        records.push_back(std::move(*record));
    }
    return records;
}

int run(const Arguments& arguments) {
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const Result<Stamp> from = history::parse_time(arguments.from, now);
    if (!from) return complain("history: --from " + from.error().message);
    const Result<Stamp> to = history::parse_time(arguments.to, now);
    if (!to) return complain("history: --to " + to.error().message);
    if (*from >= *to)
        return complain(fmt::format("history: --from {} is not before --to {}", history::plain_time(*from),
                                    history::plain_time(*to)));

    const Result<std::vector<Record>> records = read_records(arguments, *from, *to);
    if (!records) return complain("history: " + records.error().message);
    if (!arguments.svg.empty()) {
        const Result<void> written = write_file(arguments.svg, history::draw_file(*records));
        if (!written) return complain("history: " + written.error().message);
    }
    if (!arguments.html.empty()) {
        const Result<void> written = write_file(arguments.html, history::make_page(*records, now));
        if (!written) return complain("history: " + written.error().message);
    }
    std::string text;
    if (arguments.json) text = history_json(*records);
    else if (arguments.csv) text = history_csv(*records);
    else if (records->empty()) text = "nothing is recorded yet\n";
    else if (arguments.svg.empty() && arguments.html.empty()) text = history_table(*records, arguments.values);
    const bool printed = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    return printed ? 0 : 1;
}

}  // namespace

void add_history_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("history", "Print or draw what upsmdd has recorded of the UPSes");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("--database", arguments->database, "The file that upsmdd writes")->capture_default_str();
    command->add_option("--ups", arguments->upses, "This UPS; may be repeated. Without it: all")->take_all();
    command->add_option("--from", arguments->from, "2026-11-26, 2026-11-26T14:30, or how long ago: 90s, 30m, 2h, 7d, 4w")
        ->capture_default_str();
    command->add_option("--to", arguments->to, "As --from, or now")->capture_default_str();
    auto* const json = command->add_flag("--json", arguments->json, "One JSON array, an object for each UPS");
    auto* const csv = command->add_flag("--csv", arguments->csv, "Comma-separated values")->excludes(json);
    command->add_flag("--values", arguments->values, "Each change of a value")->excludes(json)->excludes(csv);
    command->add_option("--svg", arguments->svg, "Write a picture to this file; -: standard output");
    command->add_option("--html", arguments->html, "Write a page with picture and tables to this file; -: standard output");
    command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace upsmd
