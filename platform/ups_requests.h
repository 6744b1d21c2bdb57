// What one UPS is to be told, by several who do not know of each other: carried out one after the other.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/asio_runner.h"

namespace upsmd {

// How a request ended.
struct RequestEnd {
    enum class Kind : std::uint8_t {
        done,
        not_taken,   // nothing was sent; `code` says why
        refused,     // by the UPS; or the link was lost before anything was sent
        unanswered,  // sent, then the link was lost: nobody knows
        closed,      // the UPS was closed before it was done
    };
    Kind kind = Kind::done;
    ErrorCode code{};  // of not_taken
    std::string text;  // what and where; empty where it is done
};

// A control, or a setting to be changed.
struct UpsRequest {
    std::string name;                       // for messages
    std::optional<ControlRequest> control;  // absent: a setting
    Variable variable{};
    std::string value;
    std::function<void()> on_sent;                 // the control is on the wire now, not yet answered; may be empty
    std::function<void(const RequestEnd&)> on_end;  // once; may be empty
};

// Owner: whoever listens to the runner; it hands on what it is told of this UPS. Thread: the I/O thread.
class UpsRequests {
  public:
    static constexpr std::size_t kMostWaiting = 64;
    // A request waits until the UPS has told everything about itself once, and no longer than this: a unit that is
    // silent on half of what it is asked takes this long.
    static constexpr std::chrono::seconds kPatience{20};

    // where: begins each message. io and runner must outlive this.
    UpsRequests(boost::asio::io_context& io, AsioRunner& runner, Fleet::Id id, std::string where);
    UpsRequests(const UpsRequests&) = delete;
    UpsRequests& operator=(const UpsRequests&) = delete;

    // False: kMostWaiting wait already; the request is not kept. Nothing is called from inside.
    bool add(UpsRequest request);

    void on_event(const SessionEvent& event);
    // The UPS has told everything about itself (ask has_told_everything).
    void on_told_everything();

    // Ends what is not done as `closed`, from inside.
    void close();

  private:
    struct Waiting {
        UpsRequest request;
        std::chrono::steady_clock::time_point patience;
    };

    void go_on_later();
    void go_on();
    void begin();
    void finish(RequestEnd::Kind kind, std::string text, ErrorCode code = {});
    void finish_setting();

    boost::asio::io_context& io_;
    AsioRunner& runner_;
    Fleet::Id id_;
    std::string where_;
    std::deque<Waiting> waiting_;
    std::optional<UpsRequest> running_;
    boost::asio::steady_timer patience_timer_;
    bool told_everything_ = false;
    // Handlers that still lie in the queue when this is destroyed look at it first.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// All that this UPS is asked has been asked once; where nothing is asked: there is contact.
bool has_told_everything(const Session& session);

// A control as somebody named it, with its argument as a number: shutdown.return and shutdown.stayoff take 0..86400 s,
// test.battery.start 1..999 min, all others none. Error{not_found}: no such control; {invalid_argument}: the argument.
Result<ControlRequest> make_control_request(std::string_view name, std::optional<std::int64_t> argument);

}  // namespace upsmd
