// The other side of a serial port: a pty whose slave the code under test opens, behind a symbolic link that survives a
// hang-up. Used by one thread at a time; a thread other than the test's may only call write, read and readable (Catch2
// asserts on one thread).
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace upsmd::test {

class PtyPeer {
  public:
    PtyPeer();
    ~PtyPeer();
    PtyPeer(const PtyPeer&) = delete;
    PtyPeer& operator=(const PtyPeer&) = delete;

    // The link.
    const std::string& path() const { return link_; }
    int master() const { return master_; }
    dev_t device() const;

    // Throws nothing and asserts nothing: bytes that nobody can take are lost, as on a wire.
    void write(std::string_view bytes) const;
    // What has come so far; never waits.
    std::string read() const;
    // Wait at most this long for something to read.
    bool readable(int milliseconds) const;

    void hang_up();  // the link leads nowhere
    void replug();   // a new pty behind the same link

  private:
    std::string folder_;
    std::string link_;
    int master_ = -1;
};

}  // namespace upsmd::test
