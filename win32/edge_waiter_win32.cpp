#include "win32/edge_waiter_win32.h"

#include <windows.h>

#include <system_error>

#include "win32/error_win32.h"

namespace upsmd {

namespace {

constexpr DWORD kEdges = EV_CTS | EV_DSR | EV_RLSD | EV_RING;
constexpr DWORD kGiveBackMilliseconds = 1000;

// Drivers without lines say "invalid parameter" too.
Error line_error(const std::string& what, DWORD number) {
    if (number == ERROR_INVALID_PARAMETER) return windows_error(ErrorCode::unsupported, what, number);
    return windows_error(what, number);
}

}  // namespace

Result<InputLines> read_input_lines(void* port, const std::string& name) {
    DWORD bits = 0;
    if (!GetCommModemStatus(port, &bits)) return line_error("cannot read the modem lines of " + name, GetLastError());
    InputLines lines;
    lines.cts = (bits & MS_CTS_ON) != 0;
    lines.dsr = (bits & MS_DSR_ON) != 0;
    lines.ri = (bits & MS_RING_ON) != 0;
    lines.dcd = (bits & MS_RLSD_ON) != 0;
    return lines;
}

// What the driver writes to while it waits. On the heap, because a driver that never gives the wait back keeps it.
struct EdgeWaiter::PendingWait {
    HANDLE event = nullptr;
    OVERLAPPED overlapped{};
    DWORD seen = 0;

    PendingWait() = default;
    PendingWait(const PendingWait&) = delete;
    PendingWait& operator=(const PendingWait&) = delete;
    ~PendingWait() {
        if (event != nullptr) CloseHandle(event);
    }
};

Result<std::unique_ptr<EdgeWaiter>> EdgeWaiter::start(void* port, const std::string& name, InputLines known,
                                                      std::function<void(InputLines)> on_edge) {
    if (!SetCommMask(port, kEdges)) return line_error("cannot watch the modem lines of " + name, GetLastError());
    auto wait = std::make_unique<PendingWait>();
    wait->event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    HANDLE stop = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (wait->event == nullptr || stop == nullptr) {
        const DWORD number = GetLastError();
        if (stop != nullptr) CloseHandle(stop);
        return windows_error("cannot watch the modem lines of " + name, number);
    }
    std::unique_ptr<EdgeWaiter> waiter(new EdgeWaiter(port, stop, std::move(wait), known, std::move(on_edge)));
    try {
        waiter->thread_ = std::thread([&self = *waiter] { self.run(); });
    } catch (const std::system_error& error) {
        return Error{ErrorCode::io, "cannot start a thread for " + name + ": " + error.what(), error.code().value()};
    }
    return waiter;
}

EdgeWaiter::EdgeWaiter(void* port, void* stop, std::unique_ptr<PendingWait> wait, InputLines known,
                       std::function<void(InputLines)> on_edge)
    : port_(port), stop_(stop), wait_(std::move(wait)), known_(known), on_edge_(std::move(on_edge)) {}

EdgeWaiter::~EdgeWaiter() {
    SetEvent(stop_);
    if (thread_.joinable()) thread_.join();
    CloseHandle(stop_);
}

void EdgeWaiter::run() noexcept {
    while (wait_for_edge()) tell(true);
}

void EdgeWaiter::tell(bool also_unchanged) {
    const auto lines = read_input_lines(port_, {});
    if (!lines || (!also_unchanged && *lines == known_)) return;  // no lines: the port is gone, and its reader tells
    known_ = *lines;
    on_edge_(known_);
}

// False: the waiter has been stopped, or the port is gone (whoever reads from it will notice).
bool EdgeWaiter::wait_for_edge() {
    ResetEvent(wait_->event);
    wait_->seen = 0;
    wait_->overlapped = {};
    // The port's handle is bound to Asio's completion port, which must not get a packet of an operation that Asio did not
    // start. An event handle with its lowest bit set says so (documented at GetQueuedCompletionStatus).
    wait_->overlapped.hEvent = reinterpret_cast<HANDLE>(reinterpret_cast<ULONG_PTR>(wait_->event) | 1);
    if (!WaitCommEvent(port_, &wait_->seen, &wait_->overlapped)) {
        if (GetLastError() != ERROR_IO_PENDING) return false;
        // Windows keeps edges that come while nobody waits, Wine does not: what is no longer true is told now.
        tell(false);
        const HANDLE handles[] = {stop_, wait_->event};
        if (WaitForMultipleObjects(2, handles, FALSE, INFINITE) != WAIT_OBJECT_0 + 1) {
            // A new mask ends the wait on every Windows and under Wine; CancelIo helps with drivers that forget to.
            SetCommMask(port_, 0);
            CancelIo(port_);
            if (WaitForSingleObject(wait_->event, kGiveBackMilliseconds) != WAIT_OBJECT_0) (void)wait_.release();
            return false;
        }
        DWORD unused = 0;
        if (!GetOverlappedResult(port_, &wait_->overlapped, &unused, FALSE)) return false;
    }
    if (WaitForSingleObject(stop_, 0) == WAIT_OBJECT_0) return false;
    return wait_->seen != 0;  // 0: another mask was set behind our back, or the device went away
}

}  // namespace upsmd
