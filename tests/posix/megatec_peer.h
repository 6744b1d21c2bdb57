// The few words of Megatec that tests of the platform need, over a pty. Used by one thread at a time, or by its own.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "tests/posix/pty_peer.h"

namespace upsmd::test {

class MegatecPeer {
  public:
    ~MegatecPeer();
    MegatecPeer() = default;
    MegatecPeer(const MegatecPeer&) = delete;
    MegatecPeer& operator=(const MegatecPeer&) = delete;

    PtyPeer pty;
    std::atomic<bool> on_battery{false};
    std::atomic<bool> low_battery{false};  // on battery, and low
    std::atomic<bool> silent{false};

    // Answers what has come. Every command but queries is kept in `controls`.
    void serve();
    std::string controls;

    // Serves from a thread of its own until end() or the destruction.
    void start();
    void end();

  private:
    std::string heard_;
    std::atomic<bool> ending_{false};
    std::thread thread_;
};

}  // namespace upsmd::test
