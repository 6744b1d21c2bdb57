// The Unix socket of one UPS, as NUT's drivers have it: upsd and tools connect, and every client hears every change.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "nut/conversation.h"
#include "nut/publication.h"
#include "platform/log.h"

namespace upsmd::nut {

// Thread: the I/O thread. A slow client never holds up the others, nor the UPS: one for whom kMostQueued bytes wait is
// dropped, and may connect again.
class DriverSocket {
  public:
    static constexpr std::size_t kMostQueued = 512U * 1024U;
    static constexpr std::size_t kMostClients = 64;

    // All must outlive this. name: of the UPS, for the log.
    DriverSocket(boost::asio::io_context& io, Orders& orders, Log& log, std::string name);
    // Closes the clients' connections and removes the socket's file, if it is still ours.
    ~DriverSocket();
    DriverSocket(const DriverSocket&) = delete;
    DriverSocket& operator=(const DriverSocket&) = delete;

    // Makes the file, mode 0660, for this group where one is given; what a process that has ended left there is
    // replaced. Errors name the path: invalid_argument (too long for a socket), in_use (a living process serves there, or
    // it is no socket), not_found (no such folder), access_denied, io.
    Result<void> listen(const std::string& path, std::optional<unsigned> group = std::nullopt);

    // What all clients are told. May be filled before listen.
    Publication& publication() { return publication_; }

    std::size_t clients() const;

  private:
    struct Listening;
    class Client;

    void tell_all(std::string_view lines);

    boost::asio::io_context& io_;
    Orders& orders_;
    Log& log_;
    std::string name_;
    Publication publication_;
    std::shared_ptr<Listening> listening_;
};

}  // namespace upsmd::nut
