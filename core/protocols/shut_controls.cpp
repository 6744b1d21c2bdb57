#include "core/protocols/shut_controls.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/protocols/shut_frame.h"
#include "core/protocols/shut_unit.h"

namespace upsmd {
namespace {

constexpr Duration kListen = 1s;
constexpr Duration kBeforeOrder = 150ms;
constexpr std::uint8_t kTries = 2;
constexpr std::int64_t kStopped = -1;
constexpr std::int64_t kMostDelay = 65534;

Error error(ErrorCode code, const ControlRequest& request, std::string_view why) {
    return {code, std::string(control_name(request.control)) + ": " + std::string(why), 0};
}

bool is_byte(Bytes reply, std::uint8_t byte) { return reply.size() == 1 && reply[0] == byte; }

StepOutcome judge_first(Bytes reply, const Step&) {
    if (is_byte(reply, kShutAck)) return StepOutcome::next;
    return is_byte(reply, kShutNak) ? StepOutcome::refused : StepOutcome::ignore;
}

// The unit says once more that it has not got the packet: both are sent again.
StepOutcome judge_second(Bytes reply, const Step&) {
    if (is_byte(reply, kShutAck)) return StepOutcome::next;
    return is_byte(reply, kShutNak) ? StepOutcome::back : StepOutcome::ignore;
}

StepOutcome refuse_everything(Bytes, const Step&) { return StepOutcome::refused; }

// The value that a read-back step looks at; `expect` holds the report's number and its size in bytes.
std::optional<std::int64_t> read_back(Bytes reply, const Step& step) {
    ShutData data;
    if (step.expect.view().size() != 2 || !shut_data(reply, data)) return std::nullopt;
    ShutPlace place;
    place.report = step.expect.view()[0];
    place.size = static_cast<std::uint8_t>(step.expect.view()[1] * 8);
    place.is_signed = true;
    return shut_value(data.view(), place);
}

StepOutcome judge_equal(Bytes reply, const Step& step) {
    const auto value = read_back(reply, step);
    if (!value) return StepOutcome::ignore;
    return *value == step.expected ? StepOutcome::accepted : StepOutcome::refused;
}

// The delay has begun to run. One that is shorter than told is ended: by the steps that follow.
StepOutcome judge_running(Bytes reply, const Step& step) {
    constexpr std::int64_t kMostElapsed = 5;
    const auto value = read_back(reply, step);
    if (!value) return StepOutcome::ignore;
    return *value <= step.expected && *value + kMostElapsed >= step.expected ? StepOutcome::accepted
                                                                             : StepOutcome::next;
}

// What a set report means in its exchange.
enum class Part : std::uint8_t {
    before,   // the order needs it
    order,    // with it the request is made
    undoing,  // the last one, which ends what went wrong: whatever the unit says, the order counts as refused
};

class Orders {
  public:
    explicit Orders(const ControlRequest& request) : unit_(shut_unit(request.memory)), request_(request) {}

    const ShutUnit& unit() const { return unit_; }
    const ShutPlace* place(ShutRole role) const {
        const auto row = row_of(unit_, role);
        return row ? &unit_.places[*row] : nullptr;
    }
    // nullptr: this unit has no such report, or none of its own; error() says so.
    const ShutPlace* writable(ShutRole role) const {
        const ShutPlace* const found = place(role);
        const bool whole =
            found != nullptr && found->alone && found->bit == 0 && found->size % 8 == 0 && found->exponent >= 0;
        return whole && found->exponent <= 2 ? found : nullptr;
    }
    Error cannot() const { return error(ErrorCode::unsupported, request_, "this UPS has no report of its own for it"); }

