// The modem lines of an open COM port.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "platform/serial_port.h"

namespace upsmd {

class EdgeWaiter;

// Owner: the port. Thread: the I/O thread only. The watch runs in a thread of its own that sleeps in WaitCommEvent; it
// is joined in the destructor, and nothing is called after that.
class Win32ModemLines : public ModemLines {
  public:
    // `port`: the handle of an open COM port (FILE_FLAG_OVERLAPPED), which must outlive this object. `name`: for errors.
    // `now`: what its outputs are.
    Win32ModemLines(boost::asio::io_context& io, void* port, std::string name, OutputLines now);
    ~Win32ModemLines() override;

    // Lines that go low are set first, then those that go high: a cable never sees both of two levels raised on the way.
    Result<void> set(OutputLines lines) override;
    Result<InputLines> get() override;

    // RI is reported where it ends (the trailing edge): serial.sys tells no other.
    Result<void> watch(std::function<void(InputLines)> on_change) override;

  private:
    struct Watched;

    boost::asio::io_context& io_;
    void* port_;
    std::string name_;
    OutputLines outputs_;
    std::optional<InputLines> last_;
    std::shared_ptr<Watched> watched_;
    std::unique_ptr<EdgeWaiter> waiter_;
};

}  // namespace upsmd
