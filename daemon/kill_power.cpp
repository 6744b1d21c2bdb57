#include "daemon/kill_power.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <utility>
#include <vector>

#include "daemon/kill_power_file.h"
#include "platform/asio_runner.h"
#include "platform/backend.h"
#include "platform/found_line.h"
#include "platform/ups_requests.h"

namespace upsmd::daemon {
namespace {

// What `auto` has found is spoken, and nothing else is looked for: a byte that asks one kind of UPS may turn off
// another.
void speak_as_found(UpsChoice& choice, const KillOrder& order) {
    const auto found = parse_found_line(order.remembered, order.ups.port);
    if (choice.protocol->probes.empty() || !found || found->protocol == nullptr) return;
    choice.own_protocol = std::make_unique<Protocol>(*found->protocol);
    choice.own_protocol->line.baud = found->baud;
    choice.own_protocol->line.outputs = found->outputs;
    choice.protocol = choice.own_protocol.get();
}

class KillRun final : public RunnerListener {
  public:
    explicit KillRun(Log& log)
        : log_(log), opener_(make_port_opener(io_)), runner_(io_, *opener_, system_clock(), *this, log) {}

    // False: this one cannot even be tried.
    bool add(const KillOrder& order) {
        Result<UpsChoice> choice = resolve_ups_options(order.ups.name, order.ups.options);
        if (!choice) {
            log_.write(LogLevel::error, choice.error().message);
            return false;
        }
        speak_as_found(*choice, order);
        choices_.push_back(std::make_unique<UpsChoice>(std::move(*choice)));
        const UpsChoice& chosen = *choices_.back();
        const Fleet::Id id = runner_.add_when_possible(order.ups.port, *chosen.protocol, chosen.settings);
        requests_[id] = std::make_unique<UpsRequests>(io_, runner_, id, order.ups.name);
        UpsRequest request;
        request.name = "turn-off";
        request.control = ControlRequest{};
        request.control->control = Control::shutdown_return;
        request.control->delay = order.delay;
        request.on_end = [this, order](const RequestEnd& end) { ended(order, end); };
        ++left_;
        return requests_[id]->add(std::move(request));
    }

    // How many have taken it.
    std::size_t run() {
        boost::asio::steady_timer limit(io_, kKillPowerLimit);
        limit.async_wait([this](const boost::system::error_code& error) {
            if (error) return;
            log_.write(LogLevel::error, fmt::format("not all UPSes have answered after {} s", kKillPowerLimit.count()));
            io_.stop();
        });
        if (left_ > 0) io_.run();
        return taken_;
    }

  private:
    void ended(const KillOrder& order, const RequestEnd& end) {
        const bool is_taken = end.kind == RequestEnd::Kind::done;
        if (is_taken) {
            ++taken_;
            log_.write(LogLevel::warning,
                       fmt::format("{}: turns off after {} s or later", order.ups.name, order.delay.count()));
        } else {
            log_.write(LogLevel::error, end.text);
        }
        if (--left_ == 0) io_.stop();
    }

    void on_state(Fleet::Id id, State) override { look(id); }
    void on_values(Fleet::Id id, const std::bitset<kVariableCount>&) override { look(id); }
    void on_event(Fleet::Id id, const SessionEvent& event) override {
        requests_.at(id)->on_event(event);
        look(id);
    }
    // What comes without a new value: the last answer of the first round.
    void on_wire(Fleet::Id id, bool received, Bytes) override {
        if (!received) look(id);
    }
    void look(Fleet::Id id) {
        if (has_told_everything(runner_.session(id))) requests_.at(id)->on_told_everything();
    }

    boost::asio::io_context io_{1};
    Log& log_;
    std::unique_ptr<PortOpener> opener_;
    std::vector<std::unique_ptr<UpsChoice>> choices_;
    AsioRunner runner_;
    std::map<Fleet::Id, std::unique_ptr<UpsRequests>> requests_;
    std::size_t left_ = 0;
    std::size_t taken_ = 0;
};

}  // namespace

int kill_power(const std::string& path, Log& log) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        log.write(LogLevel::error, path + ": there is no such file, so no UPS is turned off");
        return 2;
    }
    std::ostringstream text;
    text << file.rdbuf();
    const KillOrdersRead read = read_kill_orders(text.str());
    for (const ConfigProblem& problem : read.problems) log.write(LogLevel::error, problem_text(path, problem));
    KillRun run(log);
    bool all = read.problems.empty() && !read.orders.empty();
    for (const KillOrder& order : read.orders) all = run.add(order) && all;
    return run.run() == read.orders.size() && all ? 0 : 1;
}

}  // namespace upsmd::daemon
