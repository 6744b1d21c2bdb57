#include "core/protocols/simple.h"

#include <algorithm>
#include <string>

#include "core/cable.h"

// Simple signalling. The facts stand in the cable table (core/cable_table.cpp); nothing is ever written to TxD, because a
// start bit is the same level as the BREAK that turns some of these UPSes off.
//
//   line from the UPS   means (cable 940-0020B)
//   CTS  asserted       power failure
//   DCD  asserted       low battery
//   line to the UPS
//   RTS  asserted       powers the cable's transistors
//   DTR  asserted       turns the UPS off, while on battery

namespace upsmd {
namespace {

// UPSTurnOff has 3 s. Units are known to take 0.2 s to 5 s.
constexpr Duration kHoldBeforeReturn = 2400ms;
// The power failure has to stand for this long before a line is raised: on mains some units remember it.
constexpr Duration kSecondLook = 100ms;
// Until the contacts are powered again and can be believed.
constexpr Duration kSettle = 100ms;

// A contact-closure UPS cuts the output soon after its line is raised: it has no delay that could be asked for. So
// this is refused unless the administrator has said how long the unit waits by itself.
Result<Script> shutdown_return(const ControlRequest& request, const Reading& reading, const Settings& settings) {
    const Cable* const cable = settings.cable;
    if (cable == nullptr || !cable->kill)
        return Error{ErrorCode::unsupported, "shutdown.return: this cable cannot turn the UPS off", 0};
    if (settings.kill_line_delay == std::chrono::seconds{0})
        return Error{ErrorCode::unsupported,
                     "shutdown.return: a contact-closure UPS has no turn-off delay (set KillLineDelay if this one has)", 0};
    if (settings.kill_line_delay < request.delay)
        return Error{ErrorCode::unsupported,
                     "shutdown.return: the UPS waits " + std::to_string(settings.kill_line_delay.count()) +
                         " s (KillLineDelay), " + std::to_string(request.delay.count()) + " s were asked for",
                     0};
    // On mains most units ignore the line, and some remember it and turn off at the next outage.
    if (reading.get(Variable::ups_status).as_text().find("OB") == std::string_view::npos)
        return Error{ErrorCode::refused, "shutdown.return: the UPS is not on battery", 0};
    // The program may close the port as soon as the request counts as made, and on Windows that drops the lines: so it
    // counts only after the level has stood for a while.
    Script script;
    Step kill;
    kill.pause = kSecondLook;
    kill.only_on_battery = true;
    kill.lines = *cable->kill;
    kill.listen = std::min(kHoldBeforeReturn, cable->kill_hold);
    script.add(kill);
    Step hold;
    hold.lines = *cable->kill;
    hold.listen = cable->kill_hold - kill.listen;
    hold.commits = true;
    script.add(hold);
    // Still alive after the hold: a kill level left behind would turn the UPS off at the next outage.
    Step back;
    back.lines = cable->run;
    back.listen = kSettle;
    script.add(back);
    return script;
}

constexpr std::array kControls{ControlRow{Control::shutdown_return, shutdown_return}};

}  // namespace

constexpr Protocol kSimple{
    .name = "simple",
    .description = "Simple signalling (contact closure) over modem lines",
    .line = {.baud = 2400, .outputs = {false, false, false}, .settle = 100ms},
    .controls = kControls,
    .lines_only = true,
};
static_assert(table_is_complete(kSimple));

}  // namespace upsmd
