// One client of a driver's socket (upsd, or a tool): what it says comes in, what it is told goes out. Sans-I/O.
// Source: NUT driver socket, "upsd -> driver lines" and "Result codes".
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "nut/publication.h"
#include "nut/words.h"

namespace upsmd::nut {

// How an INSTCMD or a SET ended, by NUT's numbers.
enum class Outcome { handled = 0, unknown = 1, invalid = 2, failed = 3 };

// Who carries out what clients want. done: once, at any time, also from inside.
class Orders {
  public:
    using Done = std::function<void(Outcome)>;
    virtual ~Orders() = default;
    virtual void command(const std::string& name, const std::optional<std::string>& argument, Done done) = 0;
    virtual void set(const std::string& name, const std::string& value, Done done) = 0;
};

// Not thread-safe. It may be destroyed while orders run; nothing is sent then.
class Conversation {
  public:
    // send: gets lines for this client. All must outlive this. number: of the process, for GETPID.
    Conversation(const Publication& publication, Orders& orders, long number,
                 std::function<void(std::string_view)> send);
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    void feed(std::string_view bytes);
    // Unasked lines, every change, go to this client.
    bool wants_changes() const { return wants_changes_; }
    // It has said LOGOUT: once all is sent the connection may be closed.
    bool is_over() const { return over_; }

  private:
    void take(const Words& words);
    void take_command(const Words& words);
    void take_set(const Words& words);
    Orders::Done answer(const std::optional<std::string>& tracking);

    const Publication& publication_;
    Orders& orders_;
    long number_;
    std::shared_ptr<std::function<void(std::string_view)>> send_;
    WordReader reader_;
    bool wants_changes_ = true;
    bool over_ = false;
};

}  // namespace upsmd::nut
