// A minidriver for a service in another process: lines in, lines out (docs/minidriver.md, "A host that serves").
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "apps/upsmd-host/protocol_pipe.h"
#include "platform/loaded_driver.h"

namespace upsmd::host {

// Owner: main, for the life of the process: its threads may hang in the minidriver, and end with the process.
class Server {
  public:
    explicit Server(ProtocolPipe& pipe) : pipe_(pipe) {}
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Until the input ends. Then, or at `quit`, the process ends: after UPSCancelWait and UPSStop, and 3 s at most.
    [[noreturn]] void run();

  private:
    void carry_out_commands();
    void carry_out(const std::string& line);
    void load(const std::string& path);
    void init();
    void turn_off(std::string_view seconds);
    void stop();
    void wait_for_changes();
    bool tell_state(std::uint32_t state);

    ProtocolPipe& pipe_;
    std::unique_ptr<LoadedDriver> driver_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> commands_;
    bool is_initialised_ = false;
    bool is_over_ = false;  // UPSStop: no state is told any more
};

}  // namespace upsmd::host
