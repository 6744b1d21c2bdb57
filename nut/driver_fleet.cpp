#include "nut/driver_fleet.h"

#include <algorithm>
#include <set>

namespace upsmd::nut {
namespace {

constexpr auto kBetweenLooks = std::chrono::seconds(2);

}  // namespace

DriverFleet::DriverFleet(boost::asio::io_context& io, const Clock& clock, std::vector<std::string> folders,
                         FleetListener& listener)
    : io_(io), clock_(clock), folders_(std::move(folders)), listener_(listener), timer_(io) {}

void DriverFleet::start() {
    look();
    look_later();
}

void DriverFleet::look_later() {
    timer_.expires_after(kBetweenLooks);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        look();
        look_later();
    });
}

void DriverFleet::look() {
    complaints_.clear();
    left_out_ = 0;
    for (auto& [path, driver] : drivers_) driver.present = false;
    std::set<decltype(SocketFile::identity)> seen;
    std::vector<SocketFile> added;
    for (const std::string& folder : folders_) {
        const auto files = sockets_in(folder);
        if (!files) complaints_.push_back(files.error().message);
        if (!files) continue;
        for (const SocketFile& file : *files)
            if (seen.insert(file.identity).second && !is_known(file)) added.push_back(file);
    }
    if (drivers_.size() + added.size() > kMostDrivers) forget_gone();
    for (const SocketFile& file : added) add(file);
}

bool DriverFleet::is_known(const SocketFile& file) {
    const auto found = drivers_.find(file.path);
    if (found == drivers_.end()) return false;
    Driver& driver = found->second;
    driver.present = true;
    if (driver.identity != file.identity) driver.socket->try_at_once();
    driver.identity = file.identity;
    return true;
}

void DriverFleet::add(const SocketFile& file) {
    if (drivers_.size() >= kMostDrivers) {
        ++left_out_;
        return;
    }
    Driver& driver = drivers_[file.path];
    driver.identity = file.identity;
    driver.socket = std::make_unique<DriverLink>(io_, clock_, file.path, [this, path = file.path] {
        listener_.on_driver(path, drivers_.at(path).socket->client());
    });
    listener_.on_driver(file.path, driver.socket->client());
}

void DriverFleet::forget_gone() {
    std::erase_if(drivers_, [this](const auto& entry) {
        const auto& [path, driver] = entry;
        const bool gone = !driver.present && driver.socket->client().link() != DriverClient::Link::up;
        if (gone) listener_.on_forgotten(path);
        return gone;
    });
}

bool DriverFleet::is_settled() const {
    return std::ranges::none_of(drivers_, [](const auto& entry) {
        return entry.second.socket->client().link() == DriverClient::Link::opening;
    });
}

}  // namespace upsmd::nut
