// One UPS: bytes, line changes and time go in; bytes to send, wanted line levels, readings, state changes and the next
// deadline come out. No I/O, no clock, no thread, no allocation per byte.
//
// Owner: a Fleet (or a test). Thread: none of its own; calls must not overlap. Time never goes backwards between calls.
// After every call that takes a time, the caller looks at to_send(), wanted_lines(), state(), take_changed(),
// take_events() and deadline().
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/control.h"
#include "core/decode.h"
#include "core/detection.h"
#include "core/estimate.h"
#include "core/framer.h"
#include "core/protocol.h"
#include "core/reading.h"
#include "core/settings.h"
#include "core/state_rules.h"

namespace upsmd {

// What a log may want to tell. `detail` as said at each kind.
struct SessionEvent {
    enum class Kind : std::uint8_t {
        comm_lost,
        comm_restored,
        alert,              // detail: the byte
        reply_rejected,     // detail: index of the query
        query_dropped,      // the unit does not know it; detail: index of the query
        reply_too_long,
        shutdown_noticed,   // the unit reports a running shutdown that is not ours, logged only
        shutdown_active,    // the same, risen while we watched, for two polls: FSD is published
        control_committed,  // the request is on the wire
        control_accepted,
        control_refused,
        control_unanswered,  // the link was lost after the request was on the wire
        setting_done,        // a setting stands as wanted, read back; detail: the variable, see setting_report()
        setting_refused,     // it does not: refused, not answered, or the link was lost; detail: the variable
        state_changed,      // detail: the new State's number
        protocol_found,     // by `auto`, for good; see found()
        remembered_silent,  // what `auto` found last does not answer any more
        nothing_found,      // `auto` has asked everything, and begins again; detail: 1 if the line gives back what is sent
    };
    Kind kind{};
    Time at{};
    std::uint32_t detail = 0;
};

class Session {
  public:
    // protocol (and settings.cable) must outlive the session.
    Session(const Protocol& protocol, const Settings& settings);

    // The port is open, its lines are as wanted_lines() says, `lines` is what it reads.
    void on_port_open(InputLines lines, Time now);
    // The port is gone (hung up, unplugged, could not be opened). Nothing is sent until on_port_open.
    void on_port_lost(Time now);

    void on_bytes(Bytes bytes, Time now);
    void on_lines(InputLines lines, Time now);
    void on_time(Time now);
    Time deadline() const;

    // Bytes to put on the wire now, in order. The caller takes all of them, then calls sent().
    Bytes to_send() const { return {out_.data(), out_size_}; }
    void sent() { out_size_ = 0; }

    // How the port has to be set when the bytes of to_send() go out. `auto` changes both until it has found a UPS.
    std::uint32_t wanted_baud() const { return baud_; }
    OutputLines wanted_lines() const { return wanted_lines_; }

    // How many more bytes the reply that has begun is likely to have: as many as the last good one to the same query had.
    // They may be handed over together, once they have come. 0: nothing is known, or every byte is wanted at once (a
    // protocol with alerts, a reply of any length).
    std::size_t expected_bytes() const;

    // True once after a long silence on an open port: closing and opening it again may help (USB adapters).
    // Never true for simple signalling, nor while on battery (a cable's kill line must not be touched then).
    bool take_reopen_wish();

    // Opening the lost port again moves lines that turn this cable's UPS off, and the UPS was on battery when it was
    // last seen: the caller should do it rarely.
    bool reopening_is_risky() const;

    State state() const { return rules_.state(); }
    const Reading& reading() const { return reading_; }
    std::bitset<kVariableCount> take_changed() { return reading_.take_changed(); }
    std::vector<SessionEvent> take_events();
    const Protocol& protocol() const { return *protocol_; }
    // True while `auto` looks for the protocol, or for a closer one than that which is in use already.
    bool detecting() const { return detection_ != nullptr; }
    FoundLine found() const { return {protocol_, baud_, line_outputs_}; }
    const Settings& settings() const { return settings_; }

    // True from the first valid reading after a loss (or the start) until the next loss.
    bool communicating() const { return communicating_; }

    // Everything that the unit is asked has been asked once since the contact began.
    bool asked_everything() const { return communicating_ && round_over_; }

