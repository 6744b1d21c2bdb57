// Who wants to know what the daemon's UPSes do: the history, the metrics, the sockets. The daemon knows none of them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/state.h"
#include "platform/log.h"

namespace upsmd::daemon {

// A value by NUT's name, as text. Empty text: the value is not known any more.
struct ObservedValue {
    std::string_view name;  // lives for ever
    std::string text;
};

// Owner: whoever adds it to the daemon; it must outlive the daemon. Called on the daemon's thread; must neither block
// nor throw. `ups` is the name of the section [[ups]].
class Observer {
  public:
    virtual ~Observer() = default;

    // First of all; the state is NOCOMM until another is told, and no value is known. After a change of its section a
    // UPS is removed and added.
    virtual void on_ups_added(const std::string& /*ups*/, const std::string& /*port*/) {}
    // Nothing comes of it any more.
    virtual void on_ups_removed(const std::string& /*ups*/) {}
    // Of one input the state comes first, then the values, then the events.
    virtual void on_state(const std::string& /*ups*/, State /*state*/) {}
    virtual void on_values(const std::string& /*ups*/, std::span<const ObservedValue> /*changed*/) {}
    // In words, without the name. `who`: a UPS, or a group where its policy says something.
    virtual void on_event(const std::string& /*who*/, LogLevel /*level*/, const std::string& /*text*/) {}
};

}  // namespace upsmd::daemon
