#include "core/protocols/apc_smart_replies.h"

#include <algorithm>
#include <initializer_list>

#include "core/protocols/apc_smart_memory.h"

namespace upsmd::apc {
namespace {

struct Word {
    std::string_view code;
    std::string_view meaning;
};

// Bit n of a byte: row n.
constexpr std::array<StatusFlag, 8> kStatusBits{StatusFlag::cal, StatusFlag::trim, StatusFlag::boost,
                                                StatusFlag::ol,  StatusFlag::ob,   StatusFlag::over,
                                                StatusFlag::lb,  StatusFlag::rb};

// All bits set: no condition of a unit, but what an idle line and a late answer to `9` look like.
constexpr std::uint8_t kNoStatus = 0xFF;

constexpr std::array kReasons{
    Word{"R", "line voltage changed too fast"},
    Word{"H", "line voltage high"},
    Word{"L", "line voltage low"},
    Word{"T", "line voltage notch or spike"},
    Word{"O", "none since turned on"},
    Word{"S", "self test or simulated failure"},
    Word{"K", "forced by software"},
};

constexpr std::array kResults{
    Word{"OK", "passed"},
    Word{"BT", "failed: battery capacity"},
    Word{"NG", "failed: overload"},
    Word{"NO", "no test in the last 5 minutes"},
};

// Rows without text are no faults (asleep, turned off by command).
using BitTexts = std::array<std::string_view, 8>;
constexpr BitTexts kFaults{"fan failure: electronics",
                           "fan failure: isolation unit",
                           "bypass supply failure",
                           "output voltage selection failure",
                           "DC imbalance",
                           "no battery",
                           "trim/boost relay fault",
                           "bad output voltage"};
constexpr BitTexts kBypass{"", "bypass: internal fault", "", "", "", "", "", ""};
// Internal fault, by command, by the manual switch.
constexpr std::uint8_t kInBypass = 0x02 | 0x08 | 0x20;
constexpr BitTexts kConditions{"",
                               "overload: no transfer to battery",
                               "main relay fault",
                               "",
                               "",
                               "charger failure",
                               "bypass relay fault",
                               "over temperature"};

// Percent behind the codes of the oldest units; every other value is percent already.
constexpr std::array<int, 4> kRestartCodes{0, 15, 25, 90};

const Word* find_word(std::span<const Word> words, std::string_view code) {
    const auto row =
        std::find_if(words.begin(), words.end(), [code](const Word& word) { return word.code == code; });
    return row == words.end() ? nullptr : &*row;
}

bool is_one_of(std::string_view text, std::string_view letters) {
    return text.size() == 1 && letters.find(text.front()) != std::string_view::npos;
}

Verdict decode_hex_text(Bytes reply, Decoded& out, Variable variable) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    if (!parse_hex_byte(text.view())) return Verdict::rejected;
    out.text(variable, text.view());
    return Verdict::ok;
}

// Gives ups.alarm and ALARM, or that there is no fault, and the word of `also` where one of its bits is set.
struct Also {
    StatusFlag word{};
    std::uint8_t bits = 0;
};

Verdict decode_alarms(Bytes reply, Decoded& out, const BitTexts& texts, const Also& also = {}) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    const auto bits = parse_hex_byte(text.view());
    if (!bits) return Verdict::rejected;
    out.extra_status = StatusFlags{};
    if ((*bits & also.bits) != 0) out.extra_status->set(also.word);
    std::array<char, Value::kMaxText> alarm{};
    std::size_t size = 0;
    for (std::size_t bit = 0; bit < texts.size(); ++bit) {
        if ((*bits & (1U << bit)) == 0 || texts[bit].empty()) continue;
        for (const std::string_view part : {std::string_view(size == 0 ? "" : ", "), texts[bit]})
            for (const char c : part)
                if (size < alarm.size()) alarm[size++] = c;
    }
    if (size == 0) {
        out.absent(Variable::ups_alarm);
    } else {
        out.text(Variable::ups_alarm, {alarm.data(), size});
        out.extra_status->set(StatusFlag::alarm);
    }
    return Verdict::ok;
}

}  // namespace

Verdict status(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    const auto bits = parse_hex_byte(text.view());
    if (!bits || *bits == kNoStatus) return Verdict::rejected;
    StatusFlags flags;
    for (std::size_t bit = 0; bit < kStatusBits.size(); ++bit)
        if ((*bits & (1U << bit)) != 0) flags.set(kStatusBits[bit]);
    if (*bits == 0) flags.set(StatusFlag::off);
    out.status = flags;
    return Verdict::ok;
}

Verdict frequency(Bytes reply, Decoded& out) {
    const bool of_output = has_own_input_frequency(out.memory);
    return decode_number(reply, out, {of_output ? Variable::output_frequency : Variable::input_frequency, 0, 99});
}

