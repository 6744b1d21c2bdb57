// Changing a setting: read, told, read again; what the unit says to the telling decides nothing.
#include <catch2/catch.hpp>
#include <charconv>
#include <string>

#include "core/session.h"

using namespace upsmd;

namespace {

std::string text(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

Verdict decode_status(Bytes reply, Decoded& out) {
    if (text(reply) != "ok") return Verdict::rejected;
    out.status = StatusFlags{StatusFlag::ol};
    return Verdict::ok;
}

Verdict decode_delay(Bytes reply, Decoded& out) {
    const std::string line = text(reply);
    if (line.empty() || line.find_first_not_of("0123456789") != std::string::npos) return Verdict::rejected;
    out.number(Variable::ups_delay_start, std::stod(line), 0);
    return Verdict::ok;
}

Verdict decode_name(Bytes reply, Decoded& out) {
    if (reply.empty() || reply.front() != '=') return Verdict::rejected;
    out.text(Variable::ups_id, text(reply.subspan(1)));
    return Verdict::ok;
}

StepOutcome judge(Bytes reply, const Step&) {
    if (text(reply) == "yes") return StepOutcome::accepted;
    return text(reply) == "no" ? StepOutcome::refused : StepOutcome::ignore;
}

Result<SettingChoices> delays(const SettingRow&, const SettingUnit&) {
    SettingChoices choices;
    choices.kind = SettingChoices::Kind::range;
    choices.high = 60;
    choices.step = 5;
    return choices;
}

Result<SettingChoices> names(const SettingRow& row, const SettingUnit& unit) {
    if (!unit.reading.get(row.variable).present()) return Error{ErrorCode::unsupported, "no name", 0};
    SettingChoices choices;
    choices.values = {Value::text("red"), Value::text("green"), Value::number(7, 0)};
    return choices;
}

Result<Script> write(const SettingRow& row, const Value& wanted, const SettingUnit&) {
    Script script;
    script.add({.send = std::string_view(std::string(row.query) + "=" + wanted.to_string() + "\r"),
                .listen = 1s,
                .on_silence = StepOutcome::refused,
                .judge = judge,
                .commits = true});
    return script;
}

constexpr std::array kQueries{
    Query{"s", "s\r", Schedule::status, 1s, decode_status},
    Query{"d", "d\r", Schedule::identity, 1s, decode_delay},
    Query{"n", "n\r", Schedule::identity, 1s, decode_name},
};
constexpr std::array kSettings{SettingRow{Variable::ups_delay_start, "d", delays, write},
                               SettingRow{Variable::ups_id, "n", names, write}};

constexpr Protocol kKeeper{
    .name = "keeper",
    .description = "for tests",
    .line = {.baud = 1'000'000, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .poll_interval = 1s,
    .pause = 10ms,
    .queries = kQueries,
    .settings = kSettings,
};
static_assert(table_is_complete(kKeeper));

// A unit that keeps a delay.
struct Bench {
    Bench() {
        session.on_port_open({}, now);
        run(5s);
        sent.clear();
        events.clear();
    }

    void run(Duration span) {
        const Time end = now + span;
        for (collect(); session.deadline() <= end; collect()) {
            now = std::max(now, session.deadline());
            session.on_time(now);
        }
        now = end;
    }
    void collect() {
        while (!session.to_send().empty()) {
            const std::string bytes = text(session.to_send());
            session.sent();
            if (bytes != "s\r") sent += bytes;
            const std::string reply = answer(bytes);
            session.on_bytes({reinterpret_cast<const std::uint8_t*>(reply.data()), reply.size()}, now);
        }
        for (const SessionEvent& event : session.take_events())
            if (event.kind == SessionEvent::Kind::setting_done || event.kind == SessionEvent::Kind::setting_refused)
                events.push_back(event.kind);
    }
    std::string answer(const std::string& bytes) {
        if (bytes == "s\r") return "ok\r";
        if (bytes == "d\r") return deaf ? "" : kept + "\r";
        if (bytes == "n\r") return "=red\r";
        if (!bytes.starts_with("d=")) return "";
        if (obeys) kept = stands.empty() ? bytes.substr(2, bytes.size() - 3) : stands;
        if (!stands.empty() && once) stands.clear();
        return says;
    }

    Session session{kKeeper, {}};
    Time now{Duration{0}};
    std::string kept = "10";
    std::string stands;  // what it sets in place of what it is told
    bool once = true;
    bool obeys = true;
    bool deaf = false;
    std::string says = "yes\r";
    std::string sent;
    std::vector<SessionEvent::Kind> events;
};

const std::vector kDone{SessionEvent::Kind::setting_done};
const std::vector kRefused{SessionEvent::Kind::setting_refused};

std::string before(const Bench& bench) { return bench.session.setting_report().before.to_string(); }
std::string after(const Bench& bench) { return bench.session.setting_report().after.to_string(); }

}  // namespace

TEST_CASE("setting: read, written, read back", "[setting]") {
    Bench bench;
    REQUIRE(bench.session.set(Variable::ups_delay_start, "30", bench.now));
    CHECK(bench.session.control_phase() == ControlPhase::running);
    bench.run(3s);
    CHECK(bench.sent == "d\rd=30\rd\r");
    CHECK(bench.events == kDone);
    CHECK(bench.session.control_phase() == ControlPhase::accepted);
    CHECK(before(bench) == "10");
    CHECK(after(bench) == "30");
    CHECK(bench.session.reading().get(Variable::ups_delay_start).to_string() == "30");
}

TEST_CASE("setting: what stands as wanted is not written again", "[setting]") {
    Bench bench;
    REQUIRE(bench.session.set(Variable::ups_delay_start, "10.0", bench.now));
    bench.run(3s);
    CHECK(bench.sent == "d\r");
    CHECK(bench.events == kDone);
    CHECK(after(bench) == "10");
}

TEST_CASE("setting: only what is read back counts", "[setting]") {
    Bench lying;
    lying.obeys = false;
    REQUIRE(lying.session.set(Variable::ups_delay_start, "30", lying.now));
    lying.run(3s);
    CHECK(lying.events == kRefused);
    CHECK(lying.session.control_phase() == ControlPhase::refused);
    CHECK(after(lying) == "10");
    CHECK(lying.sent == "d\rd=30\rd\r");

    Bench modest;
    modest.says = "no\r";
    REQUIRE(modest.session.set(Variable::ups_delay_start, "30", modest.now));
    modest.run(3s);
    CHECK(modest.events == kDone);
    CHECK(after(modest) == "30");
}

TEST_CASE("setting: what was left half way is put back, once", "[setting]") {
    Bench bench;
    bench.stands = "55";
    REQUIRE(bench.session.set(Variable::ups_delay_start, "30", bench.now));
    bench.run(5s);
    CHECK(bench.sent == "d\rd=30\rd\rd=10\rd\r");
    CHECK(bench.events == kRefused);
    CHECK(bench.session.setting_report().put_back);
    CHECK(after(bench) == "10");

    Bench stubborn;
    stubborn.stands = "55";
    stubborn.once = false;
    REQUIRE(stubborn.session.set(Variable::ups_delay_start, "30", stubborn.now));
    stubborn.run(20s);
    CHECK(stubborn.sent == "d\rd=30\rd\rd=10\rd\r");
    CHECK(stubborn.events == kRefused);
    CHECK(after(stubborn) == "55");
}

TEST_CASE("setting: a unit that does not tell the value is not told another", "[setting]") {
    Bench bench;
    bench.deaf = true;
    REQUIRE(bench.session.set(Variable::ups_delay_start, "30", bench.now));
    bench.run(5s);
    CHECK(bench.sent.find('=') == std::string::npos);
    CHECK(bench.events == kRefused);
    CHECK_FALSE(bench.session.setting_report().before.present());
}

TEST_CASE("setting: a lost port ends it", "[setting]") {
    Bench bench;
    bench.says.clear();
    REQUIRE(bench.session.set(Variable::ups_delay_start, "30", bench.now));
    bench.run(500ms);
    CHECK(bench.session.control_phase() == ControlPhase::committed);
    bench.session.on_port_lost(bench.now);
    bench.collect();
    CHECK(bench.events == kRefused);
    CHECK(bench.session.control_phase() == ControlPhase::unanswered);
    bench.session.on_port_open({}, bench.now);
    bench.run(10s);
    CHECK(bench.events == kRefused);
    CHECK(bench.session.set(Variable::ups_delay_start, "45", bench.now));
}

TEST_CASE("setting: refused before anything is sent", "[setting]") {
    Bench bench;
    const auto code = [&](Variable variable, std::string_view value) {
        const auto result = bench.session.set(variable, value, bench.now);
        return result ? ErrorCode::io : result.error().code;
    };
    for (const char* value : {"61", "-5", "12", "", "x", "1e1x", "nan"})
        CHECK(code(Variable::ups_delay_start, value) == ErrorCode::invalid_argument);
    for (const char* value : {"blue", "Red", "red ", "8", ""}) CHECK(code(Variable::ups_id, value) == ErrorCode::invalid_argument);
    CHECK(code(Variable::input_voltage, "230") == ErrorCode::unsupported);
    bench.run(2s);
    CHECK(bench.sent.empty());
    CHECK(bench.session.offered_settings().size() == 2);

    Session fresh(kKeeper, {});
    CHECK_FALSE(fresh.set(Variable::ups_delay_start, "30", Time{}));
    CHECK(fresh.offered_settings().size() == 1);

    REQUIRE(bench.session.set(Variable::ups_delay_start, "30", bench.now));
    CHECK(code(Variable::ups_delay_start, "35") == ErrorCode::in_use);
    bench.run(3s);
    CHECK(after(bench) == "30");
}

TEST_CASE("setting: choices in words", "[setting]") {
    SettingChoices choices;
    choices.values = {Value::number(20, 0), Value::text("OFF")};
    CHECK(describe(choices) == "20, OFF");
    choices.kind = SettingChoices::Kind::range;
    choices.low = 0.5;
    choices.high = 60;
    CHECK(describe(choices) == "0.5 to 60");
    choices.step = 5;
    CHECK(describe(choices) == "0.5 to 60 in steps of 5");
    choices.kind = SettingChoices::Kind::text;
    choices.max_length = 8;
    CHECK(describe(choices) == "text of up to 8 characters");
    choices.forbidden = "!$";
    CHECK(describe(choices) == "text of up to 8 characters without !$");
    const SettingRow row{Variable::ups_id, "n", names, write};
    CHECK(parse_setting(row, choices, "RACK 7"));
    for (const char* bad : {"", " RACK", "RACK ", "123456789", "A!", "A\r", "\xE4"}) CHECK_FALSE(parse_setting(row, choices, bad));
}
