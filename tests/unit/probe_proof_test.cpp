// The proof that `auto` hurts nobody: nothing that it sends, nor any part of it, nor what stands next to each other, read at
// any speed, is a command that makes a unit act (docs/detection.md, "Proof").
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "core/catalog.h"
#include "core/protocols/auto_detect.h"
#include "core/session.h"
#include "tests/unit/probe_heard.h"

using namespace upsmd;
using upsmd::testing::Heard;
using upsmd::testing::HeardByte;
using upsmd::testing::Receiver;

namespace {

using namespace std::string_view_literals;

struct Sent {
    const Probe* probe;
    unsigned baud;
    Duration at;
};

// What is asked without a condition, as the session spaces it when nobody answers.
std::vector<Sent> silent_rounds(int count, const FoundLine& remembered = {}) {
    Settings settings;
    settings.remembered = remembered;
    Session session(kAuto, settings);
    std::vector<Sent> sent;
    Time now{Duration{0}};
    session.on_port_open({}, now);
    std::string pending;
    for (int rounds = 0; rounds < count;) {
        if (pending.empty() && !session.to_send().empty()) sent.push_back({nullptr, session.wanted_baud(), now - Time{}});
        pending.append(session.to_send().begin(), session.to_send().end());
        session.sent();
        const auto probe = std::find_if(kAuto.probes.begin(), kAuto.probes.end(), [&](const Probe& each) {
            return each.line != nullptr && each.line->baud == session.wanted_baud() && each.send == pending;
        });
        if (!pending.empty() && probe != kAuto.probes.end()) {
            sent.back().probe = &*probe;
            pending.clear();
        }
        for (const SessionEvent& event : session.take_events())
            rounds += event.kind == SessionEvent::Kind::nothing_found ? 1 : 0;
        now = session.deadline();
        session.on_time(now);
    }
    return sent;
}

void append(Heard& all, const Heard& more) { all.insert(all.end(), more.begin(), more.end()); }

// Protocols whose units can give none of the answers that let more be asked. All others may.
constexpr std::array kRuledOut{"auto"sv,         "simple"sv,        "apc-smart"sv, "apc-microlink"sv, "apc-modbus"sv, "powercom"sv,
                               "powercom-bnt-other"sv, "powercom-egys"sv, "powercom-kp625ap"sv, "powercom-trust"sv,
                               "bcmxcp"sv, "liebert-esp2"sv, "tripplite"sv, "tripplite-su"sv, "belkin"sv, "upscode2"sv, "cyberpower-binary"sv};

bool is_ruled_out(const Protocol& protocol) {
    return std::find(kRuledOut.begin(), kRuledOut.end(), protocol.name) != kRuledOut.end();
}

std::string name_of(const Sent& sent) {
    std::string text;
    for (const char c : sent.probe->send)
        text += c >= ' ' && c <= '~' ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    return fmt::format("{}@{}", text, sent.baud);
}

// Everything that a unit may hear of these, by this receiver.
template <typename Check>
void check_all(const std::vector<Sent>& sent, const Receiver& receiver, const Check& check) {
    std::vector<Heard> whole;
    for (const Sent& each : sent) whole.push_back(testing::hear(*each.probe, each.baud, receiver, each.at));
    Heard all;
    for (const Heard& heard : whole) append(all, heard);
    check(all, "all, in the order sent");
    for (std::size_t i = 0; i + 2 < sent.size(); ++i) {
        for (std::size_t cut = 1; cut < sent[i].probe->send.size(); ++cut) {
            // Its end, then what follows
            Heard end = testing::hear(*sent[i].probe, sent[i].baud, receiver, sent[i].at, cut);
            for (std::size_t next = i + 1; next < i + 3; ++next) append(end, whole[next]);
            check(end, "the end of " + name_of(sent[i]));
            // Its beginning, then all anew. Pairs are the business of the whole.
            Heard begin = testing::hear(*sent[i].probe, sent[i].baud, receiver, sent[i].at, 0, cut);
            for (std::size_t next = 0; next < 4; ++next) append(begin, whole[next]);
            for (HeardByte& byte : begin) byte.at = Duration{0};
            check(begin, "the beginning of " + name_of(sent[i]));
        }
    }
}

// Where what is remembered can make a round begin otherwise.
std::vector<FoundLine> all_remembered() {
    std::vector<FoundLine> all{FoundLine{}};
    for (const Probe& probe : kAuto.probes) {
        if (probe.line == nullptr) continue;
        for (const Protocol* const protocol : protocol_catalog()) {
            const FoundLine found{protocol, probe.line->baud, probe.line->outputs};
            if (std::find(all.begin(), all.end(), found) == all.end()) all.push_back(found);
        }
    }
    return all;
}

}  // namespace