    // Asks for a control. Errors: unsupported (the protocol or this unit has no such control, or it would act earlier
    // than asked), in_use (another is running), timeout (no contact with the UPS since the start), refused.
    Result<void> request(const ControlRequest& request, Time now);
    ControlPhase control_phase() const { return control_phase_; }

    // Settings of the protocol that this unit lets be changed, as far as it has told by now.
    struct Offer {
        const SettingRow* row = nullptr;
        SettingChoices choices;
    };
    std::vector<Offer> offered_settings() const;

    // Changes a setting: reads it, tells the unit if it stands differently, reads it again. A value that was left half
    // changed is put back once. The value is text as parse_setting takes it. Errors: as of request, and invalid_argument
    // for a value that this unit does not take. control_phase() tells how it goes on; then setting_done or
    // setting_refused comes.
    Result<void> set(Variable variable, std::string_view value, Time now);
    const SettingReport& setting_report() const { return setting_report_; }

  private:
    // Communication is lost after three failed polls, and not before this time without a valid reading.
    static constexpr Duration kLossAfter = 5s;

    enum class Phase : std::uint8_t { closed, settling, idle, probing, stepping, querying };
    struct QueryState {
        std::bitset<kVariableCount> filled;  // what its last good reply was about
        bool dropped = false;
        bool answered = false;
        std::uint8_t failures = 0;  // in a row
        std::size_t length = 0;     // of its last good reply, as it came
        StatusFlags extra;          // what its last good reply adds to the status's words
        StatusFlags part;           // of a status_part: what it adds to the status itself
        Value alarm;                // and to ups.alarm
    };

    // A setting being changed. Each stage but `writing` and `restoring` asks the setting's query.
    struct SettingRun {
        enum class Stage : std::uint8_t { before, writing, after, restoring, restored };
        std::size_t query = 0;
        Stage stage = Stage::before;
        bool asking = false;
    };

    bool control_running() const { return (phase_ == Phase::stepping && !entering_) || setting_ != nullptr; }

    // session.cpp: the life of the link and the choice of what to do next
    void end_control_by_loss(Time now);
    void set_phase(Phase phase, Time until);
    void rest(Time now);
    void wake(Time now);
    void choose(Time now);
    std::optional<std::size_t> next_query(Time now);
    std::size_t next_of_round();
    std::optional<std::size_t> next_other(Time now, bool poll_due);
    bool may_ask(std::size_t index) const;
    void note(SessionEvent::Kind kind, Time now, std::uint32_t detail = 0);

    void ask_all_again();
    static std::size_t status_index(const Protocol& protocol);

    // session_detect.cpp: `auto`
    bool begin_probe(Time now);
    void send_probe(Time now);
    void on_probe_wait_over(Time now);
    void on_probe_frame(Bytes frame, Time now);
    void adopt(const Detection::Finding& found, Bytes frame, Time now);
    void end_detection(Time now);
    bool may_refine(Time now) const;
    Result<void> may_request(const std::string& name) const;
    void begin_request(Time now);

    // session_setting.cpp: changing a setting of the unit
    SettingUnit setting_unit() const { return {reading_, memory_, listed_ ? &*listed_ : nullptr}; }
    bool setting_wants_to_ask() const;
    void ask_setting(Time now);
    void on_setting_read(bool read, Time now);
    void on_setting_written(Time now);
    bool restore_setting();
    void finish_setting(bool done, Time now);

    // session_exchange.cpp: sending and receiving
    void begin_query(std::size_t index, Time now);
    void begin_script(std::span<const Step> steps, bool entering, Time now);
    void begin_step(Time now);
    Time send(Bytes bytes, Duration gap, Time now);  // when the last character will be on the wire
    void append(std::uint8_t byte);
    void send_due_characters(Time now);
    void on_byte(std::uint8_t byte, Time now);
    void await_more(Time now);
    void acknowledge(Bytes kept);
    bool take_alert(std::uint8_t byte, Time now);
    void on_frame(Bytes frame, Time now);
    bool on_query_frame(Bytes frame, Time now);  // true: it was the answer, the query is over
    void on_query_timeout(Time now);
    void on_wait_over(Time now);
    void finish_query(Verdict verdict, Time now);
    void file_query(Verdict verdict, Time now);
    void finish_step(StepOutcome outcome, Time now);
    void finish_script(bool accepted, Time now);
    void commit_step(Time now);

