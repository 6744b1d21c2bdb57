// What `upsmd watch` shows, as text.
#include <algorithm>
#include <catch2/catch.hpp>
#include <list>
#include <string>

#include "apps/upsmd/watch/format.h"
#include "apps/upsmd/watch/table.h"
#include "apps/upsmd/watch/view.h"

using namespace upsmd;
using namespace upsmd::watch;

namespace {

// UPSes whose drivers say what the test wants, in virtual time.
struct World {
    Time now{1000s};
    Model model;
    std::list<std::pair<std::string, nut::DriverClient>> drivers;
    View view{model, glyphs(true), SortBy::trouble};
    Surroundings surroundings{{"/run/upsmd", "/run/nut"}, {}, 0};

    nut::DriverClient& client(const std::string& name) {
        for (auto& [known, found] : drivers)
            if (known == name) return found;
        auto& added = drivers.emplace_back(name, nut::DriverClient([this, name] { update(name); }, now));
        update(name);
        added.second.on_time(now);
        added.second.on_connected(now);
        return added.second;
    }
    void update(const std::string& name) { model.update(path(name), client(name), now, "11-26 03:00:00"); }
    void say(const std::string& name, const std::string& lines) { client(name).on_bytes(lines, now); }
    // A UPS with all its data.
    void add(const std::string& name, const std::string& status = "OL", const std::string& more = "") {
        say(name, "SETINFO driver.name upsmdd\nSETINFO ups.model \"Demo 1500\"\nSETINFO ups.load 42\n"
                  "SETINFO battery.charge 100\nSETINFO battery.runtime 2400\nSETINFO input.voltage 231.4\n"
                  "SETINFO output.voltage 230.0\n" + more + "SETINFO ups.status \"" + status + "\"\nDATAOK\nDUMPDONE\n");
    }
    static std::string path(const std::string& name) { return "/run/upsmd/upsmdd-" + name; }

    std::vector<std::string> show(std::size_t columns = 80, std::size_t rows = 24) {
        std::vector<std::string> text;
        for (const Line& line : view.render(columns, rows, now, "03:00:00", surroundings)) {
            std::string one = text_of(line);
            one.erase(one.find_last_not_of(' ') + 1);
            text.push_back(one);
        }
        return text;
    }
    std::string names(SortBy sorting) const {
        std::string all;
        for (const Ups* ups : model.sorted(sorting)) all += ups->name + " ";
        return all;
    }
    const Condition& condition(const std::string& name) const { return model.find(path(name))->condition; }
};

}  // namespace

TEST_CASE("watch: the table at 80 columns", "[watch]") {
    World world;
    world.add("office");
    world.add("rack-b");
    world.add("rack-a");
    world.now += 10s;
    world.say("rack-a", "SETINFO ups.status \"OB DISCHRG\"\nSETINFO battery.charge 12\nSETINFO battery.runtime 95\n"
                        "SETINFO input.voltage 0\n");
    world.now += 5s;
    world.say("rack-a", "SETINFO ups.status \"OB DISCHRG LB\"\n");
    world.say("rack-b", "DATASTALE\n");
    world.now += 192s;
    const auto text = world.show();
    REQUIRE(text.size() == 24);
    CHECK(text[0] == " 03:00:00  3 UPSes: 1 CRITICAL, 1 NO DATA, 1 fine");
    CHECK(text[1] == "  NAME   STATE                 FOR LOAD      CHARGE    RUNTIME  IN/OUT MODEL");
    CHECK(text[2] == ">!rack-a ON BATTERY, LOW     3m12s █▌░░  42% ▌░░░  12%   1m35s   0/230 Demo 1500");
    CHECK(text[3] == " ?rack-b NO DATA             3m12s         -         -       -     -/- Demo 1500");
    CHECK(text[4] == "  office online                    █▌░░  42% ████ 100%  40m00s 231/230 Demo 1500");
    CHECK(text[5].starts_with(" Events ────"));
    CHECK(text[6] == " 11-26 03:00:00 ? rack-b  NO DATA: the driver has no current data");
    CHECK(text[7] == " 11-26 03:00:00 ! rack-a  ON BATTERY, LOW");
    CHECK(text[8] == " 11-26 03:00:00 * rack-a  ON BATTERY");
    CHECK(text[9].empty());
    CHECK(text[23] == " ↑↓ choose  Enter details  s sort: trouble  ? help  q quit");
}

