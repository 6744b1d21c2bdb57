#include "win32/background_win32.h"

#include <system_error>
#include <thread>
#include <utility>

namespace upsmd {

void in_background(std::function<Result<void>()> work, ActionDone done) {
    try {
        std::thread([work = std::move(work), done] { done(work()); }).detach();
    } catch (const std::system_error&) {
        done(Error{ErrorCode::io, "the system gives no thread for it", 0});
    }
}

}  // namespace upsmd
