#include "posix-sim/sim/ups.h"

#include <algorithm>
#include <cstdio>

namespace upsmd::sim {

namespace {

// Bytes of one command closer together than this share one log line.
constexpr Duration kReceiveGap = 50ms;

std::string seconds_text(Duration duration) {
    char text[40];
    std::snprintf(text, sizeof text, "%.10g s", std::chrono::duration<double>(duration).count());
    return text;
}

std::string_view event_text(PowerEvent event) {
    switch (event) {
        case PowerEvent::kLineFail: return "on battery";
        case PowerEvent::kLineBack: return "on line";
        case PowerEvent::kLow: return "battery low";
        case PowerEvent::kLowOver: return "battery no longer low";
        case PowerEvent::kOutputOff: return "output off";
        case PowerEvent::kOutputOn: return "output on";
        case PowerEvent::kTestStarted: return "test started";
        case PowerEvent::kTestEnded: return "test ended";
        case PowerEvent::kDead: return "battery exhausted";
    }
    return "";
}

int bit(bool value) { return value ? 1 : 0; }

}  // namespace

std::string_view to_string(LogKind kind) {
    switch (kind) {
        case LogKind::kReceived: return "rx";
        case LogKind::kSent: return "tx";
        case LogKind::kExecuted: return "exec";
        case LogKind::kLines: return "lines";
        case LogKind::kPower: return "power";
    }
    return "";
}

Ups::Ups(const PowerConfig& config, std::uint64_t seed) : power_(config, *this), faults_(seed) {}

void Ups::flush_received() {
    if (received_.empty()) return;
    log(LogKind::kReceived, hex_and_text(received_), received_at_);
    received_.clear();
}

void Ups::on_bytes(std::span<const std::uint8_t> bytes, Time now) {
    on_time(now);
    for (const std::uint8_t byte : bytes) {
        received_.push_back(byte);
        received_at_ = now;
        if (!faults_.deaf() && !power_.dead()) receive(byte, now);
    }
    note_lines(now);
}

void Ups::on_outputs(OutputLines from_pc, Time now) {
    on_time(now);
    if (outputs_known_ && from_pc == outputs_) return;
    outputs_known_ = true;
    outputs_ = from_pc;
    char text[60];
    std::snprintf(text, sizeof text, "DTR=%d RTS=%d%s", bit(from_pc.dtr), bit(from_pc.rts), from_pc.brk ? " BREAK" : "");
    log(LogKind::kLines, text, now);
    outputs_changed(from_pc, now);
    note_lines(now);
}

void Ups::on_time(Time now) {
    // Line by line in order of time, because the personality's timers may depend on what the power did before.
    for (Time next = std::min(power_.deadline(), own_deadline()); next <= now;
         next = std::min(power_.deadline(), own_deadline())) {
        power_.advance(next);
        if (own_deadline() <= next) tick(next);
        note_lines(next);
    }
    power_.advance(now);
    if (!received_.empty() && now >= received_at_ + kReceiveGap) flush_received();
    note_lines(now);
}

Time Ups::deadline() const {
    Time next = std::min(power_.deadline(), own_deadline());
    if (!pending_.empty()) next = std::min(next, pending_.front().at);
    if (!received_.empty()) next = std::min(next, received_at_ + kReceiveGap);
    return next;
}

Bytes Ups::take_output(Time now) {
    on_time(now);
    Bytes out;
    while (!pending_.empty() && pending_.front().at <= now) {
        out.insert(out.end(), pending_.front().bytes.begin(), pending_.front().bytes.end());
        pending_.pop_front();
    }
    if (!out.empty()) {
        flush_received();
        log(LogKind::kSent, hex_and_text(out), now);
    }
    return out;
}

std::vector<LogEntry> Ups::take_log() {
    std::vector<LogEntry> out;
    out.swap(log_);
    return out;
}

void Ups::answer(std::span<const std::uint8_t> command, const Bytes& reply, Duration think, Time now) {
    flush_received();
    Bytes bytes = faults_.pass(command, reply);
    if (bytes.empty()) return;
    // Never before an earlier answer: the UPS does one thing at a time.
    const Time base = pending_.empty() ? now : std::max(now, pending_.back().at);
    pending_.push_back({base + think + faults_.delay(), std::move(bytes)});
}

void Ups::send(const Bytes& bytes, Time now) {
    if (faults_.silent() || bytes.empty()) return;
    const auto later = std::find_if(pending_.begin(), pending_.end(), [now](const Pending& p) { return p.at > now; });
    pending_.insert(later, {now, bytes});
}

void Ups::turn_off(const OffOrder& order, Time now) {
    flush_received();
    std::string text = order.name + ": output off in " + seconds_text(order.grace);
    if (!order.returns) {
        text += ", stay off";
    } else {
        text += order.needs_mains ? ", return with mains" : ", return by the clock";
        if (order.sleep > Duration{}) text += " not before " + seconds_text(order.sleep);
    }
    executed(text, now);
    power_.order_off(order, now);
}

void Ups::on_power(PowerEvent event, Time at) {
    flush_received();
    std::string text(event_text(event));
    if (event == PowerEvent::kOutputOff) text += " (" + power_.order().name + ")";
    log(LogKind::kPower, text, at);
    if (event == PowerEvent::kTestEnded && test_fails_) failed_ = true;
    if (event == PowerEvent::kDead) pending_.clear();
    power_changed(event, at);
}

void Ups::note_lines(Time now) {
    const InputLines inputs = input_lines();
    if (noted_inputs_ && inputs == last_inputs_) return;
    const bool report = noted_inputs_ || inputs != InputLines{};
    noted_inputs_ = true;
    last_inputs_ = inputs;
    if (!report) return;
    char text[60];
    std::snprintf(text, sizeof text, "CTS=%d DSR=%d RI=%d DCD=%d", bit(inputs.cts), bit(inputs.dsr), bit(inputs.ri),
                  bit(inputs.dcd));
    log(LogKind::kLines, text, now);
}

std::string Ups::status() const {
    char text[200];
    std::snprintf(text, sizeof text, "mains=%s battery=%.1f low=%s output=%s load=%.0f on-battery=%s test=%s turn-off=%s%s",
                  power_.mains() ? "on" : "off", power_.level(), power_.low() ? "on" : "off",
                  power_.output_on() ? "on" : "off", power_.load, power_.on_battery() ? "yes" : "no",
                  power_.testing() ? "yes" : "no", power_.off_pending() ? "pending" : "none",
                  hung_up_ ? " hung-up" : "");
    return text;
}

}  // namespace upsmd::sim
