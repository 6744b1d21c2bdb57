// A program of ours that runs as a child and talks in lines over its standard input and output. Backends:
// win32/child_process_win32.cpp, posix-sim/child_process_posix.cpp.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace upsmd {

// Called on the io_context's thread; must not throw. May destroy the ChildProcess.
class ChildListener {
  public:
    virtual ~ChildListener() = default;
    // Without its line end (LF, CR LF); at most kLongestLine bytes.
    virtual void on_child_line(std::string_view line) = 0;
    // It has ended, or closed its output, or said a line that is too long: how, for a log ("exit code 3"). Once, the last call.
    virtual void on_child_end(const std::string& how) = 0;
};

// Owner: whoever started it. Thread: the one that runs the io_context, the destructor included. Destroying it kills the
// process if it still runs and collects it (no zombie); the listener hears nothing any more.
class ChildProcess {
  public:
    static constexpr std::size_t kLongestLine = 4096;

    virtual ~ChildProcess() = default;
    // Adds the line end. Returns at once, also where the child does not read; that it has gone is told by on_child_end.
    virtual void send(std::string_view line) = 0;
};

// Starts `program` (full path first, then its arguments; UTF-8). The child inherits nothing but its three standard
// handles: input and output are pipes to us, errors go nowhere. It is killed when this process ends, where the system can do
// that, and reads the end of its input anyway. The io_context must outlive it and run on one thread.
// Errors: not_found (no such program), access_denied, io.
Result<std::unique_ptr<ChildProcess>> start_child(boost::asio::io_context& io, const std::vector<std::string>& program,
                                                  ChildListener& listener);

}  // namespace upsmd
