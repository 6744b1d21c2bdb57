#include "posix-sim/network/network_port.h"

#include <functional>
#include <utility>

#include "posix-sim/network/port_link.h"
#include "posix-sim/network/port_name.h"

namespace upsmd {
namespace {

class NetworkLines final : public ModemLines {
  public:
    explicit NetworkLines(std::shared_ptr<PortLink> link) : link_(std::move(link)) {}

    Result<void> set(OutputLines lines) override { return link_->set_lines(lines); }
    Result<InputLines> get() override { return link_->inputs(); }
    Result<void> watch(std::function<void(InputLines)> on_change) override { return link_->watch(std::move(on_change)); }

  private:
    std::shared_ptr<PortLink> link_;
};

class NetworkPort final : public SerialPort {
  public:
    NetworkPort(std::shared_ptr<PortLink> link, bool sets_speed)
        : link_(std::move(link)), lines_(link_), sets_speed_(sets_speed) {}
    ~NetworkPort() override { link_->close(); }
    NetworkPort(const NetworkPort&) = delete;
    NetworkPort& operator=(const NetworkPort&) = delete;

    bool ready() const override { return link_->ready(); }
    void when_ready(std::function<void(const Result<void>&)> done) override { link_->when_ready(std::move(done)); }
    bool sets_speed() const override { return sets_speed_; }
    void start_reading(std::function<void(Bytes)> on_bytes, std::function<void(const Error&)> on_lost) override {
        link_->start_reading(std::move(on_bytes), std::move(on_lost));
    }
    void write(Bytes bytes) override {
        if (!bytes.empty()) link_->write(bytes);
    }
    void when_written(std::function<void()> done) override { link_->when_written(std::move(done)); }
    Result<void> change(const PortSettings& settings) override { return link_->change(settings); }
    ModemLines& lines() override { return lines_; }

  private:
    std::shared_ptr<PortLink> link_;
    NetworkLines lines_;
    bool sets_speed_;
};

}  // namespace

Result<std::unique_ptr<SerialPort>> open_network_port(boost::asio::io_context& io, const std::string& name,
                                                      const PortSettings& settings) {
    const Result<NetworkName> address = parse_network_name(name);
    if (!address) return address.error();
    const auto link = std::make_shared<PortLink>(io, name, *address, settings);
    link->start();
    return std::unique_ptr<SerialPort>(std::make_unique<NetworkPort>(link, address->rfc2217));
}

}  // namespace upsmd
