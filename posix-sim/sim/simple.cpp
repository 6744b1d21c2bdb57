#include "posix-sim/sim/simple.h"

#include <charconv>

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

Simple::Simple(const PowerConfig& config, SimpleStyle style, std::uint64_t seed)
    : Ups(config, seed), style_(std::move(style)) {}

// A contact-closure UPS has no receiver. A byte is a series of spaces on TxD, too short for a kill by BREAK, and worth
// a warning all the same.
void Simple::receive(std::uint8_t byte, Time now) {
    const Bytes bytes{byte};
    answer(bytes, {}, {}, now);
    if (style_.cable.kill.line == Output::kBreak) executed("DANGER byte written on a line that kills by BREAK", now);
}

void Simple::outputs_changed(OutputLines, Time now) { judge_kill(now); }

void Simple::power_changed(PowerEvent, Time at) { judge_kill(at); }

// The level counts from the moment at which both it and the UPS's willingness are there: a level left standing on mains
// turns the UPS off at the next outage.
void Simple::judge_kill(Time now) {
    const bool willing = power_.output_on() && (power_.on_battery() || style_.kill_on_line);
    const bool also = style_.cable.also.line == Output::kNone || at_level(style_.cable.also, outputs());
    const bool standing = outputs_known() && !unplugged_ && also && at_level(style_.cable.kill, outputs());
    if (!willing || !standing) {
        if (kill_at_ != kNever) log(LogKind::kLines, "kill level ended before its hold time", now);
        kill_at_ = kNever;
        return;
    }
    if (kill_at_ != kNever || power_.off_pending()) return;
    kill_at_ = now + style_.hold;
    log(LogKind::kLines, "kill level begins", now);
}

void Simple::tick(Time now) {
    if (now < kill_at_) return;
    kill_at_ = kNever;
    accept_kill(now);
}

void Simple::accept_kill(Time now) {
    OffOrder order;
    order.grace = style_.turn_off_delay;
    order.after_mains = style_.return_delay;
    order.name = "kill line";
    turn_off(order, now);
}

InputLines Simple::input_lines() const {
    InputLines lines;
    if (unplugged_ || power_.dead()) return lines;
    const bool powered = style_.cable.power.line == Output::kNone || at_level(style_.cable.power, outputs());
    if (!powered) return lines;
    drive(style_.cable.on_battery, power_.on_battery() || (!power_.output_on() && !power_.mains()), lines);
    drive(style_.cable.low_battery, power_.low(), lines);
    drive(style_.cable.replace_battery, replace_battery_, lines);
    drive(style_.cable.bypass, power_.bypass, lines);
    return lines;
}

bool Simple::apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) {
    handled = true;
    if (word == "cable" && (rest == "unplug" || rest == "plug")) {
        unplugged_ = rest == "unplug";
        judge_kill(now);
        return true;
    }
    if (word == "cable") {
        error = "cable: not plug or unplug: \"" + std::string(rest) + '"';
        return false;
    }
    handled = false;
    return true;
}

std::unique_ptr<Ups> make_simple(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    SimpleStyle style;
    const std::string name = reader.text("cable", "");
    const std::string mask = reader.text("options", "0x7f");
    if (!name.empty()) {
        const Cable* const cable = find_cable(name);
        if (cable == nullptr) {
            reader.fail("cable", name, "not one of " + cable_names());
        } else {
            style.cable = *cable;
        }
    } else {
        unsigned value = 0;
        const std::size_t skip = mask.starts_with("0x") || mask.starts_with("0X") ? 2 : 0;
        const char* const end = mask.data() + mask.size();
        const auto result = std::from_chars(mask.data() + skip, end, value, 16);
        if (result.ec != std::errc{} || result.ptr != end || value > 0xFF) reader.fail("options", mask, "not a hexadecimal mask");
        style.cable = cable_from_mask(value);
    }
    if (reader.choice("kill", {"cable", "none"}) == "none") style.cable.kill = {};
    style.hold = reader.milliseconds("hold").value_or(style.hold);
    style.return_delay = reader.milliseconds("return-delay").value_or(style.return_delay);
    style.turn_off_delay = std::chrono::seconds(static_cast<int>(reader.number("turn-off-delay", 0, 0, 3600)));
    style.kill_on_line = reader.flag("kill-on-line", false);
    return std::make_unique<Simple>(config, std::move(style), seed);
}

}  // namespace upsmd::sim
