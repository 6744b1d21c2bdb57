// Who a unit of the "~00" family is, its ratings and settings. A SmartOnline's and a Belkin's ratings:
//
//   RAT  120;600;120;600;1500;1050;10;65;138;...;0;48   nominal V, Hz in, V, Hz out, VA, W, min, transfer low, high, their limits
//        134;612;159;600;525;315;;85;100;90;80;150;140;1;12                       (four), type, battery V, frequency limits
#include <array>

#include "core/protocols/tilde_fields.h"
#include "core/protocols/text_fields.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr std::size_t kLeastRatings = 9;
constexpr std::size_t kMostRatings = 21;
constexpr std::size_t kTypeField = 13;
constexpr std::size_t kBatteryField = 14;

constexpr std::array kNominal{
    TildeNumber{0, V::input_voltage_nominal, 50, 600},
    TildeNumber{1, V::input_frequency_nominal, 40, 70, 1},
    TildeNumber{2, V::output_voltage_nominal, 50, 600},
    TildeNumber{3, V::output_frequency_nominal, 40, 70, 1},
};
constexpr std::array kRatings{
    TildeNumber{4, V::ups_power_nominal, 1, 999999},    TildeNumber{5, V::ups_realpower_nominal, 1, 999999},
    TildeNumber{7, V::input_transfer_low, 1, 600},      TildeNumber{8, V::input_transfer_high, 1, 600},
    TildeNumber{9, V::input_transfer_low_max, 1, 600},  TildeNumber{10, V::input_transfer_low_min, 1, 600},
    TildeNumber{11, V::input_transfer_high_max, 1, 600}, TildeNumber{12, V::input_transfer_high_min, 1, 600},
    TildeNumber{14, V::battery_voltage_nominal, 6, 999},
};
constexpr std::array kTransfer{
    TildeNumber{0, V::input_transfer_low, 1, 600},
    TildeNumber{1, V::input_transfer_high, 1, 600},
};
// In the order of their codes.
constexpr std::array<std::string_view, 4> kTypes{"online", "offline", "line-interactive", "three-phase"};

Verdict text(Bytes reply, Variable variable, Decoded& out) {
    const TildeReply read = read_tilde_reply(reply);
    if (read.kind == TildeReply::Kind::refused) return Verdict::unsupported;
    if (read.kind != TildeReply::Kind::data || !read.whole) return Verdict::rejected;
    const std::string_view name = trimmed(read.data);
    if (name.empty()) return Verdict::unsupported;
    // Fields: a late reply to another question.
    if (name.find(';') != std::string_view::npos) return Verdict::rejected;
    out.text(variable, name);
    return Verdict::ok;
}

// The one field of a reply, a code.
Verdict single_code(Bytes reply, int most, int& code) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const auto value = data.fields.code(0, most);
    if (!data.whole || data.fields.size() != 1 || !value) return Verdict::rejected;
    code = *value;
    return Verdict::ok;
}

// A reply that is shorter than it claims may have lost the end of its last field. The one firmware that always claims
// too much is known to lose nothing.
bool last_field_counts(const TildeData& data, const Decoded& out) {
    return data.whole || recall(out.memory, TildeMemory::firmware_001) != 0;
}

Verdict ratings(Bytes reply, std::span<const TildeNumber> nominal, Decoded& out) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const TildeFields& fields = data.fields;
    if (fields.size() < kLeastRatings || fields.size() > kMostRatings) return Verdict::rejected;
    set_tilde_numbers(fields, nominal, out);
    set_tilde_numbers(fields, kRatings, out);
    if (fields.size() == kBatteryField + 1 && !last_field_counts(data, out)) out.absent(V::battery_voltage_nominal);
    if (const auto volts = number_in(out, V::battery_voltage_nominal); volts && *volts <= 255)
        keep(out, TildeMemory::battery_volts, static_cast<std::uint8_t>(*volts));
    if (const auto type = fields.code(kTypeField, 4)) {
        const auto index = static_cast<std::size_t>(*type);
        if (index < kTypes.size()) out.text(V::ups_type, kTypes[index]);
        keep(out, TildeMemory::type, static_cast<std::uint8_t>(index + 1));
    }
    return Verdict::ok;
}

}  // namespace

Verdict decode_tilde_maker(Bytes reply, Decoded& out) { return text(reply, V::device_mfr, out); }
Verdict decode_tilde_model(Bytes reply, Decoded& out) { return text(reply, V::device_model, out); }
Verdict decode_tilde_name(Bytes reply, Decoded& out) { return text(reply, V::ups_id, out); }

Verdict decode_tilde_firmware(Bytes reply, Decoded& out) {
    const Verdict verdict = text(reply, V::ups_firmware, out);
    const bool is_001 = verdict == Verdict::ok && out.find(V::ups_firmware)->as_text() == "001";
    if (verdict == Verdict::ok) keep(out, TildeMemory::firmware_001, is_001 ? 1 : 0);
    return verdict;
}

Verdict decode_tilde_ratings(Bytes reply, Decoded& out) { return ratings(reply, kNominal, out); }
Verdict decode_tilde_belkin_ratings(Bytes reply, Decoded& out) { return ratings(reply, {}, out); }

Verdict decode_tilde_transfer(Bytes reply, Decoded& out) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    if (!data.whole || data.fields.size() != 2) return Verdict::rejected;
    set_tilde_numbers(data.fields, kTransfer, out);
    return Verdict::ok;
}

Verdict decode_tilde_sensitivity(Bytes reply, Decoded& out) {
    int code = 0;
    const Verdict verdict = single_code(reply, static_cast<int>(kTildeSensitivities.size()) - 1, code);
    if (verdict == Verdict::ok) out.text(V::input_sensitivity, kTildeSensitivities[static_cast<std::size_t>(code)]);
    return verdict;
}

Verdict decode_tilde_auto_restart(Bytes reply, Decoded& out) {
    int code = 0;
    const Verdict verdict = single_code(reply, 2, code);
    if (verdict != Verdict::ok) return verdict;
    if (code == 0) return Verdict::rejected;
    out.text(V::ups_start_auto, code == 1 ? "yes" : "no");
    return Verdict::ok;
}

Verdict decode_tilde_banks(Bytes reply, Decoded& out) {
    constexpr int kMostBanks = 9;
    int banks = 0;
    const Verdict verdict = single_code(reply, kMostBanks, banks);
    if (verdict == Verdict::ok) keep(out, TildeMemory::banks, static_cast<std::uint8_t>(banks + 1));
    return verdict;
}

}  // namespace upsmd
