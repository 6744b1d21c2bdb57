// What a record comes to.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "history/reader.h"

namespace upsmd::history {

// The mean is weighted with the time that a value held. All of what was known between from and to.
struct ValueSummary {
    std::string name;
    double low = 0.0;
    double mean = 0.0;
    double high = 0.0;
    std::optional<double> last;  // no value: not known at the end
};

std::vector<ValueSummary> summarize_values(const Record& record);

// A state held from `from` to `to`. No state: nobody watched.
struct StateSpan {
    Stamp from{};
    Stamp to{};
    std::optional<State> state;
    std::string words;
};

// Without gaps from record.from to record.to; neighbours of one state are one span, with the first one's words.
std::vector<StateSpan> state_spans(const Record& record);

struct StateSummary {
    std::chrono::milliseconds online{0}, on_battery{0}, low_battery{0}, no_comm{0}, unwatched{0};
    int outages = 0;  // how often it left ONLINE for the battery
};

StateSummary summarize_states(const Record& record);

// "2 outages, 12 min 5 s on battery; no communication for 1 h."
std::string summary_sentence(const Record& record);

// States and events, in order of time.
struct Happening {
    Stamp time{};
    bool is_state = false;
    std::optional<State> state;  // where it is one
    std::string text;            // "on battery: OB DISCHRG, 12 min"
};

std::vector<Happening> happenings(const Record& record);

// "on line", "on battery", "battery low", "no communication"; "not recorded".
const char* state_words(std::optional<State> state);

// At most two digits after the point, no zeros at the end: "230.4", "27".
std::string number_text(double number);

}  // namespace upsmd::history
