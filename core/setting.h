// Values that a unit keeps and that can be changed over the line: what it takes, and the exchange that changes it. A
// setting is read before and after by the query that publishes it; only what is read back afterwards counts.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/control.h"
#include "core/decode.h"
#include "core/reading.h"
#include "core/result.h"
#include "core/variables.h"

namespace upsmd {

// What a unit takes for one setting, in the variable's published form.
struct SettingChoices {
    enum class Kind : std::uint8_t {
        values,  // one of `values`
        range,   // a number from `low` to `high`, in steps of `step` from `low`
        text,    // 1 .. `max_length` printable ASCII characters without those of `forbidden`; no blank at either end
    };
    Kind kind = Kind::values;
    std::vector<Value> values;
    double low = 0;
    double high = 0;
    double step = 1;
    std::size_t max_length = 0;
    std::string_view forbidden{};
};

// What is known about the unit that is to be told.
struct SettingUnit {
    const Reading& reading;
    std::span<const std::uint8_t> memory;  // Decoded::memory
    const CommandSet* commands = nullptr;  // that the unit lists; nullptr: it lists none
};

struct SettingRow {
    Variable variable{};
    std::string_view query;  // Query::name of the query that reads it, asked before and after
    // Error{unsupported} where this unit cannot change it, and says why.
    Result<SettingChoices> (*choices)(const SettingRow& row, const SettingUnit& unit) = nullptr;
    // The exchange; `wanted` is one of the choices, and not the value that the unit has now. Steps that change something
    // have Step::commits.
    Result<Script> (*build)(const SettingRow& row, const Value& wanted, const SettingUnit& unit) = nullptr;
};

// A value as a person typed it, if it is one of the choices. Error{invalid_argument}: names the choices.
Result<Value> parse_setting(const SettingRow& row, const SettingChoices& choices, std::string_view text);

// "20, 180, 300, 600", "0 to 9999", "text of up to 8 characters, without !$".
std::string describe(const SettingChoices& choices);

// Equal for a person: numbers by their value, whatever their decimals.
bool is_same_value(const Value& a, const Value& b);

// What became of a request to change a setting.
struct SettingReport {
    const SettingRow* row = nullptr;
    Value wanted;
    Value before;  // absent: it could not be read
    Value after;   // absent: it could not be read, or nothing was sent
    bool put_back = false;  // it had come to stand at another value; after is what was read after putting `before` back
};

}  // namespace upsmd
