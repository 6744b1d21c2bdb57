#include "win32/background_win32.h"

#include <exception>
#include <system_error>
#include <thread>
#include <utility>

namespace upsmd {

namespace {

Result<void> guarded(const std::function<Result<void>()>& work) {
    try {
        return work();
    } catch (const std::exception& error) {
        return Error{ErrorCode::io, error.what(), 0};
    }
}

}  // namespace

void in_background(std::function<Result<void>()> work, ActionDone done) {
    try {
        std::thread([work = std::move(work), done] {
            const Result<void> result = guarded(work);
            try {
                done(result);
            } catch (const std::exception&) {
                // No memory to pass the answer on: the policy goes on without it when its time is over.
            }
        }).detach();
    } catch (const std::system_error&) {
        done(Error{ErrorCode::io, "the system gives no thread for it", 0});
    }
}

}  // namespace upsmd
