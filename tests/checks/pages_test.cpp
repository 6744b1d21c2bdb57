// The pages in docs, and the message table of the Windows service, say what the program's tables say.
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "platform/service_events.h"
#include "platform/setting_table.h"

using namespace upsmd;

namespace {

struct Row {
    std::string weight;
    std::string text;
    bool operator==(const Row&) const = default;
};
using Rows = std::map<int, Row>;

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.weight << ": " << row.text; }

std::string read(const std::string& name) {
    std::ifstream file(UPSMD_SOURCE "/" + name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Group 1 the number, 2 the weight, 3 the text.
Rows rows_of(const std::string& text, const std::regex& row, const std::map<std::string, std::string>& weights) {
    Rows rows;
    for (std::sregex_iterator match(text.begin(), text.end(), row), end; match != end; ++match) {
        const bool added = rows.try_emplace(std::stoi((*match)[1]), Row{weights.at((*match)[2]), (*match)[3]}).second;
        CHECK(added);  // no number twice
    }
    return rows;
}

Rows table() {
    static const std::map<EventWeight, std::string> kWeights{
        {EventWeight::information, "information"}, {EventWeight::warning, "warning"}, {EventWeight::error, "error"}};
    Rows rows;
    for (const ServiceEventInfo& event : service_events())
        rows[static_cast<int>(event.id)] = {kWeights.at(event.weight), std::string(event.text)};
    return rows;
}

void compare(const Rows& found) {
    const Rows wanted = table();
    CHECK(found.size() == wanted.size());
    for (const auto& [number, row] : wanted) {
        INFO(number);
        REQUIRE(found.contains(number));
        CHECK(found.at(number) == row);
    }
}

}  // namespace

TEST_CASE("service events: the message table") {
    const std::regex row("MessageId=(\\d+) Severity=(\\w+) Facility=System SymbolicName=\\w+\nLanguage=English\n(.+)\n\\.\n");
    compare(rows_of(read("win32/service_events.mc"), row,
                    {{"Informational", "information"}, {"Warning", "warning"}, {"Error", "error"}}));
}

TEST_CASE("service events: docs/service-events.md") {
    const std::regex row("\\| (\\d+) \\| (\\w+) \\| (.+) \\|\n");
    compare(rows_of(read("docs/service-events.md"), row,
                    {{"information", "information"}, {"warning", "warning"}, {"error", "error"}}));
}

TEST_CASE("settings: docs/settings.md has a row for each, with its range") {
    const std::string page = read("docs/settings.md");
    for (const SettingInfo& setting : setting_table()) {
        if (setting.kind == SettingInfo::Kind::shown) continue;
        INFO(setting.name);
        const std::size_t row = page.find("\n| `" + std::string(setting.name) + "` | REG_");
        REQUIRE(row != std::string::npos);
        std::string text = page.substr(row + 1, page.find('\n', row + 1) - row - 1);
        std::erase(text, '`');
        INFO(text);
        const bool has_range = setting.kind == SettingInfo::Kind::number || setting.kind == SettingInfo::Kind::choice;
        if (has_range) CHECK(text.find(" | " + setting_range(setting) + " | ") != std::string::npos);
    }
}
