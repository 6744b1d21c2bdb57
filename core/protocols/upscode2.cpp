#include "core/protocols/upscode2.h"

#include <array>

#include "core/protocols/upscode2_controls.h"
#include "core/protocols/upscode2_lines.h"
#include "core/protocols/upscode2_replies.h"

// UPScode II. 1200 8N1 (units can be set to 300 to 38400). A command is four letters and CR, its argument a line of its
// own; replies are a label and a value on a line each, lines end with CR LF.
//
//   > UPDS     < STUF / 00 / STBL / 00 / BTIME / 9999.00 / MIUL1 / 0230.20 / … / MOFFF / 0050.00
//   > UPSN / 0 < ACSN / TE12345678          any other argument than 0 is written
//   > UPSD / 030 < ACSD / 030               delay of a turn-off, kept for ever; 0 reads it
//   > UPPC / IJHLDMGCIU                     off after UPSD, on after UPCD; no answer
//
// A command that the unit does not know gets no answer; UPCL lists what it knows. Those that take an argument are asked
// only where they are listed: a unit that does not take UPSN's would take the next command for it.

namespace upsmd {
namespace {

constexpr Duration kTime = 2s;
constexpr Duration kWholeReply = 10s;

template <Upscode2Command command>
bool listed(std::span<const std::uint8_t> memory) {
    return upscode2_lists(memory, command);
}

// A unit that has told no list is asked: there is no argument.
template <Upscode2Command command>
bool listed_or_unknown(std::span<const std::uint8_t> memory) {
    return recall(memory, Upscode2Memory::list_told) == 0 || upscode2_lists(memory, command);
}

using Command = Upscode2Command;

constexpr Query block(std::string_view name, std::string_view send, Schedule schedule,
                      Verdict (*decode)(Bytes, Decoded&), Cutter cutter) {
    return {.name = name, .send = send, .schedule = schedule, .timeout = kTime, .decode = decode, .cutter = cutter,
            .longest = kWholeReply};
}

constexpr Query about(std::string_view name, std::string_view send, Verdict (*decode)(Bytes, Decoded&),
                      bool (*only_if)(std::span<const std::uint8_t>)) {
    return {.name = name, .send = send, .schedule = Schedule::identity, .timeout = kTime, .decode = decode,
            .only_if = only_if};
}

constexpr Query nominal() {
    Query query = block("UPDV", "UPDV\r", Schedule::identity, decode_upscode2_nominal, cut_upscode2_nominal);
    query.only_if = listed_or_unknown<Command::updv>;
    return query;
}

constexpr std::array kQueries{
    block("UPDS", "UPDS\r", Schedule::status, decode_upscode2_status, cut_upscode2_status),
    // Before everything that only some units know.
    block("UPCL", "UPCL\r", Schedule::identity, decode_upscode2_list, cut_upscode2_list),
    Query{.name = "UPTP",
          .send = "UPTP\r",
          .schedule = Schedule::identity,
          .timeout = kTime,
          .decode = decode_upscode2_type,
          .cutter = cut_upscode2_type},
    nominal(),
    about("UPID", "UPID\r", decode_upscode2_id, listed<Command::upid>),
    about("UPSN", "UPSN\r0\r", decode_upscode2_serial, listed<Command::upsn>),
    about("UPPN", "UPPN\r0\r", decode_upscode2_part, listed<Command::uppn>),
    about("UPSD", "UPSD\r0\r", decode_upscode2_delay, listed<Command::upsd>),
    about("UPPM P08", "UPPM\rP08\r", decode_upscode2_beeper, listed<Command::uppm>),
};

constexpr std::array kControls{
    ControlRow{Control::shutdown_return, upscode2_shutdown_return},    // UPCD <s>, UPSD <s>, UPPC IJHLDMGCIU
    ControlRow{Control::shutdown_stayoff, upscode2_shutdown_stayoff},  // UPSD <s>, UPPD LGGNLMDPGV
    ControlRow{Control::shutdown_stop, upscode2_on},                   // UPPU
    ControlRow{Control::load_on, upscode2_on},                         // UPPU
    ControlRow{Control::test_battery_start_quick, upscode2_test},      // UPBT 1
    ControlRow{Control::test_panel_start, upscode2_panel_test},        // UPIS
    ControlRow{Control::beeper_enable, upscode2_beeper_on},            // UPPM P08V00
    ControlRow{Control::beeper_disable, upscode2_beeper_off},          // UPPM P08V02
};

// Nobody has described what UPST, UPDX, UPFS and UPRM do.
constexpr std::array kDestructive{
    Destructive{"UPPF"}, Destructive{"UPPD"}, Destructive{"UPPC"}, Destructive{"UPPU"},  // off and on
    Destructive{"UPLC"}, Destructive{"UPLR"},                                            // outlets
    Destructive{"UPBT"}, Destructive{"UPIS"},                                            // tests
    Destructive{"UPSD"}, Destructive{"UPCD"}, Destructive{"UPRD"}, Destructive{"UPPM"},  // delays, parameters, bypass
    Destructive{"UPSN"}, Destructive{"UPPN"}, Destructive{"UPID"},                       // names
    Destructive{"UPDT"}, Destructive{"UPTM"}, Destructive{"UPDA"}, Destructive{"UPEA"},  // clock, messages
    Destructive{"UPRP"}, Destructive{"UPRL"}, Destructive{"UPST"}, Destructive{"UPDX"},
    Destructive{"UPFS"}, Destructive{"UPRM"},
};

// Two empty lines end what the unit may have heard of another command; no messages that nobody asked for.
constexpr std::array kEnter{
    Step{.send = StepBytes("\r\r"), .listen = 200ms},
    Step{.send = StepBytes("UPDA\r"), .listen = 200ms},
};

// Whether the unit has taken a command with an argument. The others have no answer.
Verdict answer(std::string_view command, Bytes reply) {
    if (command.size() < 4 || !command.starts_with("UP")) return Verdict::rejected;
    const std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    const bool same = text.starts_with("AC") && text.substr(2, 2) == command.substr(2, 2);
    return same ? Verdict::ok : Verdict::rejected;
}

}  // namespace

constexpr Protocol kUpscode2{
    .name = "upscode2",
    .description = "UPScode II: Fiskars, Exide, Deltec, Powerware Profile, Compaq R and T h-series",
    .line = {.baud = 1200, .outputs = {true, true, false}, .settle = 100ms},
    .terminator = '\n',
    .cutter = cut_upscode2_accepted,
    .longest_reply = 2048,
    .memory_bytes = kUpscode2MemoryBytes,
    .poll_interval = 2s,
    .pause = 100ms,
    .queries = kQueries,
    .controls = kControls,
    .destructive = kDestructive,
    .decode_answer = answer,
    .enter = kEnter,
    .estimates_battery = true,  // of units without MBCH1
};
static_assert(table_is_complete(kUpscode2));

}  // namespace upsmd