    // `value` as the unit counts.
    void set(const ShutPlace& place, std::int64_t value, Part part) {
        const std::size_t bytes = place.size / 8U;
        std::array<std::uint8_t, 5> data{place.report};
        for (std::size_t i = 0; i < bytes; ++i)
            data[1 + i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFFU);
        const auto first = static_cast<std::uint8_t>(script_.steps().size());
        script_.add({.pause = kBeforeOrder,
                     .send = shut_request(0x21, 9, place.report, 3, bytes + 1, false),
                     .listen = kListen,
                     .on_silence = StepOutcome::refused,
                     .judge = judge_first,
                     .retries = kTries});
        script_.add({.send = shut_packet(Bytes(data).first(bytes + 1), true),
                     .listen = kListen,
                     .on_silence = part == Part::undoing ? StepOutcome::refused : StepOutcome::back,
                     .judge = part == Part::undoing ? refuse_everything : judge_second,
                     .back_to = first,
                     .back_limit = kTries,
                     .commits = part == Part::order});
    }
    void check(const ShutPlace& place, std::int64_t value, StepOutcome (*judge)(Bytes, const Step&),
               StepOutcome on_silence) {
        const std::array<char, 2> where{static_cast<char>(place.report), static_cast<char>(place.size / 8)};
        constexpr std::size_t kLength = 8;
        script_.add({.pause = kBeforeOrder,
                     .send = shut_request(0xA1, 1, place.report, 3, kLength),
                     .expected = static_cast<std::int32_t>(value),
                     .listen = kListen,
                     .on_silence = on_silence,
                     .judge = judge,
                     .expect = std::string_view(where.data(), where.size())});
    }
    const Script& script() const { return script_; }

