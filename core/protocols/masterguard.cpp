#include "core/protocols/masterguard.h"

#include <string>

#include "core/protocols/masterguard_replies.h"
#include "core/protocols/megatec_table.h"

// Masterguard A and E (Siemens, Chloride). Megatec's line and tests; the replies are in masterguard_replies.cpp.
//
// Every unit has an address, 00 to 99, the first field of every long reply. Commands end with it where "XX" stands, once
// it is known from Q3:
//   > Q3     < (00 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000
//   > WH     < (00 10.06 03.09 A  700  + 0 Bat Pack-19        0 230 50.00 012 02.30 006.00 012.00 018 10 40 160 276 47.00 53.00
//   > GS,XX  < (00,00 0 1                   packs, beeper
//   > GSN,XX < (00,SSN=6A1212      2782     part and serial number
//   > PNV    < (PNV=230                     nominal output voltage
//
// A control that is taken is answered by nothing, what is not known by NAK:
//   > C, S.5R0003     off in 30 s, back 3 minutes later at the earliest
//   > SS---0,XX       beeper off ("-" keeps what it stands for: the address, the packs)
//   > TUD,XX          run-time calibration, only with a load of 30 to 100 % and a full battery
//
// How it stays off is disputed (S<n> or S<n>R0000): it is not offered. FOFF (bypass on) drops the protection.

namespace upsmd {
namespace {

using V = Variable;

constexpr std::int64_t kMostMinutes = 99;

std::string with_address(std::string_view command, std::uint8_t address) {
    return std::string(command) + ',' + static_cast<char>('0' + address / 10 % 10) + static_cast<char>('0' + address % 10);
}

// clang-format off
StepBytes ask_setup(std::span<const std::uint8_t> memory) {
    return StepBytes(with_address("GS", MasterguardMemory::address(memory)) + '\r');
}
StepBytes ask_serial(std::span<const std::uint8_t> memory) {
    return StepBytes(with_address("GSN", MasterguardMemory::address(memory)) + '\r');
}
// clang-format on

Result<Script> shutdown_return(const ControlRequest& request, const Reading&, const Settings& settings) {
    const auto tail = megatec_return_tail(settings);
    if (!tail) return tail.error();
    return megatec_turn_off(request, *tail, kMostMinutes);
}

Result<Script> beeper_enable(const ControlRequest& request, const Reading&, const Settings&) {
    return megatec_command(with_address("SS---1", MasterguardMemory::address(request.memory)));
}
Result<Script> beeper_disable(const ControlRequest& request, const Reading&, const Settings&) {
    return megatec_command(with_address("SS---0", MasterguardMemory::address(request.memory)));
}

// The unit measures its run time by emptying the battery.
Result<Script> calibrate(const ControlRequest& request, const Reading& reading, const Settings&) {
    const auto load = reading.number(V::ups_load);
    const auto charge = reading.number(V::battery_charge);
    if (!load || *load < 30 || *load > 100 || !charge || *charge <= 99)
        return Error{ErrorCode::refused, "calibrate.start: only with a load of 30 to 100 % and a full battery", 0};
    if (reading.get(V::ups_status).as_text().find("OB") != std::string_view::npos)
        return Error{ErrorCode::refused, "calibrate.start: the UPS is on battery", 0};
    return megatec_command(with_address("TUD", MasterguardMemory::address(request.memory)));
}

constexpr Query addressed(std::string_view name, std::string_view send, Schedule schedule,
                          Verdict (*decode)(Bytes, Decoded&), StepBytes (*compose)(std::span<const std::uint8_t>)) {
    Query query{name, send, schedule, kMegatecShort, decode};
    query.compose = compose;
    return query;
}

constexpr std::array kQueries{
    Query{"Q3", "Q3\r", Schedule::status, kMegatecLong, decode_masterguard_status},
    Query{"WH", "WH\r", Schedule::identity, kMegatecLong, decode_masterguard_names},
    addressed("GSN", "GSN,00\r", Schedule::identity, decode_masterguard_serial, ask_serial),
    Query{"PNV", "PNV\r", Schedule::identity, kMegatecShort, decode_masterguard_output},
    addressed("GS", "GS,00\r", Schedule::measurement, decode_masterguard_setup, ask_setup),
};

// n: .2 to .9 tenths of a minute, 01 to 99 minutes.
constexpr std::array kControls{
    ControlRow{Control::shutdown_return, shutdown_return},              // C, S<n>R<mmmm>
    ControlRow{Control::shutdown_stop, megatec_cancel},                 // C
    ControlRow{Control::test_battery_start_quick, megatec_test_quick},  // T
    ControlRow{Control::test_battery_start_deep, megatec_test_deep},    // TL
    ControlRow{Control::test_battery_start, megatec_test_minutes},      // T<nn>
    ControlRow{Control::test_battery_stop, megatec_test_stop},          // CT
    ControlRow{Control::calibrate_start, calibrate},                    // TUD,XX
    ControlRow{Control::beeper_enable, beeper_enable},                  // SS---1,XX
    ControlRow{Control::beeper_disable, beeper_disable},                // SS---0,XX
};

constexpr std::array kActing{
    Destructive{"S"},     // turn-off; SS sets address, packs and beeper; SRC the running time
    Destructive{"C"},     // cancels; CT ends a test
    Destructive{"T"},     // tests; TUD calibrates
    Destructive{"FOFF"},  // bypass
    Destructive{"FON"},
    Destructive{"FCLR"},  // forgets faults
    Destructive{"PNV="},  // nominal output voltage
    Destructive{"Q\r"},   // known to the A series; Megatec's beeper
};

}  // namespace

constexpr Protocol kMasterguard{
    .name = "masterguard",
    .description = "Masterguard A and E (Siemens, Chloride)",
    .line = kMegatecLine,
    .terminator = '\r',
    .memory_bytes = MasterguardMemory::kBytes,
    .poll_interval = 500ms,  // 71 characters take 0.3 s
    .pause = kMegatecPause,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kActing,
    .decode_answer = decode_text_answer,
};
static_assert(table_is_complete(kMasterguard));

}  // namespace upsmd
