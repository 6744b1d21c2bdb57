// What a SHUT unit's report descriptor says: which of the values that are known here it has, and where. Kept in the
// session's memory (Decoded::memory).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "core/decode.h"

namespace upsmd {

// What is made of a value.
enum class ShutKind : std::uint8_t {
    flag,          // a word of the status, or what it depends on
    measurement,   // a number into its variable
    rating,        // the same, read once an hour
    timer,         // seconds; -1: not running
    beeper,        // 1 disabled, 2 enabled, 3 muted
    test,          // of the battery
    yes_no,
    string,        // the number of a string
};

enum class ShutFlag : std::uint8_t {
    none, ac_present, charging, discharging, below_limit, shutdown_imminent, replace, good, overload, failure, hot,
    silent, boost, buck, mains_used, bypass_used, battery_used, manual_used, battery_there,
};

struct ShutRow {
    std::uint32_t collection;  // the one it stands in, PresentStatus aside
    std::uint8_t index;        // and its number
    std::uint32_t usage;
    ShutKind kind;
    ShutFlag flag = ShutFlag::none;
    Variable variable = Variable::ups_status;
    double low = 0;
    double high = 0;
};

// Where two rows give the same variable, the earlier one that the unit has is used.
std::span<const ShutRow> shut_rows();
inline constexpr std::size_t kShutRows = 61;

// Rows that are written.
enum class ShutRole : std::uint8_t { off_delay, on_delay, test, beeper, restart, limit };
// The unit's row for it; nullopt: it has none.
struct ShutUnit;
std::optional<std::size_t> row_of(const ShutUnit& unit, ShutRole role);

struct ShutPlace {
    std::uint8_t report = 0;
    std::uint8_t size = 0;      // bits; 0: the unit has no such value
    std::uint16_t bit = 0;
    std::int8_t exponent = 0;   // to the variable's unit
    bool is_signed = false;
    bool alone = false;         // nothing else in its report
    bool kelvin = false;
    std::int32_t maximum = 0;
};

enum class ShutClass : std::uint8_t { status, identity, measurement };
inline constexpr std::size_t kShutClasses = 3;

// Reports that a session asks for, by class; more than fit are not read.
struct ShutReports {
    static constexpr std::size_t kMost = 24;
    std::array<std::uint8_t, kMost> numbers{};
    std::uint8_t count = 0;
};

// All zero: nothing is known.
struct ShutUnit {
    bool device_known = false;
    bool table_known = false;
    std::uint8_t descriptor = 0;       // number of the HID and report descriptor
    std::uint16_t descriptor_size = 0;
    std::uint8_t maker = 0;            // numbers of strings
    std::uint8_t product = 0;
    std::uint8_t serial = 0;
    std::uint8_t model = 0;
    std::uint8_t version = 0;
    std::uint8_t restart = 0;          // with the mains: kShutOff, kShutOn
    bool battery_used = false;         // the converter runs from the battery
    bool mains_unused = false;
    bool bypass_used = false;
    bool testing = false;
    std::uint8_t status_report = 0;    // where the mains are
    std::array<char, 32> product_name{};  // ends with 0
    std::array<char, 32> model_name{};
    std::array<ShutPlace, kShutRows> places{};
    std::array<std::uint8_t, 256> report_bytes{};  // without the report's number; 255: that long or longer
    std::array<ShutReports, kShutClasses> reports{};
};
inline constexpr std::size_t kShutMemory = sizeof(ShutUnit);
inline constexpr std::uint8_t kShutOff = 1;  // ShutUnit::restart; 0: not read yet
inline constexpr std::uint8_t kShutOn = 2;

// All zero where the memory is empty.
ShutUnit shut_unit(std::span<const std::uint8_t> memory);
void keep(const ShutUnit& unit, std::span<std::uint8_t> memory);

// Fills places and reports in. False: no whole descriptor, or it tells nothing about the mains.
bool learn_shut_reports(Bytes descriptor, ShutUnit& unit);

// A value out of a report (its number first); nullopt: the report is too short.
std::optional<std::int64_t> shut_value(Bytes report, const ShutPlace& place);

}  // namespace upsmd
