#include "core/protocols/multilink.h"

#include <array>

// Liebert MultiLink, the cable with contacts: UPStation GXT, GXT2, PowerSure. No data: on battery a contact joins the
// PC's TX to its RX, and DCD stands while the battery is low. RTS feeds the contacts.
//
//   > 55   < 55        on battery
//   > 55   (nothing)   on line, or nobody there: silence says no more
//
// A byte that comes back is believed at once. Silence is believed after four questions: at the start, and after a byte
// has come back. Any other byte is noise and says nothing.
//
// Nothing is destructive on the wire. A raised DTR turns the load off where a cable has that line, on battery at least:
// it is held low, and the port is not opened again by us.

namespace upsmd {
namespace {

constexpr std::string_view kByte = "\x55";
// What the description gives the byte to come back.
constexpr Duration kTime = 1s;
// Silent questions before the one that is believed.
constexpr std::uint8_t kDoubted = 3;

bool came_back(Bytes reply) { return reply.size() == 1 && reply[0] == 0x55; }

FrameCut cut_byte(Bytes) { return {.skip = 0, .length = 1}; }

Verdict decode_contacts(Bytes reply, Decoded& out) {
    if (!reply.empty() && !came_back(reply)) return Verdict::rejected;
    bool on_battery = !reply.empty();
    if (!out.memory.empty()) {
        std::uint8_t& doubted = out.memory[0];  // silent questions that are not believed yet
        if (on_battery) {
            doubted = kDoubted;
        } else if (doubted > 0) {
            --doubted;
            on_battery = true;
        }
    }
    out.status = StatusFlags{on_battery ? StatusFlag::ob : StatusFlag::ol};
    out.status->set(StatusFlag::lb, out.lines.dcd);
    out.text(Variable::device_mfr, "Liebert");
    out.text(Variable::device_model, "MultiLink");
    return Verdict::ok;
}

constexpr std::array kQueries{Query{.name = "55",
                                    .send = kByte,
                                    .schedule = Schedule::status,
                                    .timeout = kTime,
                                    .decode = decode_contacts,
                                    .silence_answers = true}};

// The first silent questions; a byte that comes back ends them.
constexpr Step kDoubt{.send = StepBytes(kByte), .listen = kTime, .judge = [](Bytes reply, const Step&) {
                          return came_back(reply) ? StepOutcome::accepted : StepOutcome::ignore;
                      }};
constexpr std::array<Step, kDoubted> kEnter{kDoubt, kDoubt, kDoubt};

}  // namespace

constexpr Protocol kMultilink{
    .name = "multilink",
    .description = "Liebert MultiLink contacts: GXT, GXT2, PowerSure",
    .line = {.baud = 9600, .outputs = {false, true, false}, .settle = 500ms},
    .cutter = cut_byte,
    .memory_bytes = 1,
    .poll_interval = 1s,
    .queries = kQueries,
    .enter = kEnter,
    .lines_beside = true,
    .opening_may_kill = true,
};
static_assert(table_is_complete(kMultilink));

}  // namespace upsmd
