// The pty that stands for a serial port: master side for the simulator, slave side for programs, a stable link to the
// slave, and knowledge of who opens and closes it.
//
// Thread: one. Failure: open() returns an error text; afterwards the port is closed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace upsmd::sim {

enum class PortEvent { kOpened, kClosed };

class PtyPort {
  public:
    PtyPort(std::string link, unsigned baud) : link_(std::move(link)), baud_(baud) {}
    ~PtyPort() { close(); }
    PtyPort(const PtyPort&) = delete;
    PtyPort& operator=(const PtyPort&) = delete;

    // Empty on success. Makes the link point at the new slave; never replaces a file that is not a link.
    std::string open();
    // Readers see a hang-up; the link goes.
    void close();
    bool is_open() const { return master_ >= 0; }

    const std::string& path() const { return path_; }
    dev_t device() const { return device_; }
    int master() const { return master_; }
    int watch() const { return watch_; }

    std::vector<std::uint8_t> read();
    // What nobody reads is lost, as on a real line.
    void write(std::span<const std::uint8_t> bytes);
    // First opening and last closing by programs since the last call. Where the kernel cannot tell, the port counts as
    // open for good.
    std::vector<PortEvent> take_events();
    bool in_use() const { return watch_ < 0 || openers_ > 0; }
    // Whether the last close lets DTR and RTS fall (HUPCL).
    bool drops_lines_on_close() const;

  private:
    std::string open_pair();
    std::string make_link() const;
    void watch_slave();
    void last_close() const;

    std::string link_;
    unsigned baud_;
    std::string path_;
    dev_t device_ = 0;
    int master_ = -1;
    int slave_ = -1;     // held open, so that a program that closes the port does not end it
    int watch_ = -1;
    int openers_ = 0;
};

}  // namespace upsmd::sim
