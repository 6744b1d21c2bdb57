#include "tests/unit/probe_heard.h"

#include <algorithm>
#include <array>
#include <set>

#include "posix-sim/sim/escape.h"

namespace upsmd::testing {
namespace {

// Speeds beside that of the table, from the families' descriptions.
struct OtherSpeeds {
    std::string_view protocol;
    std::vector<unsigned> speeds;
};
const std::array kOtherSpeeds{
    OtherSpeeds{"bcmxcp", {1200, 2400, 4800, 9600, 19200}},
    OtherSpeeds{"liebert-esp2", {1200, 2400, 4800, 9600, 19200}},
    OtherSpeeds{"masterguard", {2400, 9600}},
    OtherSpeeds{"upscode2", {300, 600, 1200, 2400, 4800, 9600, 19200}},
};

using Nanoseconds = sim::Waveform::Nanoseconds;

// A second one of a pair that comes later than this, with other commands between, is none: the one pair that the probes hold
// at all (`1`) is published with a pause of about 4 s, and is two key strokes of a person.
constexpr Duration kPairLimit = 7500ms;

sim::Waveform waveform(const Probe& probe, unsigned baud, std::size_t first, std::size_t count) {
    sim::Waveform wire;
    Nanoseconds at = 1'000'000;
    const std::string_view bytes = probe.send.substr(std::min(first, probe.send.size()), count);
    for (const char c : bytes) {
        wire.add(static_cast<std::uint8_t>(c), baud, at);
        at += probe.character_gap.count() * 1000;
    }
    return wire;
}

bool matches(const Heard& heard, std::size_t from, std::string_view bytes) {
    if (from + bytes.size() > heard.size()) return false;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (heard[from + i].byte != static_cast<std::uint8_t>(bytes[i])) return false;
    return true;
}

bool acts(const Heard& heard, std::size_t from, const Destructive& row) {
    if (row.at_line_start && !heard[from].starts) return false;
    if (!matches(heard, from, row.bytes)) return false;
    if (row.again.empty()) return true;
    for (std::size_t i = from + row.bytes.size(); i < heard.size(); ++i) {
        const Duration pause = heard[i].at - heard[from].at;
        if (pause >= row.gap && pause <= kPairLimit && matches(heard, i, row.again)) return true;
    }
    return false;
}

}  // namespace

std::set<unsigned> speeds_of(const Protocol& protocol) {
    std::set<unsigned> speeds{protocol.line.baud};
    for (const OtherSpeeds& each : kOtherSpeeds)
        if (each.protocol == protocol.name) speeds.insert(each.speeds.begin(), each.speeds.end());
    return speeds;
}

std::vector<Receiver> receivers(const std::set<unsigned>& speeds) {
    std::vector<Receiver> receivers;
    for (const unsigned baud : speeds)
        for (const double error : {-0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03})
            for (const double phase : {0.44, 0.5, 0.56})
                for (const bool keeps : {true, false})
                    for (const bool waits : {true, false}) receivers.push_back({baud, error, {keeps, waits, phase}});
    return receivers;
}

Heard hear(const Probe& probe, unsigned baud, const Receiver& receiver, Duration at, std::size_t first, std::size_t count) {
    const sim::Waveform wire = waveform(probe, baud, first, count);
    sim::UartReader reader(receiver.baud * (1 + receiver.error), receiver.habits);
    Heard heard;
    bool starts = true;
    while (const auto byte = reader.next(wire, wire.end() + 1'000'000'000)) {
        heard.push_back({byte->byte, starts, at + Duration(byte->at / 1000)});
        starts = byte->byte == '\r' || byte->byte == '\n' || byte->byte == 0;
    }
    return heard;
}

std::string first_act(const Heard& heard, std::span<const Destructive> destructive) {
    for (const Destructive& row : destructive)
        for (std::size_t i = 0; i < heard.size(); ++i)
            if (acts(heard, i, row)) {
                const sim::Bytes bytes(row.bytes.begin(), row.bytes.end());
                return '"' + sim::escape(bytes) + '"' + (row.again.empty() ? "" : " twice");
            }
    return {};
}

}  // namespace upsmd::testing
