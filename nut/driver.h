// Many UPSes of ups.conf in one process, each on its driver socket.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nut/driver_section.h"
#include "nut/served_ups.h"
#include "platform/asio_runner.h"
#include "platform/backend.h"
#include "platform/log.h"

namespace upsmd::nut {

struct DriverPlaces {
    std::string folder{};             // of the sockets (NUT's STATEPATH); empty: no sockets
    std::optional<unsigned> group{};  // of the sockets
};

// Thread: the one that runs the io_context.
class Driver final : private RunnerListener {
  public:
    // log must outlive this.
    Driver(boost::asio::io_context& io, DriverPlaces places, Log& log);
    ~Driver() override;

    // Opens the port, then the socket. wait_for_port: a port that cannot be opened yet is tried again and again.
    // Nothing is kept after an Error.
    Result<void> add(const Section& section, const std::string& path, bool wait_for_port);
    void remove(const std::string& name);
    // Those that have gone are removed, those that have changed (or whose socket or port could not be had before) are begun
    // anew, the others are left alone. What cannot be used is logged, and what ran under that name goes on.
    void update(const std::vector<Section>& sections, const std::string& path);

    // driver.exit, and a request to read ups.conf anew (driver.reload and its kin). The last UPS that exits ends nothing:
    // on_exit is told how many are left.
    std::function<void(std::size_t left)> on_exit;
    std::function<void()> on_reload;

    std::size_t size() const { return by_name_.size(); }
    // nullptr: no such UPS.
    ServedUps* find(const std::string& name);
    // Called once for each UPS that has told everything about itself. May be empty.
    std::function<void(ServedUps&)> on_complete;

  private:
    struct Running;

    Result<std::unique_ptr<Running>> begin(const Section& section, const std::string& path, bool wait_for_port);
    std::map<std::string, std::function<void()>> commands(const std::string& name);
    ServedUps* find(Fleet::Id id);
    void look_if_complete(Fleet::Id id);

    void on_state(Fleet::Id id, State state) override;
    void on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) override;
    void on_event(Fleet::Id id, const SessionEvent& event) override;
    void on_wire(Fleet::Id id, bool received, Bytes bytes) override;

    boost::asio::io_context& io_;
    DriverPlaces places_;
    Log& log_;
    std::unique_ptr<PortOpener> opener_;
    AsioRunner runner_;
    std::map<std::string, std::unique_ptr<Running>> by_name_;
    std::map<Fleet::Id, Running*> by_id_;
    // While a port is being opened its id is not known yet.
    Running* opening_ = nullptr;
};

}  // namespace upsmd::nut
