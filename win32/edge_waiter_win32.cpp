#include "win32/edge_waiter_win32.h"

#include <windows.h>

#include <system_error>

#include "win32/error_win32.h"

namespace upsmd {

namespace {

constexpr DWORD kEdges = EV_CTS | EV_DSR | EV_RLSD | EV_RING;
constexpr DWORD kGiveBackMilliseconds = 1000;

}  // namespace

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

Result<std::unique_ptr<EdgeWaiter>> EdgeWaiter::start(void* port, const std::string& name, std::function<void()> on_edge) {
    // Edges between this call and the first wait are kept by the driver.
    if (!SetCommMask(port, kEdges)) {
        const DWORD number = GetLastError();
        if (number == ERROR_INVALID_PARAMETER)  // what drivers without lines say too
            return windows_error(ErrorCode::unsupported, name + " has no modem lines", number);
        return windows_error("cannot watch the modem lines of " + name, number);
    }
    auto wait = std::make_unique<PendingWait>();
    wait->event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    HANDLE stop = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (wait->event == nullptr || stop == nullptr) {
        const DWORD number = GetLastError();
        if (stop != nullptr) CloseHandle(stop);
        return windows_error("cannot watch the modem lines of " + name, number);
    }
    std::unique_ptr<EdgeWaiter> waiter(new EdgeWaiter(port, stop, std::move(wait), std::move(on_edge)));
    try {
        waiter->thread_ = std::thread([&self = *waiter] { self.run(); });
    } catch (const std::system_error& error) {
        return Error{ErrorCode::io, "cannot start a thread for " + name + ": " + error.what(), error.code().value()};
    }
    return waiter;
}

EdgeWaiter::EdgeWaiter(void* port, void* stop, std::unique_ptr<PendingWait> wait, std::function<void()> on_edge)
    : port_(port), stop_(stop), wait_(std::move(wait)), on_edge_(std::move(on_edge)) {}

EdgeWaiter::~EdgeWaiter() {
    SetEvent(stop_);
    if (thread_.joinable()) thread_.join();
    CloseHandle(stop_);
}

void EdgeWaiter::run() noexcept {
    while (wait_for_edge()) on_edge_();
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
