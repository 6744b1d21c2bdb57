// A protocol is a table: one file in core/protocols/ and one line in the catalog. This header is what such a
// file fills in. All tables are constant, live for ever and are checked at compile time where they stand.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/control.h"
#include "core/decode.h"
#include "core/framer.h"
#include "core/lines.h"
#include "core/reading.h"
#include "core/setting.h"
#include "core/settings.h"
#include "core/status_flags.h"
#include "core/time.h"

namespace upsmd {

// When a session asks a query.
enum class Schedule : std::uint8_t {
    status,       // every poll; exactly one query of a protocol
    status_part,  // every poll, before the status: its Decoded::status is added to the status query's
    identity,     // after the first status, then once an hour
    measurement,  // in turn, one between two status polls
    never,        // only `upsmd decode` knows it
};

// What alert characters inside the reply are.
enum class AlertsInReply : std::uint8_t {
    act,   // alerts: act at once, not part of the reply
    data,  // part of the reply
};

struct Query {
    std::string_view name;  // as `upsmd decode PROTOCOL COMMAND` takes it
    std::string_view send;  // exact bytes
    Schedule schedule = Schedule::never;
    Duration timeout{0};    // from the last byte sent to the end of the reply
    // reply: one frame without its terminator. Must not throw, must not read outside `reply`.
    Verdict (*decode)(Bytes reply, Decoded& out) = nullptr;
    AlertsInReply alerts = AlertsInReply::act;
    // Asked although the unit's own list of commands does not name it.
    bool ask_unlisted = false;
    // A second source: gives a value only where no other query of this contact has given it (an old and a new query for
    // the firmware, both answered).
    bool fills_gaps = false;
    // Asked only while the last status reply had all of these; otherwise what it told is forgotten.
    StatusFlags only_while{};
    // Asked only where this says so of what the decoders keep about the unit (Decoded::memory). nullptr: always.
    bool (*only_if)(std::span<const std::uint8_t> memory) = nullptr;
    // The unit's commands (each one character) where it gives no answer to this query and has told no list otherwise.
    std::string_view commands_if_silent{};
    // Cuts this query's reply in place of the protocol's.
    Cutter cutter = nullptr;
    // Not 0: a reply of many lines, as long as the unit has things to tell. `timeout` is then from the last byte that has
    // come, and this is the limit of the whole reply, from the last byte sent.
    Duration longest{0};
    // What is sent in place of `send`, from what the decoders keep about the unit: its address on a shared line, for
    // example. nullptr: `send` itself.
    StepBytes (*compose)(std::span<const std::uint8_t> memory) = nullptr;
    // Nothing heard until the time-out is an answer too: `decode` is then given an empty reply. It is none where anything
    // else was heard.
    bool silence_answers = false;
};

// An alert byte's meaning: status flags that change at once, provisional until the next status poll.
struct Alert {
    std::uint8_t byte = 0;
    StatusFlags set;
    StatusFlags clear;
    // A setting of the unit has changed: what the identity queries told is asked again.
    bool settings_changed = false;
    // Everything that is measured is asked at once, not one between two polls.
    bool look_around = false;
};

struct ControlRow {
    Control control{};
    // Builds the exchange, or says why this unit, in this condition, must not be told.
    Result<Script> (*build)(const ControlRequest& request, const Reading& reading, const Settings& settings) = nullptr;
};

// One way of turning off that the administrator may choose where a unit has several (Settings::turn_off_method).
struct TurnOffMethod {
    std::string_view name;
    std::string_view about;  // one line for people
};

struct LineSettings {
    std::uint32_t baud = 2400;  // always 8N1, no flow control
    OutputLines outputs;        // held while monitoring
    Duration settle{100ms};     // from the opening of the port to the first byte or the first trusted line
    Duration character_gap{0};  // start to start of the characters of a query; 0: back to back
};

// A byte string that makes a unit act: turn off, test, calibrate, change a setting. What no probe of `auto` may ever say
// to a unit that it might reach (docs/detection.md, "Proof").
struct Destructive {
    std::string_view bytes;
    bool at_line_start = true;  // only as the beginning of a command; false: wherever it stands (single-character commands)
    // Not empty: `bytes` alone do nothing, but these do when they come `gap` or longer after them. What may stand between
    // the two, and until when the second one counts, is published for no unit: take neither for a limit.
    std::string_view again{};
    Duration gap{0};
};

struct Protocol;

// What an answer has shown without naming the protocol: which other questions may follow. Bits, `auto`'s own.
using Traits = std::uint32_t;

// How the wire stands while a probe is asked. Always 8N1.
struct ProbeLine {
    std::uint32_t baud = 2400;
    OutputLines outputs;
    Duration settle{100ms};  // after the wire was changed to this, before the first byte
};

// One answer that a probe may get. The answer is one frame.
struct ProbeAnswer {
    bool (*recognise)(Bytes reply) = nullptr;
    // What the unit speaks. nullptr: only the traits are known.
    const Protocol* protocol = nullptr;
    // Which probes may follow. With a protocol they refine: it is used at once, and left where one of them is recognised.
    Traits traits = 0;
};

// One question of `auto`.
struct Probe {
    const ProbeLine* line = nullptr;  // nullptr: as the trait was heard
    std::string_view send;            // exact bytes; empty: only listens
    Duration character_gap{0};        // as LineSettings
    Duration listen{0};               // after the last character is on the wire
    std::span<const ProbeAnswer> answers{};
    Traits only_after = 0;            // asked only where one of these is known; 0: always
    // Whose framing the answer has: the cutter of its query of these bytes, else its own. nullptr: lines that end with CR.
    const Protocol* framed = nullptr;
};

struct Protocol {
    std::string_view name;         // "megatec"
    std::string_view description;  // one line for people
    LineSettings line;
    std::uint8_t terminator = '\r';  // the byte that ends a reply; others of CR, LF, NUL around it are dropped
    Cutter cutter = nullptr;         // for replies that are not lines
    std::size_t longest_reply = Framer::kCapacity;  // bytes; a longer one is dropped
    std::size_t memory_bytes = 0;    // what decoders may keep between replies (Decoded::memory)
    Duration poll_interval{0};       // start to start of status polls
    Duration pause{0};               // after a reply, before the next command
    std::span<const Query> queries{};
    std::span<const Alert> alerts{};
    std::span<const ControlRow> controls{};
    std::span<const TurnOffMethod> turn_off_methods{};  // of shutdown_return; the first one is the default
    std::span<const SettingRow> settings{};
    std::span<const Destructive> destructive{};
    // What a reply means to a command without a row (controls, other dialects' queries): ok where the unit has taken it,
    // unsupported where it does not know it or says no, rejected for everything else. For `upsmd decode` only.
    Verdict (*decode_answer)(std::string_view command, Bytes reply) = nullptr;
    // Wakes the unit's protocol up, at the start and after every loss of communication; empty: nothing to do.
    // The exchange has to end `accepted`.
    std::span<const Step> enter{};
    // Only of `auto`: asked in turn until one is recognised; the session then goes over to that protocol, on the line on
    // which it was heard.
    std::span<const Probe> probes{};
    // Only of protocols that `auto` recognises to say so: why such a unit cannot be watched, for people. Nothing is asked.
    std::string_view not_supported{};
    // Sent at once in answer to what has come (an acknowledge byte after each packet), in any condition of the session.
    // Called after every byte with the unfinished frame, its last byte included, or with the finished one; usually says
    // nothing. Must not throw.
    StepBytes (*acknowledge)(Bytes kept) = nullptr;
    // Readings go through the lines instead of bytes (simple signalling): no query is ever sent.
    bool lines_only = false;
    // Decoders look at the lines beside the bytes (Decoded::lines).
    bool lines_beside = false;
    // Opening a port moves a line that turns such a unit off, if its cable has it: a silent port is not opened again.
    bool opening_may_kill = false;
    // battery.voltage may be per cell or per block, and battery.charge is estimated from it (estimate.h).
    bool estimates_battery = false;
};

// Finds the query that `upsmd decode` and the tests name; nullptr if there is none.
const Query* find_query(const Protocol& protocol, std::string_view name);
constexpr Cutter cutter_of(const Protocol& protocol, const Query& query) {
    return query.cutter != nullptr ? query.cutter : protocol.cutter;
}
const ControlRow* find_control(const Protocol& protocol, Control control);
// Index of a name; nullopt: not one of the protocol's.
std::optional<std::size_t> find_turn_off_method(const Protocol& protocol, std::string_view name);
// "auto, soft"; empty where there is no choice.
std::string turn_off_method_names(const Protocol& protocol);
const SettingRow* find_setting(const Protocol& protocol, Variable variable);

// Whether a row leaves its function out; for compile time only. GCC's undefined-behaviour checks keep it from comparing
// an external function with nullptr in a constant: where it cannot tell, there is one.
template <typename Function>
constexpr bool is_missing(Function* function) {
    return __builtin_constant_p(function == nullptr) && function == nullptr;
}

constexpr bool names_a_query(const Protocol& protocol, std::string_view name) {
    for (const Query& query : protocol.queries)
        if (query.name == name) return true;
    return false;
}

// Compile-time check of a table: one status query (unless lines_only), every row complete.
constexpr bool table_is_complete(const Protocol& protocol) {
    int status = 0;
    for (const Query& query : protocol.queries) {
        if (query.name.empty() || is_missing(query.decode)) return false;
        if (query.schedule != Schedule::never && (query.send.empty() || query.timeout <= Duration{0})) return false;
        if (query.schedule == Schedule::status) ++status;
    }
    for (const ControlRow& row : protocol.controls)
        if (is_missing(row.build)) return false;
    for (const SettingRow& row : protocol.settings)
        if (is_missing(row.choices) || is_missing(row.build) || !names_a_query(protocol, row.query)) return false;
    return !protocol.name.empty() && (protocol.lines_only ? status == 0 : status == 1) &&
           (protocol.lines_only || protocol.poll_interval > Duration{0});
}

// Decodes raw bytes as they came from the wire, framing included: the first frame that decodes ok wins, else the
// first that says unsupported. The one path for `upsmd decode`, tests and fuzzers; sessions use the same framer
// and decoders a frame at a time.
Verdict decode_raw(const Protocol& protocol, const Query& query, Bytes raw, Decoded& out);

// The same for a command without a row; rejected where the protocol has no decode_answer.
Verdict decode_raw_answer(const Protocol& protocol, std::string_view command, Bytes raw);

}  // namespace upsmd