  private:
    ShutUnit unit_;
    const ControlRequest& request_;
    Script script_;
};

Error read_only(const SettingRow& row) {
    return {ErrorCode::unsupported, std::string(variable_name(row.variable)) + ": this UPS has no report of its own for it", 0};
}

// Rounded up to what the unit counts in. nullopt: longer than it can.
std::optional<std::int64_t> counts(std::chrono::seconds delay, const ShutPlace& place) {
    std::int64_t unit = 1;
    for (int i = 0; i < place.exponent; ++i) unit *= 10;
    const std::int64_t value = (delay.count() + unit - 1) / unit;
    const std::int64_t most = place.maximum > 0 ? std::min<std::int64_t>(place.maximum, kMostDelay) : kMostDelay;
    if (value > most) return std::nullopt;
    return value;
}

// Whether it comes back with the mains. A unit that says that it stands as wanted is not told.
bool set_restart(Orders& orders, bool wanted) {
    const ShutPlace* const place = orders.place(ShutRole::restart);
    if (place == nullptr || orders.unit().restart == (wanted ? kShutOn : kShutOff)) return true;
    const ShutPlace* const own = orders.writable(ShutRole::restart);
    if (own != nullptr) orders.set(*own, wanted ? 1 : 0, Part::before);
    return own != nullptr;
}

Result<Script> shutdown(const ControlRequest& request, std::chrono::seconds delay, bool returns) {
    using std::chrono::seconds;
    constexpr seconds kLeastOff{10};
    Orders orders(request);
    const ShutPlace* const off = orders.writable(ShutRole::off_delay);
    const ShutPlace* const on = orders.writable(ShutRole::on_delay);
    if (off == nullptr || on == nullptr) return orders.cannot();
    const auto off_value = counts(delay, *off);
    const auto on_value = counts(delay + kLeastOff, *on);
    if (!off_value || (returns && !on_value))
        return error(ErrorCode::unsupported, request,
                     "the UPS cannot wait as long as " + std::to_string(delay.count()) + " s");
    if (!set_restart(orders, returns))
        return error(ErrorCode::unsupported, request,
                     "whether this UPS returns with the mains cannot be set by itself");
    orders.set(*on, returns ? *on_value : kStopped, Part::before);
    orders.set(*off, *off_value, Part::order);
    orders.check(*off, *off_value, judge_running, StepOutcome::next);
    orders.set(*off, kStopped, Part::undoing);
    return orders.script();
}

// nullptr: the unit has no such setting, or not in a report of its own.
const ShutPlace* place_of_setting(const Orders& orders, ShutRole role) {
    // The other usage for a charge, 85'29, is a reading.
    constexpr std::uint32_t kLimitSetting = 0xFFFF004D;
    const auto row = row_of(orders.unit(), role);
    if (role == ShutRole::limit && row && shut_rows()[*row].usage != kLimitSetting) return nullptr;
    return orders.writable(role);
}

Result<Script> set(ShutRole role, std::int64_t value, const SettingRow& row, const SettingUnit& unit) {
    ControlRequest request;
    request.memory = unit.memory;
    Orders orders(request);
    const ShutPlace* const place = place_of_setting(orders, role);
    if (place == nullptr) return read_only(row);
    orders.set(*place, value, Part::order);
    return orders.script();
}

}  // namespace

Result<Script> shut_shutdown_return(const ControlRequest& request, const Reading&, const Settings&) {
    // 0 would be at once, before an answer.
    return shutdown(request, std::max(request.delay, std::chrono::seconds{1}), true);
}

Result<Script> shut_shutdown_stayoff(const ControlRequest& request, const Reading&, const Settings&) {
    return shutdown(request, std::max(request.delay, std::chrono::seconds{1}), false);
}

// A start that has been ordered is forgotten; whether it returns after a later outage stays as it is.
Result<Script> shut_load_off(const ControlRequest& request, const Reading&, const Settings&) {
    Orders orders(request);
    const ShutPlace* const off = orders.writable(ShutRole::off_delay);
    if (off == nullptr) return orders.cannot();
    if (const ShutPlace* const on = orders.writable(ShutRole::on_delay)) orders.set(*on, kStopped, Part::before);
    orders.set(*off, 0, Part::order);
    return orders.script();
}

Result<Script> shut_load_on(const ControlRequest& request, const Reading&, const Settings&) {
    Orders orders(request);
    const ShutPlace* const on = orders.writable(ShutRole::on_delay);
    if (on == nullptr) return orders.cannot();
    orders.set(*on, 0, Part::order);
    return orders.script();
}

Result<Script> shut_shutdown_stop(const ControlRequest& request, const Reading&, const Settings&) {
    Orders orders(request);
    const ShutPlace* const off = orders.writable(ShutRole::off_delay);
    if (off == nullptr) return orders.cannot();
    orders.set(*off, kStopped, Part::order);
    orders.check(*off, kStopped, judge_equal, StepOutcome::refused);
    return orders.script();
}

Result<Script> shut_test(const ControlRequest& request, const Reading& reading, const Settings&) {
    constexpr std::int64_t kQuick = 1, kDeep = 2, kStop = 3;
    const bool starts = request.control != Control::test_battery_stop;
    // A test without mains would only run the battery down.
    if (starts && reading.get(Variable::ups_status).as_text().find("OB") != std::string_view::npos)
        return error(ErrorCode::refused, request, "the UPS is on battery");
    Orders orders(request);
    const ShutPlace* const test = orders.writable(ShutRole::test);
    if (test == nullptr) return orders.cannot();
    const bool deep = request.control == Control::test_battery_start_deep;
    orders.set(*test, !starts ? kStop : deep ? kDeep : kQuick, Part::order);
    return orders.script();
}

Result<Script> shut_beeper(const ControlRequest& request, const Reading&, const Settings&) {
    constexpr std::int64_t kDisabled = 1, kEnabled = 2, kMuted = 3;
    Orders orders(request);
    const ShutPlace* const beeper = orders.writable(ShutRole::beeper);
    if (beeper == nullptr) return orders.cannot();
    const bool mute = request.control == Control::beeper_mute;
    const std::int64_t value = mute ? kMuted : request.control == Control::beeper_enable ? kEnabled : kDisabled;
    orders.set(*beeper, value, Part::order);
    orders.check(*beeper, value, judge_equal, StepOutcome::refused);
    return orders.script();
}

Result<SettingChoices> shut_limit_choices(const SettingRow& row, const SettingUnit& unit) {
    constexpr double kMost = 100;
    ControlRequest request;
    request.memory = unit.memory;
    const Orders orders(request);
    const ShutPlace* const place = place_of_setting(orders, ShutRole::limit);
    if (place == nullptr || place->exponent != 0) return read_only(row);
    SettingChoices choices;
    choices.kind = SettingChoices::Kind::range;
    choices.high = place->maximum > 0 ? std::min<double>(place->maximum, kMost) : kMost;
    return choices;
}

Result<Script> shut_set_limit(const SettingRow& row, const Value& wanted, const SettingUnit& unit) {
    return set(ShutRole::limit, std::lround(wanted.as_number()), row, unit);
}

Result<SettingChoices> shut_restart_choices(const SettingRow& row, const SettingUnit& unit) {
    ControlRequest request;
    request.memory = unit.memory;
    const Orders orders(request);
    if (place_of_setting(orders, ShutRole::restart) == nullptr) return read_only(row);
    SettingChoices choices;
    choices.values = {Value::text("yes"), Value::text("no")};
    return choices;
}

Result<Script> shut_set_restart(const SettingRow& row, const Value& wanted, const SettingUnit& unit) {
    return set(ShutRole::restart, wanted.as_text() == "yes" ? 1 : 0, row, unit);
}

}  // namespace upsmd
