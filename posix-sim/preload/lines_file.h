// The simulator's side of the shared mapping (lines_map.h): it owns the file of one port.
//
// Owner: whoever owns the pty. Thread: one, except wait_turn(), which another thread may sit in. Failure: create() says
// why in its error text.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/lines.h"
#include "posix-sim/preload/lines_map.h"

namespace upsmd::sim {

struct OutputChange {
    OutputLines lines;
    std::uint64_t time_us;  // CLOCK_MONOTONIC
};

class LinesFile {
  public:
    // Replaces a file that a dead simulator left behind.
    static std::unique_ptr<LinesFile> create(const std::string& folder, dev_t device, std::string& error);
    // Says "gone" to every program that has the port, and removes the file.
    ~LinesFile();
    LinesFile(const LinesFile&) = delete;
    LinesFile& operator=(const LinesFile&) = delete;

    // Wakes programs that wait for an edge.
    void set_inputs(InputLines lines);
    // What the next program to open the port finds, without an event.
    void preset_outputs(OutputLines lines);
    // Everything that programs did to the outputs since the last call, in order.
    std::vector<OutputChange> take_outputs();

    std::uint32_t turns() const;
    // Returns when the outputs changed after `turns` was read, or release() was called.
    void wait_turn(std::uint32_t turns);
    void release();

  private:
    LinesFile(std::string path, lines::Map* map) : path_(std::move(path)), map_(map) {}

    std::string path_;
    lines::Map* map_;
    std::uint32_t taken_ = 0;
};

}  // namespace upsmd::sim
