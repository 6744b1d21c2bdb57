// Ticks, summaries, and what the drawings consist of.
#include "history/drawing.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <ctime>

#include "history/markup.h"
#include "history/page.h"
#include "history/panels.h"
#include "history/summary.h"
#include "history/ticks.h"
#include "tests/unit/history_tools.h"

namespace upsmd::history {
namespace {

struct Zone {
    explicit Zone(const char* zone) {
        setenv("TZ", zone, 1);
        tzset();
    }
    ~Zone() {
        unsetenv("TZ");
        tzset();
    }
};

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

Record outage() {
    Record record{"rack <a>", kStart, kStart + 2h, {}, {}, {}};
    record.series.push_back({"battery.charge", {{kStart, 100.0, 100.0, 100.0, false}, {kStart + 70min, 80.0, 80.0, 80.0, false}}});
    record.series.push_back({"input.voltage", {{kStart, 230.0, 230.0, 230.0, false},
                                               {kStart + 1h, 0.0, 0.0, 0.0, false},
                                               {kStart + 80min, {}, {}, {}, false},
                                               {kStart + 90min, 225.0, 228.0, 231.0, true}}});
    record.states = {{"", kStart, State::online, "OL"},
                     {"", kStart + 1h, State::on_battery, "OB"},
                     {"", kStart + 75min, State::low_battery, "OB LB"},
                     {"", kStart + 80min, State::no_comm, ""},
                     {"", kStart + 90min, State::online, "OL CHRG"},
                     {"", kStart + 91min, State::online, "OL"}};
    record.events = {{"", kStart + 1h, "warning", "on battery & waiting"}};
    return record;
}

TEST_CASE("drawing: scales hold all values on round steps") {
    const Scale voltage = make_scale(0.0, 236.9, 5);
    CHECK(voltage.low == 0.0);
    CHECK(voltage.high == 250.0);
    CHECK(voltage.step == 50.0);
    CHECK(voltage.label(50.0) == "50");
    const Scale small = make_scale(26.91, 27.32, 5);
    CHECK(small.label(small.low) == "26.9");
    CHECK(small.high >= 27.32);
    const Scale flat = make_scale(230.0, 230.0, 5);
    CHECK(flat.low < 230.0);
    CHECK(flat.high > 230.0);
    CHECK(make_scale(-3.0, 4.0, 5).label(0.0) == "0");
}

TEST_CASE("drawing: ticks stand at round local times, also on the days when clocks change") {
    const Zone berlin("CET-1CEST,M3.5.0,M10.5.0/3");
    const auto day = time_ticks(kStart + 17min, kStart + 17min + 24h, 12);
    REQUIRE(day.size() == 12);
    CHECK(day.front().label == "02:00");
    CHECK(day.front().below == "26 Nov");
    CHECK(day.back().label == "00:00");
    CHECK(day.back().below == "27 Nov");
    CHECK(day[1].below.empty());
    // 25 October 2026, 25 hours: 02:00 comes twice.
    const Stamp autumn = Stamp(std::chrono::sys_days(std::chrono::year(2026) / 10 / 24)) + 22h;
    const auto hours = time_ticks(autumn, autumn + 25h, 30);
    for (std::size_t i = 1; i < hours.size(); ++i) CHECK(hours[i].time > hours[i - 1].time);
    CHECK(hours.back().label == "00:00");
    CHECK(time_ticks(kStart, kStart + 40s, 12).at(1).label == "01:00:05");
    const auto weeks = time_ticks(kStart, kStart + 24h * 40, 12);
    CHECK(weeks.front().label == "27 Nov");
    CHECK(weeks.front().below == "2026");
    const auto months = time_ticks(kStart, kStart + 24h * 400, 14);
    CHECK(months.front().label == "Dec");
    CHECK(months.at(1).below == "2027");
    CHECK(time_ticks(kStart, kStart + 24h * 365 * 9, 12).front().label == "2027");
}

TEST_CASE("drawing: columns keep short dips and gaps") {
    const Record record = outage();
    const auto columns = make_columns(record.series[1], record.from, record.to, 120);
    CHECK(columns[59]->low == 230.0);
    CHECK(columns[60]->low == 0.0);
    CHECK_FALSE(columns[85]);
    CHECK(columns[95]->last == 228.0);
    CHECK(columns[95]->least == 225.0);
    CHECK(columns[95]->most == 231.0);
    Series dip{"input.voltage", {{kStart, 230.0, 230.0, 230.0, false}, {kStart + 5s, 90.0, 90.0, 90.0, false},
                                 {kStart + 6s, 230.0, 230.0, 230.0, false}}};
    const auto narrow = make_columns(dip, kStart, kStart + 24h, 100);
    CHECK(narrow[0]->low == 90.0);
    CHECK(narrow[0]->last == 230.0);
    CHECK(narrow[99]->low == 230.0);
}

TEST_CASE("drawing: panels are of what is known, in their own units") {
    Record record = outage();
    record.series.push_back({"battery.runtime", {{kStart, 1200.0, 1200.0, 1200.0, false}}});
    const std::vector<Panel> panels = make_panels(record);
    REQUIRE(panels.size() == 3);
    CHECK(panels[0].title == "Voltage (V)");
    CHECK(panels[1].scale.high == 100.0);
    CHECK(panels[2].scale.high >= 20.0);
    CHECK(panels[2].scale.high <= 25.0);
}

TEST_CASE("drawing: a summary tells what was") {
    const Record record = outage();
    const StateSummary states = summarize_states(record);
    CHECK(states.outages == 1);
    CHECK(states.online == 90min);
    CHECK(states.on_battery == 15min);
    CHECK(states.low_battery == 5min);
    CHECK(states.no_comm == 10min);
    CHECK(states.unwatched.count() == 0);
    CHECK(summary_sentence(record) == "1 outage, 20 min on battery (5 min of it low); no communication for 10 min.");
    const std::vector<ValueSummary> values = summarize_values(record);
    REQUIRE(values.size() == 2);
    CHECK(values[1].low == 0.0);
    CHECK(values[1].high == 231.0);
    CHECK(values[1].mean == Approx((60 * 230.0 + 30 * 228.0) / 110));
    CHECK(values[1].last == 228.0);
    const std::vector<Happening> rows = happenings(record);
    REQUIRE(rows.size() == 6);
    CHECK(rows[1].text == "on battery: OB, 15 min");
    CHECK(rows[2].text == "on battery & waiting");
    CHECK(number_text(27.40) == "27.4");
    CHECK(number_text(-0.001) == "0");
}

TEST_CASE("drawing: the picture and the page") {
    const Zone utc("UTC0");
    const std::string svg = draw_file({outage(), outage()});
    CHECK(svg.find("rack &lt;a&gt;") != std::string::npos);
    CHECK(svg.find("<a>") == std::string::npos);
    CHECK(count(svg, "<title>on battery (OB): 2026-11-26 01:00:00") == 2);
    CHECK(count(svg, "Voltage (V)") == 2);
    CHECK(count(svg, "nan") == 0);
    CHECK(svg.find("prefers-color-scheme:dark") != std::string::npos);
    const std::string page = make_page({outage()}, kStart + 2h);
    CHECK(page.find("on battery &amp; waiting") != std::string::npos);
    CHECK(page.find("<script") == std::string::npos);
    CHECK(count(page, "http") == 1);  // the name of SVG; nothing is fetched
    // A range in which nothing is known, and one of no length, can be drawn too.
    CHECK(draw_file({Record{"ups", kStart, kStart, {}, {}, {}}}).find("not recorded") != std::string::npos);
}

TEST_CASE("drawing: text of a device cannot break the document") {
    CHECK(markup_text("a<b>&\"c") == "a&lt;b&gt;&amp;&quot;c");
    CHECK(markup_text("20 °C") == "20 °C");
    CHECK(markup_text(std::string_view("\x01\xff\xc3", 3)) == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    CHECK(markup_text("\xed\xa0\x80") == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

}  // namespace
}  // namespace upsmd::history
