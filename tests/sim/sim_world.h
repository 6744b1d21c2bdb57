// A Fleet and simulated UPSes on one virtual time line: hours pass in milliseconds, and the same seed replays exactly.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/cable.h"
#include "core/fleet.h"
#include "posix-sim/sim/ups.h"
#include "posix-sim/sim/wire.h"

namespace upsmd::testing {

struct SiteOptions {
    std::string protocol = "megatec";
    std::string unit;        // the simulated protocol; empty: the same
    unsigned baud = 0;       // of the unit; 0: as its protocol's
    sim::Options ups;
    Settings settings;
    std::string cable;       // simple only
    bool paced = true;
    std::uint64_t seed = 1;
};

// One UPS, its cable and the session that watches it.
struct Site {
    struct Change {
        Time at;
        State state;
    };

    Fleet::Id id = 0;
    std::unique_ptr<sim::Ups> ups;
    sim::Wire wire{2400, true};
    unsigned baud = 2400;  // of the unit
    bool open = false;
    InputLines seen_lines;
    OutputLines outputs;  // as the UPS sees them while the port is open
    State state = State::no_comm;
    std::vector<Change> changes;
    std::vector<SessionEvent> events;
    std::vector<sim::LogEntry> log;
    int reopened = 0;
};

class SimWorld {
  public:
    // Starts with the port open.
    std::size_t add(const SiteOptions& options);

    Time now() const { return now_; }
    void run_for(Duration duration) { run_until(now_ + duration, [] { return false; }); }
    // Runs until done() or the limit; returns whether done() came true. done is asked after every instant.
    bool run_until(Time limit, const std::function<bool()>& done);
    bool run_to_state(std::size_t site, State state, Duration limit);

    // A simulator command; fails the test if it is not understood. hangup and replug close and open the port.
    void command(std::size_t site, std::string_view text);
    Result<void> request(std::size_t site, const ControlRequest& request);
    Result<void> set(std::size_t site, Variable variable, std::string_view value);

    const Session& session(std::size_t site) const { return fleet_.session(sites_[site]->id); }
    const Reading& reading(std::size_t site) const { return session(site).reading(); }
    std::string status(std::size_t site) const;
    Site& site(std::size_t index) { return *sites_[index]; }
    std::size_t size() const { return sites_.size(); }
    // Commands the UPS carried out, in order ("exec" lines of its log).
    std::vector<std::string> executed(std::size_t site) const;
    // Whether the power side of the UPS has told this, such as "test ended".
    bool happened(std::size_t site, std::string_view text) const;
    int count_events(std::size_t site, SessionEvent::Kind kind) const;

  private:
    void open_port(Site& site);
    void lose_port(Site& site);
    void step(Site& site);
    void tell(Site& site, const std::function<void(Session&)>& happens);
    Time deadline(const Site& site) const;
    void requeue(std::size_t index);

    Time now_{Duration{0}};
    Fleet fleet_;
    std::vector<std::unique_ptr<Site>> sites_;
    std::map<Fleet::Id, std::size_t> by_id_;
    std::map<std::pair<Time, std::size_t>, std::size_t> queue_;
    std::vector<Time> queued_at_;
    std::vector<std::unique_ptr<Cable>> cables_;
};

}  // namespace upsmd::testing
