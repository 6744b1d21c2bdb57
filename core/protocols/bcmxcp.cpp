#include "core/protocols/bcmxcp.h"

#include "core/protocols/bcmxcp_alarms.h"
#include "core/protocols/bcmxcp_block.h"
#include "core/protocols/bcmxcp_controls.h"
#include "core/protocols/bcmxcp_replies.h"

// BCM/XCP: Powerware, Best, Exide, IBM, Compaq and HP units with a binary port. 8N1, 9600 baud here (units differ).
//
//   > AB 01 33 21                < AB 03 04 81 F0 3A 00 90 13          status: on battery, battery low
//      |  |  check byte             |  |  |  |  |  |  |  breakers
//      |  command                   |  |  |  |  |  |  module
//      length                       |  |  |  |  |  topology, masked by the config block
//                                   |  |  |  |  80 normal .. F0 on battery: bcmxcp_status.cpp
//                                   |  |  |  sequence, 80: the last packet
//                                   |  |  length
//                                   block
//   > AB 01 35 1F                < AB 05 0C 81 00 00 10 08 00 08 00 00 00 00 00 00 A3    alarms that its map (31) names
//
// Meters (34) and alarms (35) can be read only by the maps in the identity (31).
//
// Destructive, never sent as a question: 88 .. 8B, 91 .. 94, 97, 98, B1, B2, and 95 (settings). CF only arms them for 16 s.

namespace upsmd {
namespace {

using namespace bcmxcp;

// The unit begins within 2 s; then 16 bytes or 300.
constexpr Duration kShort = 2500ms;
constexpr Duration kLong = 3500ms;

bool may_have_config(std::span<const std::uint8_t> memory) { return Memory(memory).get(Memory::has_config) != Memory::no; }
bool may_have_list(std::span<const std::uint8_t> memory) { return Memory(memory).get(Memory::has_commands) != Memory::no; }

constexpr Query query(std::string_view name, std::string_view send, Schedule schedule, Duration within,
                      Verdict (*decode)(Bytes, Decoded&), bool (*only_if)(std::span<const std::uint8_t>) = nullptr) {
    Query query{name, send, schedule, within, decode};
    query.only_if = only_if;
    return query;
}

constexpr std::array kQueries{
    //    name   send                         when                   within  reply            only if
    query("35", {"\xAB\x01\x35\x1F", 4}, Schedule::status_part, kLong, decode_alarms),
    query("33", {"\xAB\x01\x33\x21", 4}, Schedule::status, kShort, decode_status),
    query("31", {"\xAB\x01\x31\x23", 4}, Schedule::identity, kLong, decode_identity),
    query("36", {"\xAB\x01\x36\x1E", 4}, Schedule::identity, kLong, decode_config, may_have_config),
    query("40", {"\xAB\x01\x40\x14", 4}, Schedule::identity, kLong, decode_commands, may_have_list),
    query("34", {"\xAB\x01\x34\x20", 4}, Schedule::measurement, kLong, decode_meters),
    query("3B", {"\xAB\x01\x3B\x19", 4}, Schedule::measurement, kShort, decode_battery),
    query("3C", {"\xAB\x01\x3C\x18", 4}, Schedule::measurement, kShort, decode_limits),
};

// All but the first three only where the unit lists the command.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},        // 8A lo hi, in seconds; cannot be stopped
    ControlRow{Control::load_off, load_off},                      // 8B
    ControlRow{Control::test_battery_start_quick, battery_test},  // B1 0A 1E
    ControlRow{Control::shutdown_stayoff, shutdown_stayoff},      // 93 lo hi, in minutes
    ControlRow{Control::shutdown_stop, shutdown_stop},            // 93 00 00
    ControlRow{Control::load_on, load_on},                        // 89
    ControlRow{Control::beeper_enable, beeper_enable},            // 95 06 01 00
    ControlRow{Control::beeper_disable, beeper_disable},          // 95 06 00 00
    ControlRow{Control::beeper_toggle, beeper_toggle},            // either
};

// A packet acts only as a whole and after CF; what it begins with is enough to keep away from.
constexpr std::array kDestructive{
    Destructive{"\xAB\x01\x88"}, Destructive{"\xAB\x01\x89"}, Destructive{"\xAB\x02\x89"}, Destructive{"\xAB\x03\x8A"},
    Destructive{"\xAB\x02\x8A"}, Destructive{"\xAB\x04\x8A"}, Destructive{"\xAB\x01\x8B"}, Destructive{"\xAB\x02\x8B"},
    Destructive{"\xAB\x03\x91"}, Destructive{"\xAB\x07\x92"}, Destructive{"\xAB\x03\x93"}, Destructive{"\xAB\x07\x94"},
    Destructive{"\xAB\x04\x95"}, Destructive{"\xAB\x05\x97"}, Destructive{"\xAB\x05\x98"}, Destructive{"\xAB\x03\xB1"},
    Destructive{"\xAB\x02\xB2"}, Destructive{"\xAB\x03\xB2"}, Destructive{"\xAB\x04\xCF"}, Destructive{"\xAB\x07\xCF"},
};

// Leaves a menu, then asks for the request-only mode; some units want to be authorised first, some stay silent and only
// answer the identity request. None of this acts on the unit.
constexpr std::array kEnter{
    Step{.send = std::string_view("\x1B"), .listen = 100ms},
    Step{.send = std::string_view("\xAB\x04\xCF\x69\xE8\xD5\x5C", 7), .listen = 500ms},
    Step{.send = std::string_view("\xAB\x01\xA0\xB4", 4), .listen = 1s, .judge = judge_identity},
    Step{.send = std::string_view("\xAB\x01\x31\x23", 4),
         .listen = kLong,
         .on_silence = StepOutcome::refused,
         .judge = judge_identity},
};

// Commands are named by their two hexadecimal digits.
std::optional<unsigned> command_of(std::string_view name) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    if (name.size() < 2) return std::nullopt;
    const auto high = kDigits.find(name[0]);
    const auto low = kDigits.find(name[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    return static_cast<unsigned>(high * 16 + low);
}

Verdict answer(std::string_view command, Bytes reply) {
    const auto number = command_of(command);
    const auto said = number ? acknowledgement(reply, *number) : std::nullopt;
    if (!said) return Verdict::rejected;
    return is_acceptance(*said) ? Verdict::ok : Verdict::unsupported;
}

}  // namespace

constexpr Protocol kBcmXcp{
    .name = "bcmxcp",
    .description = "Powerware BCM/XCP (also Best, Exide, IBM, Compaq, HP), binary, 9600 baud",
    // Nothing is fed by the lines, and a pulse on DTR would change the speed.
    .line = {.baud = 9600, .outputs = {true, true, false}, .settle = 100ms},
    .cutter = cut,
    .longest_reply = Block::kMost,
    .memory_bytes = Memory::end,
    .poll_interval = 1s,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = answer,
    .enter = kEnter,
};
static_assert(table_is_complete(kBcmXcp));

}  // namespace upsmd
