#include "core/protocols/voltronic_axpert.h"

#include "core/protocols/binary_line.h"
#include "core/protocols/voltronic_axpert_identity.h"
#include "core/protocols/voltronic_axpert_reply.h"
#include "core/protocols/voltronic_axpert_status.h"
#include "core/protocols/voltronic_check.h"

// Axpert inverters (KS, MKS, VM, King, PIP ...; QPI answers PI30). 2400 8N1 without flow control: check bytes may be any
// value. Commands and replies end with two check bytes and CR; replies begin with `(`. The forms of the replies stand
// beside their decoders in voltronic_axpert_*.cpp.
//
//   > 51 50 49 BE AC 0D (QPI)   < (PI30 9A 0B CR
//   > QMOD  < (L                                       line mode
//   > QPIWS < (00000000000000000000000000000000        nothing
//   > QPIGS < (235.2 50.1 235.2 50.1 0446 0382 008 440 54.00 012 100 0034 0000 000.0 00.00 00000 00010101 ...    OL CHRG
//   > QMOD  < (B    > QPIWS < (00000100000010000000000000000000     mains failed, battery low
//   > QPIGS < (000.0 00.0 230.0 49.9 0161 0119 003 380 46.10 000 011 0034 0000 ... 00003 00010000 ...            OB DISCHRG LB
//
// No controls: PI30 has no delayed turn-off, no battery test and no cancel, and everything that it can be told changes what
// feeds the load, or the care of the battery. It turns itself off at its cut-off voltage, and on again with the mains.

namespace upsmd {
namespace {

constexpr Duration kTime = 2500ms;  // up to 1 s of thought (2 s for QPIRI), 0.5 s on the wire

constexpr CheckedCommand kQpi("QPI");
constexpr CheckedCommand kQmod("QMOD");
constexpr CheckedCommand kQpiws("QPIWS");
constexpr CheckedCommand kQpigs("QPIGS");
constexpr CheckedCommand kQpiri("QPIRI");
constexpr CheckedCommand kQflag("QFLAG");
constexpr CheckedCommand kQid("QID");
constexpr CheckedCommand kQsid("QSID");
constexpr CheckedCommand kQvfw("QVFW");
constexpr CheckedCommand kQvfw2("QVFW2");
constexpr CheckedCommand kQmn("QMN");
static_assert(std::string_view(kQpi) == "QPI\xBE\xAC\r" && std::string_view(kQpigs) == "QPIGS\xB7\xA9\r");

constexpr auto kPart = Schedule::status_part;
constexpr auto kIdentity = Schedule::identity;
constexpr auto kAct = AlertsInReply::act;

constexpr std::array kQueries{
    Query{"QMOD", kQmod, kPart, kTime, decode_axpert_mode},
    Query{"QPIWS", kQpiws, kPart, kTime, decode_axpert_warnings},
    Query{"QPIGS", kQpigs, Schedule::status, kTime, decode_axpert_status},
    Query{"QSID", kQsid, kIdentity, kTime, decode_axpert_long_serial},
    Query{"QID", kQid, kIdentity, kTime, decode_axpert_serial, kAct, false, true},
    Query{"QVFW", kQvfw, kIdentity, kTime, decode_axpert_firmware},
    Query{"QVFW2", kQvfw2, kIdentity, kTime, decode_axpert_firmware_aux},
    Query{"QMN", kQmn, kIdentity, kTime, decode_axpert_model},
    Query{"QPIRI", kQpiri, kIdentity, kTime, decode_axpert_ratings},
    Query{"QFLAG", kQflag, kIdentity, kTime, decode_axpert_options},
    Query{"QPI", kQpi, Schedule::never, kTime, decode_axpert_protocol},
};

// Other numbers than 30 have other layouts and are not spoken to.
StepOutcome judge_protocol(Bytes reply, const Step&) {
    Decoded out;
    std::string_view body;
    if (decode_axpert_protocol(reply, out) == Verdict::ok) return StepOutcome::accepted;
    const bool damaged = axpert_body(reply, "QPI", body) == Verdict::rejected;
    return damaged ? StepOutcome::ignore : StepOutcome::refused;
}

constexpr std::array kEnter{
    Step{.send = std::string_view(kQpi), .listen = 2s, .judge = judge_protocol},
    Step{.send = std::string_view(kQpi), .listen = 2s, .on_silence = StepOutcome::refused, .judge = judge_protocol},
};

// With their check bytes behind them.
constexpr std::array kDestructive{
    Destructive{"POP"},  Destructive{"PCP"},    // what feeds the load, what charges
    Destructive{"PE"},   Destructive{"PD"},     // options
    Destructive{"PF"},                          // everything as delivered
    Destructive{"PB"},   Destructive{"PG"},     // battery type and voltages, input range
    Destructive{"PSD"},  Destructive{"PCV"},    // voltages
    Destructive{"PSAVE"}, Destructive{"BTA"},   // factory
    Destructive{"MUCHGC"}, Destructive{"MNCHGC"}, Destructive{"MCHGC"},  // currents
    Destructive{"F50"},  Destructive{"F60"},    // output frequency
    Destructive{"DAT"},                         // clock
    Destructive{"S"},    Destructive{"ATE1"},   // SOFF, SON, ST: of relatives, not known to do nothing here
    Destructive{"FG"},   Destructive{"GTS"},
};

}  // namespace

constexpr Protocol kVoltronicAxpert{
    .name = "voltronic-axpert",
    .description = "Voltronic Axpert inverters (PI30) used as a UPS, watched only",
    .line = {.baud = 2400, .outputs = {true, false, false}, .settle = 100ms},
    .terminator = '\r',
    .cutter = cut_binary_line,
    .memory_bytes = kAxpertMemory,
    // Three replies, 1.2 s of line time.
    .poll_interval = 2s,
    .pause = 50ms,
    .queries = kQueries,
    .destructive = kDestructive,
    .decode_answer = decode_axpert_answer,
    .enter = kEnter,
};
static_assert(table_is_complete(kVoltronicAxpert));

}  // namespace upsmd