TEST_CASE("proof: what is asked of everybody makes nobody act", "[proof]") {
    std::map<unsigned, std::vector<const Protocol*>> at_speed;
    for (const Protocol* const protocol : protocol_catalog())
        if (!protocol->destructive.empty())
            for (const unsigned speed : testing::speeds_of(*protocol)) at_speed[speed].push_back(protocol);
    const std::vector<Sent> sent = silent_rounds(2);
    std::set<std::string> findings;
    for (const auto& [speed, protocols] : at_speed)
        for (const Receiver& receiver : testing::receivers({speed}))
            check_all(sent, receiver, [&, &listening = protocols](const Heard& heard, const std::string& what) {
                for (const Protocol* const protocol : listening) {
                    const std::string act = testing::first_act(heard, protocol->destructive);
                    if (!act.empty())
                        findings.insert(fmt::format("{} at {}: {} in {}", protocol->name, receiver.baud, act, what));
                }
            });
    for (const std::string& line : findings) UNSCOPED_INFO(line);
    CHECK(findings.empty());
}

TEST_CASE("proof: a round that begins with what is remembered repeats nothing too soon", "[proof]") {
    const std::vector<Sent> usual = silent_rounds(1);
    std::set<std::string> findings;
    for (const FoundLine& remembered : all_remembered()) {
        const std::vector<Sent> sent = silent_rounds(1, remembered);
        if (sent.size() == usual.size()) continue;  // nothing leads there
        for (const Protocol* const protocol : protocol_catalog()) {
            Heard all;
            for (const Sent& each : sent)
                append(all, testing::hear(*each.probe, each.baud, {protocol->line.baud, 0, {}}, each.at));
            const std::string act = testing::first_act(all, protocol->destructive);
            if (!act.empty()) findings.insert(fmt::format("{}: {} where {} is remembered", protocol->name, act, remembered.protocol->name));
        }
    }
    for (const std::string& line : findings) UNSCOPED_INFO(line);
    CHECK(findings.empty());
}

TEST_CASE("proof: what only some are asked makes none of them act", "[proof]") {
    const std::vector<Sent> sent = silent_rounds(1);
    std::set<std::string> findings;
    for (const Probe& probe : kAuto.probes) {
        if (probe.only_after == 0) continue;
        for (const Protocol* const protocol : protocol_catalog()) {
            if (is_ruled_out(*protocol)) continue;
            for (const Receiver& receiver : testing::receivers({protocol->line.baud})) {
                // A unit that has answered hears all of it; the program may end in the middle and begin anew.
                for (std::size_t count = 1; count <= probe.send.size(); ++count) {
                    Heard heard = testing::hear(probe, protocol->line.baud, receiver, Duration{0}, 0, count);
                    for (std::size_t next = 0; next < 4; ++next)
                        append(heard, testing::hear(*sent[next].probe, sent[next].baud, receiver, Duration{0}));
                    const std::string act = testing::first_act(heard, protocol->destructive);
                    if (!act.empty()) findings.insert(fmt::format("{}: {} in {}", protocol->name, act, probe.send));
                }
            }
        }
    }
    for (const std::string& line : findings) UNSCOPED_INFO(line);
    CHECK(findings.empty());
}

TEST_CASE("proof: it finds what it looks for", "[proof]") {
    const Protocol* const apc = protocol_by_name("apc-smart");
    const Receiver exact{2400, 0, {}};
    const auto read_by = [](const Protocol& protocol, std::string_view send, unsigned baud) {
        Probe probe;
        probe.send = send;
        std::string acts;
        for (const Receiver& receiver : testing::receivers({protocol.line.baud}))
            acts += testing::first_act(testing::hear(probe, baud, receiver, Duration{0}), protocol.destructive);
        return acts;
    };
    const auto act = [&](std::string_view send, unsigned baud) { return read_by(*apc, send, baud); };
    CHECK(act("QS\r", 2400).starts_with("\"S\""));
    CHECK(act("Q1\r", 2400).empty());
    // Powerware's question for the identity at 4800, read at 2400: S, D, R, U are among what comes out.
    CHECK_FALSE(act("\xAB\x01\x31\x23", 4800).empty());
    CHECK(act("\xAB\x01\x31\x23", 2400).empty());

    Probe key;
    key.send = "1";
    const auto twice = [&](Duration pause) {
        Heard heard = testing::hear(key, 2400, exact, Duration{0});
        append(heard, testing::hear(key, 2400, exact, pause));
        return testing::first_act(heard, apc->destructive);
    };
    CHECK(twice(1s).empty());
    CHECK_FALSE(twice(4s).empty());
    CHECK(twice(9s).empty());

    // `\rF\r` at 2400 wakes up a Powercom that listens at 1200; `F\r` does not.
    const Protocol* const powercom = protocol_by_name("powercom");
    REQUIRE(powercom != nullptr);
    CHECK_FALSE(read_by(*powercom, "\rF\r", 2400).empty());
    CHECK(read_by(*powercom, "F\r", 2400).empty());
}
