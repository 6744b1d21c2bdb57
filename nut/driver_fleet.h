// All drivers whose sockets are in some folders: found, connected to, kept. Folders are looked through every two
// seconds, for they may not be there yet, or be made anew. POSIX.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nut/driver_link.h"
#include "nut/socket_folder.h"
#include "platform/clock.h"

namespace upsmd::nut {

class FleetListener {
  public:
    virtual ~FleetListener() = default;
    // A driver was found, or something of it changed. The path names it; the client lives until on_forgotten.
    virtual void on_driver(const std::string& path, const DriverClient& client) = 0;
    virtual void on_forgotten(const std::string& path) = 0;
};

// Thread: the one that runs `io`.
class DriverFleet {
  public:
    static constexpr std::size_t kMostDrivers = 1000;  // with a descriptor each, below the usual limit of 1024

    // All references must outlive this object. Nothing is called before start.
    DriverFleet(boost::asio::io_context& io, const Clock& clock, std::vector<std::string> folders,
                FleetListener& listener);

    // Looks for the first time, and from then on while `io` runs.
    void start();
    // Drops the drivers that are lost and whose socket is gone; without this they stay.
    void forget_gone();

    std::size_t size() const { return drivers_.size(); }
    // Of every driver it is known whether it answers.
    bool is_settled() const;
    // "FOLDER: why it cannot be read", in the last look.
    const std::vector<std::string>& complaints() const { return complaints_; }
    // Sockets that are not watched, because there are more than kMostDrivers.
    std::size_t left_out() const { return left_out_; }

  private:
    struct Driver {
        std::unique_ptr<DriverLink> socket;
        decltype(SocketFile::identity) identity;
        bool present = true;  // in the last look
    };

    void look();
    void look_later();
    bool is_known(const SocketFile& file);
    void add(const SocketFile& file);

    boost::asio::io_context& io_;
    const Clock& clock_;
    std::vector<std::string> folders_;
    FleetListener& listener_;
    boost::asio::steady_timer timer_;
    std::map<std::string, Driver> drivers_;
    std::vector<std::string> complaints_;
    std::size_t left_out_ = 0;
};

}  // namespace upsmd::nut
