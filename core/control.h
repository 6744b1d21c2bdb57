// Things a UPS can be told to do, and the exchange that tells it.
#pragma once

#include <array>
#include <cassert>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/framer.h"
#include "core/lines.h"
#include "core/reading.h"
#include "core/result.h"
#include "core/time.h"

namespace upsmd {

// Named as NUT names its instant commands (see control_name).
enum class Control : std::uint8_t {
    shutdown_return,    // off after a delay, back with the mains: what UPSTurnOff asks for
    shutdown_stayoff,   // off after a delay, stays off
    shutdown_stop,      // cancel a running delay
    load_off,           // off at once, stays off
    load_on,
    test_battery_start_quick,
    test_battery_start_deep,  // until battery low
    test_battery_start,       // for `minutes`
    test_battery_stop,
    test_panel_start,
    test_failure_start,  // simulate a power failure
    calibrate_start,
    calibrate_stop,
    beeper_enable,
    beeper_disable,
    beeper_toggle,
    bypass_start,  // also where it is the unit's ECO mode
    bypass_stop,
    outlet_1_load_off,  // at once, as load_off
    outlet_1_load_on,
    outlet_2_load_off,
    outlet_2_load_on,
    outlet_3_load_off,
    outlet_3_load_on,
    outlet_4_load_off,
    outlet_4_load_on,
    beeper_mute,  // until there is something new to say
};
inline constexpr std::size_t kControlCount = 27;

std::string_view control_name(Control control);
std::optional<Control> control_by_name(std::string_view name);

struct ControlRequest {
    Control control{};
    // shutdown_*: the output must not go off earlier than this. 0 s or more.
    std::chrono::seconds delay{0};
    // test_battery_start: 1 minute or more.
    std::chrono::minutes test_length{10};
    // What the decoders keep about the unit (Decoded::memory). Filled in by the session.
    std::span<const std::uint8_t> memory{};
};

// What a step's silence or answer means for the whole exchange.
enum class StepOutcome : std::uint8_t {
    next,      // go on with the next step; after the last step: accepted
    accepted,  // done, the UPS has taken it
    refused,   // the UPS said no: send nothing more of this exchange
    back,      // go on with step `back_to`; more often than `back_limit` in one exchange: refused
    ignore,    // not an answer to this step: keep listening
};

// Bytes held inline, so that a step owns what it sends.
class StepBytes {
  public:
    static constexpr std::size_t kMax = 24;
    constexpr StepBytes() = default;
    constexpr StepBytes(std::string_view bytes) {
        assert(bytes.size() <= kMax);
        for (const char c : bytes.substr(0, kMax)) data_[size_++] = static_cast<std::uint8_t>(c);
    }
    Bytes view() const { return {data_.data(), size_}; }
    bool empty() const { return size_ == 0; }

  private:
    std::array<std::uint8_t, kMax> data_{};
    std::uint8_t size_ = 0;
};

// One step of an exchange: wait, set lines, send, listen.
struct Step {
    Duration pause{0};                   // before the step begins
    StepBytes send;                      // may be empty (a pause, or lines only)
    // What the judge may compare the reply with, where the step reads back what was set. The session does not look at it.
    std::int32_t expected = 0;
    Duration character_gap{0};           // between the characters of `send`; 0: back to back
    std::optional<OutputLines> lines{};   // set at the beginning of the step
    Duration listen{0};                  // after the last character is on the wire
    StepOutcome on_silence = StepOutcome::next;
    // Judges one framed reply (without its terminator). nullptr: every reply is StepOutcome::ignore.
    StepOutcome (*judge)(Bytes reply, const Step& step) = nullptr;
    // What `judge` compares the reply with, where it compares: a setting's wanted value, for example.
    StepBytes expect{};
    std::uint8_t back_to = 0;
    std::uint8_t back_limit = 0;
    // Alert bytes are part of this step's reply.
    bool alerts_are_data = false;
    // A lone '*' without a line end counts as a reply of its own (old APC units' "OK").
    bool star_is_reply = false;
    // This alert byte, which acts as always, means `accepted` too: some APC units announce what they were told to do in
    // place of answering. 0: none does.
    std::uint8_t accepting_alert = 0;
    // How many times the whole step is sent again after `refused`, before that is believed.
    std::uint8_t retries = 0;
    // Refuses the whole exchange if the last status, when the step begins, is not "on battery".
    bool only_on_battery = false;
    // Cuts this step's reply in place of the protocol's.
    Cutter cutter = nullptr;
    // Once this step is on the wire the request itself has been made: UPSTurnOff may return.
    bool commits = false;
};

class Script {
  public:
    static constexpr std::size_t kMax = 9;
    void add(const Step& step);
    std::span<const Step> steps() const { return {steps_.data(), count_}; }

  private:
    std::array<Step, kMax> steps_{};
    std::size_t count_ = 0;
};

enum class ControlPhase : std::uint8_t {
    none,        // nothing asked for yet
    running,     // queued, or its steps are being sent
    committed,   // the request is on the wire; an answer may still refuse it
    accepted,
    refused,     // by the UPS; or the link was lost before it was on the wire
    unanswered,  // it was on the wire, then the link was lost: nobody knows
};

}  // namespace upsmd