TEST_CASE("watch: every size, with nothing beyond it", "[watch]") {
    World world;
    for (int i = 0; i < 30; ++i)
        world.add("a-ups-with-a-rather-long-name-" + std::to_string(i), i % 3 == 0 ? "OB LB" : "OL CHRG");
    world.surroundings = {{"/run/nut"}, {"/run/nut: Permission denied"}, 7};
    const auto check_all = [&] {
        for (std::size_t columns = 1; columns < 140; columns += 5)
            for (std::size_t rows = 1; rows < 50; rows += rows < 14 ? 1 : 7) {
                const auto lines = world.view.render(columns, rows, world.now, "03:00:00", world.surroundings);
                const bool fits = std::ranges::all_of(lines, [&](const Line& line) { return cells(line) <= columns; });
                CAPTURE(columns, rows);
                REQUIRE((fits && lines.size() == rows));
            }
    };
    check_all();
    world.view.on_key(Key::end);
    check_all();
    world.view.on_key(Key::enter);
    check_all();
    world.view.on_key(Key::help);
    check_all();
    world.view.on_key(Key::back);
    // Where there is little room it is the UPSes that are shown, the worst first.
    world.view.on_key(Key::home);
    const auto small = world.show(20, 3);
    CHECK(small[0].starts_with(">!a-ups"));
    CHECK(small[0].find("ON BATT") != std::string::npos);
}

TEST_CASE("watch: 500 UPSes scroll, and the choice stays with its UPS", "[watch]") {
    World world;
    for (int i = 0; i < 500; ++i) world.add("u" + std::to_string(1000 + i));
    CHECK(world.show()[2].starts_with(">"));
    CHECK(world.show()[2].find("u1000") == 2);
    for (int i = 0; i < 100; ++i) world.view.on_key(Key::down);
    const auto chosen_line = [&] {
        for (const std::string& line : world.show())
            if (line.starts_with(">")) return line.substr(2, 5);
        return std::string("none");
    };
    CHECK(chosen_line() == "u1100");
    CHECK(world.show()[16].find("of 500") != std::string::npos);
    world.say("u1400", "SETINFO ups.status OB\n");
    CHECK(chosen_line() == "u1100");
    world.view.on_key(Key::page_down);
    CHECK(chosen_line() > "u1105");
    world.view.on_key(Key::end);
    CHECK(chosen_line() == "u1499");
    // At the top it stays with what is worst, whichever that is.
    world.view.on_key(Key::home);
    CHECK(chosen_line() == "u1400");
    world.say("u1400", "SETINFO ups.status OL\n");
    world.say("u1300", "SETINFO ups.status OB\n");
    CHECK(chosen_line() == "u1300");
    world.view.on_key(Key::up);
    CHECK(chosen_line() == "u1300");
}

TEST_CASE("watch: sorting", "[watch]") {
    World world;
    world.add("fine", "OL", "SETINFO ups.load 10\n");
    world.add("busy", "OL", "SETINFO ups.load 90\nSETINFO battery.runtime 60\n");
    world.add("weak", "OL", "SETINFO battery.charge 30\n");
    world.add("out", "OB", "SETINFO battery.charge 90\n");
    world.add("low", "OB LB", "SETINFO battery.charge 5\n");
    world.add("bad", "OL OVER");
    world.add("lost", "OL", "SETINFO battery.charge 1\n");
    world.say("lost", "DATASTALE\n");
    CHECK(world.names(SortBy::trouble) == "low out lost bad busy fine weak ");
    CHECK(world.names(SortBy::name) == "bad busy fine lost low out weak ");
    CHECK(world.names(SortBy::charge) == "low weak out bad busy fine lost ");
    CHECK(world.names(SortBy::load) == "busy bad low out weak fine lost ");
    CHECK(world.names(SortBy::runtime).starts_with("busy "));
    world.view.on_key(Key::sort);
    CHECK(world.show()[2].starts_with(">~bad"));
    CHECK(world.show()[23].find("sort: name") != std::string::npos);
}

