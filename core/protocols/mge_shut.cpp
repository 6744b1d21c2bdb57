#include "core/protocols/mge_shut.h"

#include <array>
#include <utility>

#include "core/protocols/shut_controls.h"
#include "core/protocols/shut_frame.h"
#include "core/protocols/shut_replies.h"

// MGE and Eaton SHUT, "Serial HID UPS Transfer": USB's requests on a serial line. Pulsar Ellipse, Evolution, EXtreme C,
// Esprit, M, MX, Nova AVR, Protection Center, 3S, 5P, 5PX, EX RT. 2400 8N1, RTS high, DTR low. Packets: shut_frame.h.
//
//   > 18   < 18                                        in step, and no notifications please; 16 for the oldest
//   > 81 88 81 06 00 22 00 00 len len chk              the report descriptor: which report holds what
//   > 81 88 A1 01 02 03 00 00 08 00 A9                 report 2
//   < 06   < 84 33 02 24 00 26   > 06                  here on battery, discharging, output good
//   > 01 88 21 09 0F 03 00 00 04 00 20   < 06          report 15 is to be set: 4 bytes
//   > 81 44 0F 78 00 00 77   < 06                      off in 120 s
//
// Which questions there are depends on the unit: rows below are the first, second, third … report of a class, as the
// descriptor lists them.
//
// Destructive: every report that is set (21 09).

namespace upsmd {
namespace {

constexpr Duration kTime = 1500ms;
// The longest descriptor, 6144 bytes, at 2400 baud.
constexpr Duration kDescriptorTime = 60s;

// What stands in the table where a question depends on the unit; never sent.
constexpr std::string_view kReport = "report";

StepBytes ask_report(const ShutUnit& unit, std::uint8_t number) {
    constexpr std::size_t kLeast = 8;
    const std::size_t length = unit.report_bytes[number] + std::size_t{1};
    return shut_request(0xA1, 1, number, 3, std::max(length, kLeast));
}

template <ShutClass which, std::size_t slot>
struct Report {
    static bool exists(std::span<const std::uint8_t> memory) {
        return shut_report_at(shut_unit(memory), which, slot).has_value();
    }
    static StepBytes ask(std::span<const std::uint8_t> memory) {
        const ShutUnit unit = shut_unit(memory);
        const auto number = shut_report_at(unit, which, slot);
        return number ? ask_report(unit, *number) : StepBytes{};
    }
    static Verdict decode(Bytes reply, Decoded& out) { return decode_shut_report(which, slot, reply, out); }
    static constexpr std::array<char, 3> kName{
        which == ShutClass::status ? 's' : which == ShutClass::identity ? 'i' : 'm',
        static_cast<char>('0' + slot / 10), static_cast<char>('0' + slot % 10)};
    static constexpr Query query(Schedule schedule) {
        return {.name = {kName.data(), kName.size()},
                .send = kReport,
                .schedule = schedule,
                .timeout = kTime,
                .decode = decode,
                .only_if = exists,
                .cutter = cut_shut_reply,
                .compose = ask};
    }
};

template <ShutString which>
struct Text {
    static bool exists(std::span<const std::uint8_t> memory) {
        return shut_string_number(shut_unit(memory), which) != 0;
    }
    static StepBytes ask(std::span<const std::uint8_t> memory) {
        constexpr std::size_t kMost = 255;
        return shut_request(0x80, 6, shut_string_number(shut_unit(memory), which), 3, kMost);
    }
    static Verdict decode(Bytes reply, Decoded& out) { return decode_shut_string(which, reply, out); }
    static constexpr Query query(std::string_view name) {
        return {.name = name,
                .send = kReport,
                .schedule = Schedule::identity,
                .timeout = kTime,
                .decode = decode,
                .only_if = exists,
                .cutter = cut_shut_reply,
                .longest = 3 * kTime,
                .compose = ask};
    }
};

// What can be set is read by a question of its own, before and after.
template <ShutRole role>
struct Kept {
    static bool exists(std::span<const std::uint8_t> memory) { return row_of(shut_unit(memory), role).has_value(); }
    static StepBytes ask(std::span<const std::uint8_t> memory) {
        const ShutUnit unit = shut_unit(memory);
        const auto row = row_of(unit, role);
        return row ? ask_report(unit, unit.places[*row].report) : StepBytes{};
    }
    static Verdict decode(Bytes reply, Decoded& out) { return decode_shut_role(role, reply, out); }
    static constexpr Query query(std::string_view name) {
        return {.name = name,
                .send = kReport,
                .schedule = Schedule::identity,
                .timeout = kTime,
                .decode = decode,
                .only_if = exists,
                .cutter = cut_shut_reply,
                .compose = ask};
    }
};

bool no_device(std::span<const std::uint8_t> memory) { return !shut_unit(memory).device_known; }
bool no_length(std::span<const std::uint8_t> memory) {
    const ShutUnit unit = shut_unit(memory);
    return unit.device_known && unit.descriptor_size == 0;
}
bool no_table(std::span<const std::uint8_t> memory) {
    const ShutUnit unit = shut_unit(memory);
    return unit.descriptor_size != 0 && !unit.table_known;
}
StepBytes ask_device(std::span<const std::uint8_t>) { return shut_request(0x80, 6, 0, 1, 18); }
StepBytes ask_hid(std::span<const std::uint8_t> memory) {
    return shut_request(0x81, 6, shut_unit(memory).descriptor, 0x21, 9);
}
StepBytes ask_descriptor(std::span<const std::uint8_t> memory) {
    const ShutUnit unit = shut_unit(memory);
    return shut_request(0x81, 6, unit.descriptor, 0x22, unit.descriptor_size);
}
// Without a table nothing is known to ask.
StepBytes ask_status(std::span<const std::uint8_t> memory) {
    const ShutUnit unit = shut_unit(memory);
    return unit.table_known ? ask_report(unit, unit.status_report) : StepBytes{};
}

constexpr Query part(std::string_view name, Verdict (*decode)(Bytes, Decoded&),
                     bool (*wanted)(std::span<const std::uint8_t>), StepBytes (*ask)(std::span<const std::uint8_t>),
                     Duration longest) {
    return {.name = name,
            .send = kReport,
            .schedule = Schedule::status_part,
            .timeout = kTime,
            .decode = decode,
            .only_if = wanted,
            .cutter = cut_shut_reply,
            .longest = longest,
            .compose = ask};
}

template <std::size_t... status, std::size_t... rest>
constexpr auto all_queries(std::index_sequence<status...>, std::index_sequence<rest...>) {
    return std::array{
        part("device", decode_shut_device, no_device, ask_device, 3 * kTime),
        part("hid", decode_shut_hid, no_length, ask_hid, 3 * kTime),
        part("descriptor", decode_shut_descriptor, no_table, ask_descriptor, kDescriptorTime),
        Report<ShutClass::status, status>::query(Schedule::status_part)...,
        Query{.name = "status",
              .send = kReport,
              .schedule = Schedule::status,
              .timeout = kTime,
              .decode = decode_shut_status,
              .cutter = cut_shut_reply,
              .compose = ask_status},
        Report<ShutClass::identity, rest>::query(Schedule::identity)...,
        Kept<ShutRole::limit>::query("limit"),
        Kept<ShutRole::restart>::query("restart"),
        Text<ShutString::maker>::query("maker"),
        Text<ShutString::product>::query("product"),
        Text<ShutString::serial>::query("serial"),
        Text<ShutString::model>::query("model"),
        Text<ShutString::version>::query("version"),
        Report<ShutClass::measurement, rest>::query(Schedule::measurement)...,
    };
}
constexpr auto kQueries = all_queries(std::make_index_sequence<8>{}, std::make_index_sequence<ShutReports::kMost>{});

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shut_shutdown_return},
    ControlRow{Control::shutdown_stayoff, shut_shutdown_stayoff},
    ControlRow{Control::shutdown_stop, shut_shutdown_stop},
    ControlRow{Control::load_off, shut_load_off},
    ControlRow{Control::load_on, shut_load_on},
    ControlRow{Control::test_battery_start_quick, shut_test},
    ControlRow{Control::test_battery_start_deep, shut_test},
    ControlRow{Control::test_battery_stop, shut_test},
    ControlRow{Control::beeper_enable, shut_beeper},
    ControlRow{Control::beeper_disable, shut_beeper},
    ControlRow{Control::beeper_mute, shut_beeper},
};

