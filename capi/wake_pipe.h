// A file descriptor that is readable while there is something to do.
#pragma once

namespace upsmd::capi {

// Thread: one at a time, except fd().
class WakePipe {
  public:
    // Throws std::system_error.
    WakePipe();
    ~WakePipe();
    WakePipe(const WakePipe&) = delete;
    WakePipe& operator=(const WakePipe&) = delete;

    int fd() const { return fds_[0]; }
    void raise();
    void clear();

  private:
    int fds_[2] = {-1, -1};
    bool raised_ = false;
};

}  // namespace upsmd::capi