TEST_CASE("watch: status words", "[watch]") {
    const auto [status, severity, text] = GENERATE(table<std::string, Severity, std::string>({
        {"OL", Severity::fine, "online"},
        {"OL CHRG", Severity::fine, "online, charging"},
        {"OL LB CHRG", Severity::warning, "LOW BATTERY, online, charging"},
        {"OB DISCHRG", Severity::on_battery, "ON BATTERY"},
        {"OB LB", Severity::critical, "ON BATTERY, LOW"},
        {"LB OB RB", Severity::critical, "ON BATTERY, LOW, REPLACE BATTERY"},
        {"FSD OL", Severity::critical, "SHUTTING DOWN, online"},
        {"ALARM OL OVER", Severity::warning, "OVERLOAD, ALARM, online"},
        {"OL BYPASS", Severity::warning, "BYPASS, online"},
        {"OFF", Severity::warning, "OFF"},
        {"OL TRIM ECO", Severity::fine, "online, trimming, ECO"},
        {"  OL  OL ", Severity::fine, "online"},
        {"", Severity::no_data, "NO DATA"},
    }));
    World world;
    world.add("one", status);
    CHECK(world.condition("one").severity == severity);
    CHECK(world.condition("one").text == text);
}

TEST_CASE("watch: silence after a power failure is no less critical", "[watch]") {
    World world;
    world.add("one");
    world.say("one", "DATASTALE\n");
    CHECK(world.condition("one").severity == Severity::no_data);
    world.say("one", "DATAOK\nSETINFO ups.status OB\n");
    world.client("one").on_ended("the driver closed the connection", world.now);
    CHECK(world.condition("one").severity == Severity::critical);
    CHECK(world.condition("one").text == "LOST ON BATTERY");
    CHECK(world.model.events().front().text == "LOST ON BATTERY: the driver closed the connection");
    CHECK(world.model.events().size() == 4);  // no data, data, on battery, lost
    // Values of before are not shown as if they were of now, but on the UPS's page, where that is said.
    CHECK(world.show()[2].find("42%") == std::string::npos);
    world.view.on_key(Key::enter);
    std::string page;
    for (const std::string& line : world.show()) page += line + "\n";
    CHECK(page.find("not current:\n battery.charge   100\n") != std::string::npos);
    CHECK(page.find(" the driver closed the connection\n") != std::string::npos);
}

TEST_CASE("watch: alarms are events, and events are bounded", "[watch]") {
    World world;
    world.add("one", "OL", "SETINFO ups.alarm \"Fan failure\"\n");
    REQUIRE(world.model.events().size() == 1);
    CHECK(world.model.events().front().text == "alarm: Fan failure");
    world.say("one", "DELINFO ups.alarm\n");
    for (int i = 0; i < 2000; ++i) world.say("one", "SETINFO ups.status OB\nSETINFO ups.status OL\n");
    CHECK(world.model.events().size() == Model::kMostEvents);
    world.say("one", "SETINFO ups.alarm \"Fan failure\"\n");
    CHECK(world.model.events().front().text == "alarm: Fan failure");
}

TEST_CASE("watch: two drivers' UPSes of one name are told apart", "[watch]") {
    World world;
    world.add("office");
    CHECK(world.model.find(World::path("office"))->label == "office");
    nut::DriverClient other([] {}, world.now);
    world.model.update("/run/nut/usbhid-ups-office", other, world.now, "");
    CHECK(world.model.find(World::path("office"))->label == "upsmdd-office");
    CHECK(world.model.find("/run/nut/usbhid-ups-office")->label == "usbhid-ups-office");
    world.model.forget("/run/nut/usbhid-ups-office");
    CHECK(world.model.find(World::path("office"))->label == "office");
}

TEST_CASE("watch: values without sense are none", "[watch]") {
    World world;
    const std::string value = GENERATE("", "abc", "nan", "inf", "-1", "1e300", "12x", "999999999999", "0x10");
    world.add("one", "OL", "SETINFO ups.load \"" + value + "\"\nSETINFO battery.charge \"" + value +
                               "\"\nSETINFO battery.runtime \"" + value + "\"\nSETINFO input.voltage \"" + value +
                               "\"\n");
    INFO(value);
    CHECK(world.show()[2] == "> one  online                              -         -       -   -/230 Demo 1500");
}