constexpr std::array kSettings{
    SettingRow{Variable::battery_charge_low, "limit", shut_limit_choices, shut_set_limit},
    SettingRow{Variable::ups_start_auto, "restart", shut_restart_choices, shut_set_restart},
};

// The packet that says that a report is about to be set, wherever it begins.
constexpr std::array kDestructive{Destructive{"\x01\x88\x21\x09", false}};

// 16, 17 and 18 come back as they are.
constexpr Step sync(std::string_view byte, StepOutcome on_silence) {
    return {
        .send = StepBytes(byte), .listen = 600ms, .on_silence = on_silence, .judge = [](Bytes reply, const Step& step) {
            const bool same = reply.size() == 1 && reply[0] == step.send.view()[0];
            return same ? StepOutcome::accepted : StepOutcome::ignore;
        }};
}
constexpr std::array kEnter{
    sync("\x18", StepOutcome::next),
    sync("\x18", StepOutcome::next),
    sync("\x16", StepOutcome::next),
    sync("\x16", StepOutcome::refused),
};

Verdict decode_answer(std::string_view, Bytes reply) {
    if (reply.size() != 1) return Verdict::rejected;
    return reply[0] == kShutAck ? Verdict::ok : reply[0] == kShutNak ? Verdict::unsupported : Verdict::rejected;
}

}  // namespace

constexpr Protocol kMgeShut{
    .name = "mge-shut",
    .description = "MGE and Eaton SHUT: Ellipse, Evolution, 5P and others",
    .line = {.baud = 2400, .outputs = {false, true, false}, .settle = 100ms},
    .cutter = cut_shut_exchange,
    .longest_reply = kShutMostBytes,
    .memory_bytes = kShutMemory,
    .poll_interval = 2s,
    .pause = 50ms,
    .queries = kQueries,
    .controls = kControls,
    .settings = kSettings,
    .destructive = kDestructive,
    .decode_answer = decode_answer,
    .enter = kEnter,
    .acknowledge = acknowledge_shut,
};
static_assert(table_is_complete(kMgeShut));

}  // namespace upsmd
