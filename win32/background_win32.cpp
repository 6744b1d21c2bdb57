#include "win32/background_win32.h"

#include <windows.h>

#include <process.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <utility>

namespace upsmd {
namespace {

struct Work {
    std::function<Result<void>()> work;
    ActionDone done;
};

Result<void> guarded(const std::function<Result<void>()>& work) {
    try {
        return work();
    } catch (const std::exception& error) {
        return Error{ErrorCode::io, error.what(), 0};
    }
}

unsigned __stdcall run(void* given) {
    const std::unique_ptr<Work> work(static_cast<Work*>(given));
    const Result<void> result = guarded(work->work);
    try {
        work->done(result);
    } catch (const std::exception&) {
        // No memory to pass the answer on: the policy goes on without it when its time is over.
    }
    return 0;
}

}  // namespace

// Not a detached std::thread: after ones that end soon, with libwinpthread, an event of another thread was lost now and then
// (under Wine 8, x86: a registry watch that never ended); a handle that is closed twice would explain it.
void in_background(std::function<Result<void>()> work, ActionDone done) {
    auto given = std::make_unique<Work>(Work{std::move(work), std::move(done)});
    const std::uintptr_t thread = _beginthreadex(nullptr, 0, run, given.get(), 0, nullptr);
    if (thread == 0) return given->done(Error{ErrorCode::io, "the system gives no thread for it", 0});
    given.release();  // the thread's
    CloseHandle(reinterpret_cast<HANDLE>(thread));
}

}  // namespace upsmd