    // session_publish.cpp: what replies, alerts and silence mean
    void accept(const Query& query, const Decoded& decoded, Time now);
    bool given_by_another(Variable variable) const;
    bool estimates_battery(const Query& query, const Decoded& decoded) const;
    void publish_status(StatusFlags flags, Time now, bool provisional);
    void publish_words();
    bool is_wanted(const Query& query) const {
        return query.only_while.without(last_status_) == StatusFlags{} &&
               (query.only_if == nullptr || query.only_if(memory_));
    }
    void filter_shutdown_bit(StatusFlags& flags, Time now);
    void on_poll_good(Time now);
    void on_poll_failed(Time now);
    void lose_if_due(Time now);
    void forget_measurements();
    void forget(QueryState& state);

    const Protocol* protocol_;
    Settings settings_;
    StateRules rules_;
    BatteryEstimate battery_;
    Reading reading_;
    Framer framer_;
    std::uint32_t baud_;
    OutputLines line_outputs_;  // held while monitoring
    OutputLines wanted_lines_;  // now: a step may hold others
    InputLines lines_;

    Phase phase_ = Phase::closed;
    Time phase_until_ = kNever;  // when the present wait is over
    Time next_poll_ = kNever;    // when the next status poll begins
    Time quiet_until_{};         // no command before this

    std::vector<QueryState> queries_;
    std::vector<std::uint8_t> memory_;  // Decoded::memory
    std::size_t status_index_ = 0;
    std::size_t query_ = 0;              // the query being asked
    Time query_limit_{};                 // when its reply must be over, if it may be long
    bool heard_ = false;                 // something has come since it was asked
    bool unsupported_seen_ = false;      // ... and the unit has said that it does not know it
    std::size_t identity_next_ = 0;      // the round of identity queries; past the end: done
    std::size_t measurement_next_ = 0;   // where the rotation of measurements stands
    bool round_over_ = false;            // everything has been asked once
    bool first_round_ = true;            // of measurements: all at once, later one between two polls
    std::optional<std::size_t> part_;    // a poll is under way: the next query to look at for a part of the status
    bool polled_last_ = false;           // the last query was the status
    bool measured_ = false;              // one since the last status poll
    Time identity_again_ = kNever;
    std::optional<CommandSet> listed_;
    std::unique_ptr<Detection> detection_;  // while `auto` looks; with it a protocol may be in use already
    bool probe_sent_ = false;               // the wire is ready for the present probe, and it is sent

    // The exchange being carried out: the wake-up of the protocol, or a control's.
    std::span<const Step> steps_;
    Script script_;
    std::size_t step_ = 0;
    std::uint8_t step_tries_ = 0;
    std::uint8_t backs_ = 0;
    bool step_started_ = false;
    bool entering_ = false;
    bool entered_ = false;
    bool control_waiting_ = false;
    bool woken_for_control_ = false;
    Control control_{};
    ControlPhase control_phase_ = ControlPhase::none;
    std::unique_ptr<SettingRun> setting_;
    SettingReport setting_report_;

    // Characters that go out one by one.
    StepBytes paced_;
    std::size_t paced_next_ = 0;
    Duration paced_gap_{0};
    Time paced_at_ = kNever;

    // Said by the UPS since the last sample that the state rules were given.
    bool charge_is_new_ = false;
    bool runtime_is_new_ = false;

    StatusFlags last_status_;
    bool have_status_ = false;
    bool communicating_ = false;
    bool ever_communicated_ = false;
    Time last_good_{};
    int failures_ = 0;
    int shutdown_polls_ = 0;
    bool shutdown_known_ = false;  // the unit's shutdown bit was up at first contact, or it is our own doing
    bool lost_on_battery_ = false;
    Time reopen_at_ = kNever;
    bool reopen_wish_ = false;

    std::array<std::uint8_t, 64> out_{};
    std::size_t out_size_ = 0;
    std::vector<SessionEvent> events_;
};

}  // namespace upsmd
