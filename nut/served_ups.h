// One UPS of a runner on a driver socket: what the session knows becomes NUT's variables, what clients want becomes
// requests. Whoever listens to the runner hands on what it is told of this UPS.
#pragma once

#include <bitset>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "nut/driver_socket.h"
#include "platform/asio_runner.h"
#include "platform/ups_requests.h"

namespace upsmd::nut {

struct ServedUpsOptions {
    std::string name;         // the UPS's
    std::string driver;       // driver.name
    std::string version;      // driver.version
    // driver.parameter.NAME, driver.flag.NAME: as configured, without what is secret.
    std::map<std::string, std::string> parameters;
    std::map<std::string, std::string> flags;
    std::map<std::string, std::string> overrides;  // variables that stand whatever the UPS says
    std::map<std::string, std::string> defaults;   // ... while it does not tell them
    // shutdown.return and shutdown.stayoff without an argument, and driver.killpower: the output does not go off earlier.
    // nullopt: 20 s; driver.killpower takes 0 s where the UPS cannot wait.
    std::optional<std::chrono::seconds> off_delay;
    bool allow_killpower = false;
    // What the program can be told besides (driver.exit, driver.reload, ...). Called from the io_context, later.
    std::map<std::string, std::function<void()>> program_commands;
};

// Thread: the I/O thread.
class ServedUps final : private Orders {
  public:
    static constexpr std::chrono::seconds kOffDelay{20};
    static constexpr int kKillTries = 3;  // of driver.killpower, each as long as a request waits, while `auto` looks

    // io, runner and log must outlive this.
    ServedUps(boost::asio::io_context& io, AsioRunner& runner, Log& log, ServedUpsOptions options);

    // Before the first event: the session it is about.
    void watch(Fleet::Id id);
    // As DriverSocket::listen.
    Result<void> listen(const std::string& path, std::optional<unsigned> group) { return socket_.listen(path, group); }

    // What the runner tells about this UPS.
    void on_state(State state);
    void on_values(const std::bitset<kVariableCount>& changed);
    void on_event(const SessionEvent& event);
    void on_wire(bool received);

    // Turns the UPS off as driver.killpower does, allowed or not.
    void kill_power(Done done);

    // Ends what waits, as not done. Before the runner forgets the UPS.
    void close();

    const Publication& publication() const { return publication_; }
    const std::string& name() const { return options_.name; }

  private:
    void command(const std::string& name, const std::optional<std::string>& argument, Done done) override;
    void set(const std::string& name, const std::string& value, Done done) override;

    void publish_driver();
    void publish_value(Variable variable);
    void publish_status();
    void publish_offers();
    void told_everything();
    void control(const std::string& name, const std::optional<std::string>& argument, Done done);
    void request(const ControlRequest& wanted, const std::string& name, Done done);
    void try_kill_power(int tries, Done done);
    void kill_power_at_once(Done done);
    const Session& session() const { return runner_.session(*id_); }

    boost::asio::io_context& io_;
    AsioRunner& runner_;
    Log& log_;
    ServedUpsOptions options_;
    DriverSocket socket_;
    Publication& publication_;
    std::optional<Fleet::Id> id_;
    std::unique_ptr<UpsRequests> requests_;
    State state_ = State::no_comm;
    bool told_everything_ = false;  // since the contact began
    bool offers_ = false;           // it has told everything once: commands and settings are published
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace upsmd::nut
