// A simulated UPS on a serial line, seen from the wire. Sans-I/O like the engine: bytes, line levels, commands and time
// go in, bytes, line levels, log entries and the next deadline come out. It never reads a clock, so that it runs behind
// a pty (upsmd-sim) and on virtual time (tests) alike. It shares nothing with the engine's decoders: it is written from
// the protocol descriptions on its own, to keep them honest.
//
// Not thread-safe. `now` must never go backwards. Bad commands change nothing.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/lines.h"
#include "core/time.h"
#include "posix-sim/sim/faults.h"
#include "posix-sim/sim/power.h"

namespace upsmd::sim {

enum class LogKind {
    kReceived,  // bytes that reached the UPS
    kSent,      // bytes that the UPS put on the wire
    kExecuted,  // a command it carried out; dangerous ones begin with "DANGER"
    kLines,     // modem lines changed
    kPower,     // mains, battery, output
};

struct LogEntry {
    Time at;
    LogKind kind;
    std::string text;
};

// "rx", "tx", "exec", "lines", "power"
std::string_view to_string(LogKind kind);

using Options = std::map<std::string, std::string, std::less<>>;

class Ups : private PowerListener {
  public:
    virtual ~Ups() = default;
    Ups(const Ups&) = delete;
    Ups& operator=(const Ups&) = delete;

    void on_bytes(std::span<const std::uint8_t> bytes, Time now);
    void on_outputs(OutputLines from_pc, Time now);
    void on_time(Time now);
    // The earliest moment at which on_time() or take_output() has something to do; kNever if none.
    Time deadline() const;
    // Bytes that leave at or before `now`, in order.
    Bytes take_output(Time now);
    InputLines lines() const { return input_lines(); }
    std::vector<LogEntry> take_log();

    // One command (docs/simulator.md). On false `error` names the word that was not understood.
    bool apply(std::string_view command, Time now, std::string& error);

    bool output_on() const { return power_.output_on(); }
    const Power& power() const { return power_; }
    // True between `hangup` and `replug`: whoever owns the port carries it out.
    bool hung_up() const { return hung_up_; }
    // One line: mains, battery, output, load, pending turn-off.
    std::string status() const;

  protected:
    Ups(const PowerConfig& config, std::uint64_t seed);

    // The personality.
    virtual void receive(std::uint8_t byte, Time now) = 0;
    virtual void outputs_changed(OutputLines, Time) {}
    virtual void power_changed(PowerEvent, Time) {}
    virtual void tick(Time) {}
    virtual Time own_deadline() const { return kNever; }
    virtual InputLines input_lines() const { return {}; }
    // The mains returned to a unit that was dead.
    virtual void power_up(Time) {}
    // After any command that was carried out.
    virtual void conditions_changed(Time) {}
    // Commands of one family only; `handled` as in Faults::apply.
    virtual bool apply_own(std::string_view, std::string_view, Time, bool& handled, std::string&) {
        handled = false;
        return true;
    }

    // The answer to a complete command (either may be empty): through the faults, after `think`.
    void answer(std::span<const std::uint8_t> command, const Bytes& reply, Duration think, Time now);
    // Bytes that no command asked for.
    void send(const Bytes& bytes, Time now);
    void executed(const std::string& text, Time now) { log(LogKind::kExecuted, text, now); }
    void log(LogKind kind, const std::string& text, Time now) { log_.push_back({now, kind, text}); }
    // Orders a turn-off and logs it in one form for all families.
    void turn_off(const OffOrder& order, Time now);
    OutputLines outputs() const { return outputs_; }
    // False until the PC's port was first heard of.
    bool outputs_known() const { return outputs_known_; }

    Power power_;
    Faults faults_;
    bool replace_battery_ = false;
    bool test_fails_ = false;
    bool failed_ = false;
    double temperature_ = 30.0;

  private:
    struct Pending {
        Time at;
        Bytes bytes;
    };

    void on_power(PowerEvent event, Time at) final;
    void flush_received();
    void note_lines(Time now);
    bool apply_power(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error);
    bool apply_condition(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error);
    bool apply_port(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error);

    std::deque<Pending> pending_;
    std::vector<LogEntry> log_;
    Bytes received_;        // not yet logged: one line a command, not one a byte
    Time received_at_{};
    OutputLines outputs_{.dtr = false, .rts = false, .brk = false};
    bool outputs_known_ = false;
    InputLines last_inputs_;
    bool noted_inputs_ = false;
    bool hung_up_ = false;
};

// The protocols that can be simulated, separated by ", ".
std::string simulated_protocols();

// `protocol`: one of those. Null with an error text naming the protocol, option or value.
std::unique_ptr<Ups> make_ups(std::string_view protocol, const Options& options, std::uint64_t seed,
                              std::string& error);

}  // namespace upsmd::sim
