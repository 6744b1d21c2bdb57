#include "posix-sim/sim/multilink.h"

#include "posix-sim/sim/option_reader.h"

namespace upsmd::sim {

Multilink::Multilink(const PowerConfig& config, const MultilinkStyle& style, std::uint64_t seed)
    : Ups(config, seed), style_(style) {}

bool Multilink::on_battery() const { return power_.on_battery() || (!power_.output_on() && !power_.mains()); }

// The contact passes everything on, with RTS for its supply.
void Multilink::receive(std::uint8_t byte, Time now) {
    const Bytes bytes{byte};
    answer(bytes, on_battery() && outputs().rts ? bytes : Bytes{}, {}, now);
}

void Multilink::outputs_changed(OutputLines, Time now) { judge_dtr(now); }

void Multilink::power_changed(PowerEvent, Time at) { judge_dtr(at); }

void Multilink::judge_dtr(Time now) {
    const bool killing = style_.dtr_wired && outputs_known() && outputs().dtr && power_.on_battery();
    if (!killing)
        off_at_ = kNever;
    else if (off_at_ == kNever && !power_.off_pending())
        off_at_ = now + style_.hold;
}

void Multilink::tick(Time now) {
    if (now < off_at_) return;
    off_at_ = kNever;
    OffOrder order;
    order.name = "DANGER DTR raised on battery";
    turn_off(order, now);
}

InputLines Multilink::input_lines() const {
    InputLines lines;
    lines.dcd = !power_.dead() && outputs().rts && power_.low();
    return lines;
}

std::unique_ptr<Ups> make_multilink(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    MultilinkStyle style;
    style.dtr_wired = reader.choice("dtr", {"unwired", "wired"}) == "wired";
    style.hold = reader.milliseconds("hold").value_or(style.hold);
    return std::make_unique<Multilink>(config, style, seed);
}

}  // namespace upsmd::sim