TEST_CASE("watch: no UPS, and why", "[watch]") {
    World world;
    world.surroundings.complaints = {"/run/nut: Permission denied"};
    std::string page;
    for (const std::string& line : world.show()) page += line + "\n";
    CHECK(page.find("No UPS: no driver's socket in\n   /run/upsmd\n   /run/nut\n") != std::string::npos);
    CHECK(page.find(" /run/nut: Permission denied\n") != std::string::npos);
    CHECK(world.view.on_key(Key::enter) == View::Wish::nothing);
    CHECK(world.view.on_key(Key::down) == View::Wish::nothing);
    CHECK(world.view.on_key(Key::forget) == View::Wish::forget);
    CHECK(world.view.on_key(Key::quit) == View::Wish::quit);
}

TEST_CASE("watch: pages and the way back", "[watch]") {
    World world;
    world.add("one");
    world.add("two");
    world.view.on_key(Key::down);
    world.view.on_key(Key::enter);
    CHECK(world.show()[1] == " two    online");
    CHECK(world.view.on_key(Key::quit) == View::Wish::nothing);
    CHECK(world.show()[3].starts_with(">"));
    world.view.on_key(Key::help);
    CHECK(world.show()[1] == " Keys");
    CHECK(world.view.on_key(Key::stop) == View::Wish::stop);
    CHECK(world.view.on_key(Key::interrupt) == View::Wish::quit);
    world.view.on_key(Key::help);
    world.view.on_key(Key::enter);
    world.model.forget(World::path("two"));
    CHECK(world.show()[2].find("one") != std::string::npos);
    CHECK(world.view.on_key(Key::quit) == View::Wish::quit);
}

TEST_CASE("watch: a page scrolls to its end and not beyond", "[watch]") {
    World world;
    std::string many;
    for (int i = 100; i < 200; ++i) many += "SETINFO v." + std::to_string(i) + " x\n";
    world.add("one", "OL", many);
    world.view.on_key(Key::enter);
    world.view.on_key(Key::end);
    CHECK(world.show()[22] == " none since the start");
    world.view.on_key(Key::page_down);
    CHECK(world.show()[22] == " none since the start");
    world.view.on_key(Key::up);
    CHECK(world.show()[22] == " Events");
    world.view.on_key(Key::home);
    CHECK(world.show()[1] == " one    online");
}

TEST_CASE("watch: bars", "[watch]") {
    CHECK(bar(0, 4, glyphs(true)) == "░░░░");
    CHECK(bar(0.1, 4, glyphs(true)) == "▌░░░");
    CHECK(bar(50, 4, glyphs(true)) == "██░░");
    CHECK(bar(99.9, 4, glyphs(true)) == "███▌");
    CHECK(bar(100, 4, glyphs(true)) == "████");
    CHECK(bar(700, 4, glyphs(true)) == "████");
    CHECK(bar(37, 4, glyphs(false)) == "#+--");
    CHECK(fit("abcdef", 4, glyphs(true)) == "abc…");
    CHECK(fit("abcdef", 4, glyphs(false)) == "abc~");
    CHECK(fit("ab", 4, glyphs(true)) == "ab  ");
    CHECK(fit_right("ab", 4, glyphs(true)) == "  ab");
    CHECK(fit("ab", 0, glyphs(true)).empty());
}

TEST_CASE("watch: numbers", "[watch]") {
    CHECK(runtime_text(45.9) == "45s");
    CHECK(runtime_text(754.0) == "12m34s");
    CHECK(runtime_text(3720.0) == "1h02m");
    CHECK(runtime_text(1e6) == ">99h");
    CHECK(runtime_text({}) == "-");
    CHECK(age_text(59s) == "59s");
    CHECK(age_text(192s) == "3m12s");
    CHECK(age_text(600s) == "10m");
    CHECK(age_text(3h + 5min) == "3h05m");
    CHECK(age_text(20h) == "20h");
    CHECK(age_text(72h) == "3d");
}

TEST_CASE("watch: the plain table", "[watch]") {
    World world;
    world.add("one", "OB");
    world.add("second");
    CHECK(plain_table(world.model.sorted(SortBy::trouble)) ==
          "NAME    STATE       LOAD  CHARGE  RUNTIME  INPUT  OUTPUT  MODEL\n"
          "one     ON BATTERY  42%   100%    40m00s   231    230     Demo 1500\n"
          "second  online      42%   100%    40m00s   231    230     Demo 1500\n");
}
