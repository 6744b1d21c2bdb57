#include "posix-sim/sim/voltronic.h"

#include <algorithm>
#include <cstdio>

#include "posix-sim/sim/option_reader.h"
#include "posix-sim/sim/voltronic_text.h"
#include "posix-sim/sim/words.h"

namespace upsmd::sim {

namespace {

constexpr std::size_t kLongestCommand = 40;

bool bad(std::string& error, std::string_view word, std::string_view what, std::string_view rest) {
    error = std::string(word) + ": " + std::string(what) + ": \"" + std::string(rest) + '"';
    return false;
}

bool is_code(std::string_view text) {
    return text.size() == 2 && text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

bool are_options(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

Voltronic::Voltronic(const PowerConfig& config, VoltronicStyle style, std::uint64_t seed)
    : Ups(config, seed), style_(std::move(style)) {
    conditions_changed(Time{});
}

void Voltronic::receive(std::uint8_t byte, Time now) {
    buffer_.push_back(byte);
    if (byte == '\r') {
        command(now);
        buffer_.clear();
    } else if (buffer_.size() > kLongestCommand) {
        buffer_.clear();
    }
}

void Voltronic::power_up(Time) { buffer_.clear(); }

void Voltronic::power_changed(PowerEvent event, Time) {
    if (event == PowerEvent::kTestEnded) last_test_ = test_fails_ ? 'f' : 'p';
    // A new alarm sounds again.
    if (event == PowerEvent::kLineFail || event == PowerEvent::kLineBack) muted_ = false;
}

void Voltronic::conditions_changed(Time) {
    least_load_ = std::min(least_load_, power_.load);
    most_load_ = std::max(most_load_, power_.load);
}

void Voltronic::command(Time now) {
    const std::string text(buffer_.begin(), buffer_.end() - 1);
    if (text.empty()) return;
    std::string reply;
    if (!style_.refused.contains(text)) reply = query(text);
    if (reply.empty()) reply = control(text, now) ? "(ACK" : "(NAK";
    answer(to_bytes(text), to_bytes(reply + "\r"), style_.think, now);
}

bool Voltronic::apply_own(std::string_view word, std::string_view rest, Time now, bool& handled, std::string& error) {
    handled = true;
    if (word == "warning") {
        const auto [number, state] = split_word(rest);
        const auto wanted = to_switch(state);
        if (!voltronic::all_digits(number) || number.size() > 2 || voltronic::number_of(number) < 1 ||
            voltronic::number_of(number) > 64 || !wanted)
            return bad(error, word, "not a number of 1 to 64 and on or off", rest);
        if (*wanted)
            warnings_.insert(voltronic::number_of(number));
        else
            warnings_.erase(voltronic::number_of(number));
        return true;
    }
    if (word == "fault") {
        if (rest != "none" && !is_code(rest)) return bad(error, word, "not two hexadecimal digits or none", rest);
        failed_ = rest != "none";
        if (failed_) fault_code_ = rest;
        log(LogKind::kPower, failed_ ? "fault " + fault_code_ : "fault over", now);
        return true;
    }
    if (word == "eco" || word == "epo") {
        const auto wanted = to_switch(rest);
        if (!wanted) return bad(error, word, "not on or off", rest);
        (word == "eco" ? eco_ : epo_) = *wanted;
        return true;
    }
    handled = false;
    return true;
}

namespace {

void read_identity(OptionReader& reader, VoltronicStyle& style) {
    style.model = reader.text("model", style.model);
    style.company = reader.text("company", style.company);
    style.firmware = reader.text("version", style.firmware);
    style.serial = reader.text("serial", style.serial);
    if (style.model.size() > 15) reader.fail("model", style.model, "longer than 15 characters");
    if (style.company.size() > 15) reader.fail("company", style.company, "longer than 15 characters");
    if (style.firmware.size() > 8) reader.fail("version", style.firmware, "longer than 8 characters");
    char text[64];
    std::snprintf(text, sizeof text, "%-15.15s %-10.10s %-10.10s", style.company.c_str(), style.model.c_str(),
                  style.firmware.c_str());
    style.identity = text;
}

}  // namespace

std::unique_ptr<Ups> make_voltronic(OptionReader& reader, std::uint64_t seed) {
    const PowerConfig config = read_power_config(reader);
    VoltronicStyle style;
    style.protocol =
        reader.choice("pi", {"01", "00", "02", "03", "05", "08", "09", "10", "13", "14", "31", "71", "99"});
    const bool standby = style.protocol == "00" || style.protocol == "08";
    const std::string type = reader.text("type", standby ? "line-interactive" : "online");
    if (type != "online" && type != "line-interactive" && type != "standby" && type != "none")
        reader.fail("type", type, "not one of online line-interactive standby none");
    style.type = type == "online" ? "10" : type == "line-interactive" ? "01" : type == "standby" ? "00" : "--";
    read_identity(reader, style);
    style.blocks = static_cast<int>(reader.number("blocks", config.nominal_battery / 12, 1, 99));
    style.packs = static_cast<int>(reader.number("packs", style.packs, 1, 99));
    style.rated_power = reader.number("rated-power", style.rated_power, 1, 9999999);
    style.runtime_digits = reader.choice("runtime-digits", {"3", "5"}) == "5" ? 5 : 3;
    style.enabled = reader.text("enabled", style.enabled);
    style.disabled = reader.text("disabled", style.disabled);
    if (!are_options(style.enabled)) reader.fail("enabled", style.enabled, "not lower-case letters");
    if (!are_options(style.disabled)) reader.fail("disabled", style.disabled, "not lower-case letters");
    // Commands with "+" between them.
    const std::string refused = reader.text("refuse", "");
    for (std::size_t at = 0; at < refused.size();) {
        const std::size_t end = std::min(refused.find('+', at), refused.size());
        style.refused.insert(refused.substr(at, end - at));
        at = end + 1;
    }
    style.cancel_needs_order = reader.flag("cancel-needs-order", false);
    style.invents_faults = reader.flag("invents-faults", false);
    style.think = reader.milliseconds("think").value_or(style.think);
    return std::make_unique<Voltronic>(config, std::move(style), seed);
}

}  // namespace upsmd::sim
