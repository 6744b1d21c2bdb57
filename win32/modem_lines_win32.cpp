#include "win32/modem_lines_win32.h"

#include <windows.h>

#include <array>
#include <boost/asio/post.hpp>
#include <new>

#include "win32/edge_waiter_win32.h"
#include "win32/error_win32.h"

namespace upsmd {

namespace {

Error set_error(const std::string& name, DWORD number) {
    const std::string what = "cannot set the modem lines of " + name;
    if (number == ERROR_INVALID_PARAMETER) return windows_error(ErrorCode::unsupported, what, number);
    return windows_error(what, number);
}

}  // namespace

// Shared with the callbacks on their way to the I/O thread, which may run after the lines are gone.
struct Win32ModemLines::Watched {
    std::function<void(InputLines)> on_change;
    bool ended = false;  // I/O thread only

    void tell(InputLines lines) const {
        if (!ended) on_change(lines);
    }
};

Win32ModemLines::Win32ModemLines(boost::asio::io_context& io, void* port, std::string name, OutputLines now)
    : io_(io), port_(port), name_(std::move(name)), outputs_(now) {}

Win32ModemLines::~Win32ModemLines() {
    waiter_.reset();
    if (watched_) watched_->ended = true;
}

Result<void> Win32ModemLines::set(OutputLines lines) {
    struct Step {
        bool OutputLines::*line;
        DWORD raise;
        DWORD drop;
    };
    static constexpr std::array<Step, 3> kSteps{{{&OutputLines::brk, SETBREAK, CLRBREAK},
                                                 {&OutputLines::dtr, SETDTR, CLRDTR},
                                                 {&OutputLines::rts, SETRTS, CLRRTS}}};
    for (const bool raising : {false, true}) {
        for (const Step& step : kSteps) {
            if (lines.*step.line != raising || outputs_.*step.line == raising) continue;
            if (!EscapeCommFunction(port_, raising ? step.raise : step.drop))
                return set_error(name_, GetLastError());
            outputs_.*step.line = raising;
        }
    }
    return {};
}

Result<InputLines> Win32ModemLines::get() {
    const auto lines = read_input_lines(port_, name_);
    if (lines) last_ = *lines;
    return lines;
}

Result<void> Win32ModemLines::watch(std::function<void(InputLines)> on_change) {
    if (waiter_) return Error{ErrorCode::in_use, "the modem lines of " + name_ + " are being watched already", 0};
    // An edge between the owner's get() and the start of the watch belongs to the watch.
    if (!last_) {
        if (const auto first = get(); !first) return first.error();
    }
    auto watched = std::make_shared<Watched>();
    watched->on_change = std::move(on_change);
    auto waiter = EdgeWaiter::start(port_, name_, *last_, [&io = io_, watched](InputLines lines) {
        try {
            boost::asio::post(io, [watched, lines] { watched->tell(lines); });
        } catch (const std::bad_alloc&) {
            // One edge is lost with the memory; the next one tells the levels again.
        }
    });
    if (!waiter) return waiter.error();
    waiter_ = std::move(*waiter);
    watched_ = std::move(watched);
    return {};
}

}  // namespace upsmd
