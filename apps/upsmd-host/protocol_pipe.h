// The standard input and output of a host that serves, taken away from the standard handles: what a minidriver prints or
// reads goes nowhere. Backends: protocol_pipe_posix.cpp, protocol_pipe_win32.cpp.
#pragma once

#include <string>
#include <string_view>

namespace upsmd::host {

// Owner: main, for the life of the process. read_line on one thread, write_line on any.
class ProtocolPipe {
  public:
    // Also keeps the system from showing a box when the minidriver crashes.
    ProtocolPipe();
    ProtocolPipe(const ProtocolPipe&) = delete;
    ProtocolPipe& operator=(const ProtocolPipe&) = delete;

    static constexpr std::size_t kLongestLine = 4096;

    // Without its end (LF, CR LF). False: the input has ended (a last line without an end is dropped), or says a line that
    // is too long: whoever does that does not speak our language.
    bool read_line(std::string& line);
    // Adds LF. Whoever does not listen any more misses it.
    void write_line(std::string_view line);

  private:
    int input_ = -1;
    int output_ = -1;
    std::string heard_;
};

}  // namespace upsmd::host
