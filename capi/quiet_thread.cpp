#include "capi/quiet_thread.h"

#include <signal.h>

#include <utility>

namespace upsmd::capi {
namespace {

class AllSignalsBlocked {
  public:
    AllSignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    AllSignalsBlocked(const AllSignalsBlocked&) = delete;
    AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

  private:
    sigset_t before_{};
};

}  // namespace

std::thread start_quiet_thread(std::function<void()> body) {
    const AllSignalsBlocked blocked;  // a thread begins with the mask of its maker
    return std::thread(std::move(body));
}

}  // namespace upsmd::capi
