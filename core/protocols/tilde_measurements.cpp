// STI, STP, TSR and ENV of the "~00" family.
//
//   STI  1;600;1236        lines, Hz, V, A, W; with more lines what follows is not described
//   STP  600;1;1236        the bypass: Hz, lines, V, A, W
//   TSR  1                 the last battery test
//   ENV  23;045;0;1;0;1    °C, %, four contacts
#include <array>

#include "core/protocols/text_fields.h"
#include "core/protocols/tilde_fields.h"

namespace upsmd {
namespace {

using V = Variable;

constexpr std::array kInput{
    TildeNumber{1, V::input_frequency, 0, 99.9, 1},
    TildeNumber{2, V::input_voltage, 0, 600, 1},
};
constexpr std::array kBypass{
    TildeNumber{0, V::input_bypass_frequency, 0, 99.9, 1},
    TildeNumber{2, V::input_bypass_voltage, 0, 600, 1},
};
constexpr std::array kAmbient{
    TildeNumber{0, V::ambient_temperature, 0, 120},
    TildeNumber{1, V::ambient_humidity, 0, 100},
};
constexpr std::array<std::string_view, 7> kTestResults{
    "none", "passed", "in progress", "failed", "failed: battery", "failed: deep test", "aborted",
};

constexpr int kMostLines = 3;
constexpr std::size_t kMostFieldsOfOneLine = 5;

}  // namespace

// A late reply of STB would have ten fields.
Verdict decode_tilde_input(Bytes reply, Decoded& out) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const auto lines = data.fields.code(0, kMostLines);
    if (!data.whole || data.fields.size() < 3 || !lines || *lines == 0) return Verdict::rejected;
    if (*lines == 1 && data.fields.size() > kMostFieldsOfOneLine) return Verdict::rejected;
    set_tilde_numbers(data.fields, kInput, out);
    return Verdict::ok;
}

Verdict decode_tilde_bypass(Bytes reply, Decoded& out) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const auto lines = data.fields.code(1, kMostLines);
    if (!data.whole || data.fields.size() < 3 || !lines || *lines == 0) return Verdict::rejected;
    if (*lines == 1 && data.fields.size() > kMostFieldsOfOneLine) return Verdict::rejected;
    set_tilde_numbers(data.fields, kBypass, out);
    return Verdict::ok;
}

Verdict decode_tilde_test(Bytes reply, Decoded& out) {
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    const auto result = data.fields.code(0, static_cast<int>(kTestResults.size()) - 1);
    if (!data.whole || data.fields.size() != 1 || !result) return Verdict::rejected;
    out.text(V::ups_test_result, kTestResults[static_cast<std::size_t>(*result)]);
    keep(out, TildeMemory::test, static_cast<std::uint8_t>(*result + 1));
    return Verdict::ok;
}

Verdict decode_tilde_environment(Bytes reply, Decoded& out) {
    constexpr std::size_t kFirstContact = 2;
    constexpr std::size_t kContacts = 4;
    const TildeData data = tilde_data(reply);
    if (data.instead) return *data.instead;
    if (!data.whole || data.fields.size() < 2 || data.fields.size() > kFirstContact + kContacts) return Verdict::rejected;
    set_tilde_numbers(data.fields, kAmbient, out);
    std::uint8_t closed = 0;
    for (std::size_t i = 0; i < kContacts; ++i)
        if (data.fields.is_set(kFirstContact + i)) closed = static_cast<std::uint8_t>(closed | 1U << i);
    if (data.fields.size() > kFirstContact) out.text(V::ups_contacts, hex_byte(closed));
    return Verdict::ok;
}

}  // namespace upsmd
