#include "core/protocols/gtec.h"

#include "core/protocols/megatec_relatives.h"
#include "core/protocols/megatec_table.h"

// Gtec ZP120N; Santak and Eaton units with Q4. The line, F, I and the controls are Megatec's.
//
// Status, Q4: columns and letters in megatec_letters.cpp. It says what Q1 of the same units does not: a battery that is
// disconnected or has failed its test. Charge and run time are not told, nor whether the beeper is on.
//
//   > Q4   < (236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 IM    OL, last test passed
//   > Q4   < (000.0 243.2 212.1 220.1 230.4 002 001 50.0 371 372 036.2 22.9 AB    OB LB
//
// Destructive: as Megatec.

namespace upsmd {
namespace {

constexpr std::array kQueries{
    Query{"Q4", "Q4\r", Schedule::status, kMegatecLong, decode_megatec_q4},
    kMegatecRatings,   // F
    kMegatecIdentity,  // I
};

// Q toggles, but nothing tells which way.
constexpr auto kControls = megatec_controls_without<Control::beeper_enable, Control::beeper_disable>();

}  // namespace

constexpr Protocol kGtec{
    .name = "gtec",
    .description = "Gtec ZP120N, Santak and Eaton units that answer Q4 in letters",
    .line = kMegatecLine,
    .terminator = '\r',
    // 66 bytes take 0.28 s.
    .poll_interval = 450ms,
    .pause = kMegatecPause,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kMegatecDestructive,
    .decode_answer = decode_text_answer,
    .estimates_battery = true,
};
static_assert(table_is_complete(kGtec));

}  // namespace upsmd
