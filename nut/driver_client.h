// The conversation with one NUT driver, as a client that only reads. Sans-I/O: time, bytes and what became of a
// connection go in; bytes to send, the next deadline and what to do about the connection come out. DriverLink
// (driver_link.h) drives it.
//
// It connects, sends DUMPALL, keeps what is told (UpsMirror), sends PING after 5 s of silence and gives the
// connection up after 15 s (what NUT's server does with MAXAGE 15), and connects again: after 0.5 s, then twice as
// long each time, 10 s at the most. It never sends INSTCMD or SET.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "nut/ups_mirror.h"
#include "nut/words.h"

namespace upsmd::nut {

// Not thread-safe.
class DriverClient {
  public:
    enum class Link {
        opening,  // nothing is known yet
        up,       // the first dump of this connection is complete
        down,     // it failed or ended, and is tried again; error() says why
    };
    enum class Act { nothing, connect, close };

    // `on_change` is called after each line that may have changed something, and when link() or error() changed; it
    // must not destroy this object.
    DriverClient(std::function<void()> on_change, Time now);

    // When on_time must be called, at the latest.
    Time deadline() const { return deadline_; }
    // What to do now. connect: tell the outcome by on_connected or on_ended. close: the connection is of no use any
    // more.
    Act on_time(Time now);

    void on_connected(Time now);
    // The connection ended, or could not be made. `why` is shown to a person.
    void on_ended(const std::string& why, Time now);
    // Connected only.
    void on_bytes(std::string_view bytes, Time now);
    // What has to be sent, once.
    std::string take_output();

    // There is a reason to believe that it works now (a new socket): no waiting any more.
    void try_at_once(Time now);

    Link link() const { return link_; }
    // Why it is down; "" otherwise.
    const std::string& error() const { return error_; }
    // What is told while link() is up; afterwards what was told last. Empty before the first dump is complete.
    const UpsMirror& mirror() const { return mirror_; }

  private:
    enum class Phase { idle, connecting, connected };

    void take(const Words& words, Time now);
    void end_dump();

    std::function<void()> on_change_;
    Phase phase_ = Phase::idle;
    Link link_ = Link::opening;
    std::string error_;
    std::string output_;
    WordReader reader_;
    UpsMirror dump_;          // until it is complete
    UpsMirror mirror_;
    Time deadline_;
    Time connected_at_{};
    Time heard_at_{};         // the last line that was a sign of life
    Time pinged_at_{};
    Duration pause_;          // before the next attempt
};

}  // namespace upsmd::nut
