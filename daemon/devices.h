// The UPSes of the configuration: opened, watched, told to the observers.
#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "daemon/found_lines.h"
#include "daemon/observer.h"
#include "platform/asio_runner.h"
#include "platform/ups_requests.h"

namespace upsmd::daemon {

// Owner: the daemon. Thread: the one that runs the io_context.
class Devices final : public RunnerListener {
  public:
    // All must outlive this.
    Devices(boost::asio::io_context& io, PortOpener& opener, const Clock& clock, Log& log);
    ~Devices() override;

    // Each UPS gets a driver socket as NUT's drivers have it, FOLDER/upsmdd-NAME. Before apply(). Empty: none.
    void set_socket_folder(const std::string& folder) { socket_folder_ = folder; }
    // What `auto` has found is kept there. Before apply(); it must outlive this.
    void set_found_lines(FoundLines& found) { found_ = &found; }
    // In the order in which they are told. Before apply().
    void add_observer(Observer& observer) { observers_.push_back(&observer); }
    // Never from inside an observer's call. What is spoken to as before goes on untouched.
    void apply(const std::vector<UpsConfig>& all);

    // Something about a UPS or a group, in words, to the log and the observers.
    void tell_event(const std::string& who, LogLevel level, const std::string& text);

    // nullptr: there is no such UPS.
    const Session* session(const std::string& ups) const;
    // The last one that it has told itself; NOCOMM: none yet.
    State last_known_state(const std::string& ups) const;
    UpsRequests* requests(const std::string& ups);
    const UpsConfig* config(const std::string& ups) const;
    // It was not told what the UPS speaks (`auto`).
    bool looks_for_protocol(const std::string& ups) const;
    // What is not spoken to as `all` says, or is not in it any more.
    std::vector<std::string> changed_by(const std::vector<UpsConfig>& all) const;

    void on_state(Fleet::Id id, State state) override;
    void on_values(Fleet::Id id, const std::bitset<kVariableCount>& changed) override;
    void on_event(Fleet::Id id, const SessionEvent& event) override;
    void on_wire(Fleet::Id id, bool received, Bytes bytes) override;
    void on_port(Fleet::Id id, const Error* error) override;

  private:
    struct Device;

    // The runner's lines are about ports, and on_event and on_port tell the same with the UPS's name: they are for those who
    // look closer.
    class RunnerLog final : public Log {
      public:
        explicit RunnerLog(Log& log) : log_(log) {}
        bool enabled(LogLevel level) const override { return log_.enabled(quiet(level)); }
        void write(LogLevel level, std::string_view text) override { log_.write(quiet(level), text); }

      private:
        static LogLevel quiet(LogLevel level) { return std::min(level, LogLevel::debug); }

        Log& log_;
    };

    void add(const UpsConfig& config);
    void serve(Device& device);
    void keep_found(const Device& device);
    void remove(const std::string& ups);
    Device& device(Fleet::Id id) { return *by_id_.at(id); }

    boost::asio::io_context& io_;
    Log& log_;
    RunnerLog runner_log_;
    AsioRunner runner_;
    std::string socket_folder_;
    FoundLines* found_ = nullptr;
    std::vector<Observer*> observers_;
    std::map<std::string, std::unique_ptr<Device>> devices_;
    std::map<Fleet::Id, Device*> by_id_;
};

}  // namespace upsmd::daemon