Verdict runtime(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    std::string_view minutes = text.view();
    // The colon is a trailer of its own, as real units send it.
    while (!minutes.empty() && minutes.back() == ':') minutes.remove_suffix(1);
    if (minutes.find('.') != std::string_view::npos) return Verdict::rejected;
    const Bytes digits{reinterpret_cast<const std::uint8_t*>(minutes.data()), minutes.size()};
    return decode_number(digits, out, {Variable::battery_runtime, 0, 9999, 60});
}

// "NA" is no refusal here: the cause of a transfer is known only after a moment.
Verdict transfer_reason(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    // A lone G is the echo of the command.
    if (text.view().size() != 1 || text.view() == "G" || !is_printable_text(text.view()))
        return Verdict::rejected;
    const Word* const word = find_word(kReasons, text.view());
    out.text(Variable::input_transfer_reason, word != nullptr ? word->meaning : text.view());
    return Verdict::ok;
}

Verdict test_result(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    const Word* const word = find_word(kResults, text.view());
    if (word == nullptr) return Verdict::rejected;
    out.text(Variable::ups_test_result, word->meaning);
    return Verdict::ok;
}

Verdict line_quality(Bytes reply, Decoded& out) {
    return decode_hex_text(reply, out, Variable::input_quality);
}

Verdict contacts(Bytes reply, Decoded& out) {
    return decode_hex_text(reply, out, Variable::ups_contacts);
}

Verdict sensitivity(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    if (!is_one_of(text.view(), "HMLA")) return Verdict::rejected;
    out.text(Variable::input_sensitivity, text.view());
    return Verdict::ok;
}

Verdict charge_restart(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    const auto number = parse_decimal(text.view());
    if (!number || number->decimals != 0 || number->value < 0 || number->value > 100)
        return Verdict::rejected;
    const auto code = static_cast<std::size_t>(number->value);
    out.number(Variable::battery_charge_restart,
               code < kRestartCodes.size() ? kRestartCodes[code] : number->value, 0);
    return Verdict::ok;
}

Verdict beeper_threshold(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    if (!is_one_of(text.view(), "0TLN")) return Verdict::rejected;
    out.text(Variable::battery_alarm_threshold, text.view());
    out.text(Variable::ups_beeper_status, text.view() == "N" ? "disabled" : "enabled");
    return Verdict::ok;
}

// The letters that are published; which language each is, is not.
Verdict language(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    if (!is_one_of(text.view(), "EFGS1234")) return Verdict::rejected;
    out.text(Variable::ups_display_language, text.view());
    return Verdict::ok;
}

Verdict test_interval(Bytes reply, Decoded& out) {
    constexpr double kLongestHours = 9999;
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    if (text.view() == "ON" || text.view() == "OFF") {
        out.text(Variable::ups_test_interval, text.view());
        return Verdict::ok;
    }
    const auto hours = parse_decimal(text.view());
    if (!hours || hours->decimals != 0 || hours->value <= 0 || hours->value > kLongestHours)
        return Verdict::rejected;
    out.text(Variable::ups_test_interval, Value::number(hours->value * 3600, 0).to_string());
    return Verdict::ok;
}

// One letter, two meanings, told apart by their shape: "0123.4" hours of operation, "23.40" degrees of a
// sensor.
Verdict age_or_temperature(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    const auto number = parse_decimal(text.view());
    if (!number || number->value < 0) return Verdict::rejected;
    if (number->decimals == 1)
        out.number(Variable::device_uptime, number->value * 3600, 0);
    else if (number->decimals == 2)
        out.number(Variable::ambient_temperature, number->value, 2);
    else
        return Verdict::rejected;
    return Verdict::ok;
}

Verdict smart_mode(Bytes reply, Decoded&) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    return text.view() == "SM" ? Verdict::ok : Verdict::rejected;
}

Verdict hex_register(Bytes reply, Decoded&) {
    const ReplyText text(reply);
    if (text.view() == "NA") return Verdict::unsupported;
    return parse_hex_byte(text.view()) ? Verdict::ok : Verdict::rejected;
}

Verdict bypass_register(Bytes reply, Decoded& out) {
    return decode_alarms(reply, out, kBypass, {StatusFlag::bypass, kInBypass});
}

Verdict fault_register(Bytes reply, Decoded& out) {
    return decode_alarms(reply, out, kFaults);
}

Verdict condition_register(Bytes reply, Decoded& out) {
    return decode_alarms(reply, out, kConditions);
}

Verdict any_text(Bytes reply, Decoded&) {
    const ReplyText text(reply);
    // NO is a choice of some settings ("no limit").
    if (text.view() == "NO") return Verdict::ok;
    return refusal_of(text.view()).value_or(Verdict::ok);
}

}  // namespace upsmd::apc
