#include "core/protocols/apc_smart_identity.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/protocols/apc_smart_memory.h"
#include "core/protocols/apc_smart_replies.h"

namespace upsmd::apc {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMaker = "APC";

constexpr char kQueryPrefix = '\x9F';
constexpr char kInputFrequency = '\xD3';

// Every firmware below knows these, the Back-UPS CS 350 excepted.
constexpr std::string_view kBase = "79ABFGKLMNOPQSUVWXYZ@";
constexpr std::string_view kBackUps350 =
    "\x01"
    "ABPQRSUYbdfgjmnx9@"sv;
constexpr std::string_view kBackUps350Firmware = "5.4.D";
// A unit that answers b with a voltage.
constexpr std::string_view kVeryOld = "CR8";

struct OldFirmware {
    std::string_view code;   // the reply to V
    std::string_view model;  // from public tables: the first character is the size
    std::string_view adds;   // to kBase
};

constexpr std::string_view kSecond = "CDERcefgjklmnopqrsuxz";
constexpr std::string_view kMatrix = "CDERcefgjklmnopqrsuxz/<>";
constexpr std::string_view kMatrixFull = "CDERcefgjklmnopqrsuxz/<>8Tw\\^\x0C\x16"sv;

constexpr std::array kOld{
    OldFirmware{"6JI", "Smart-UPS 600", "CT8fg"},       OldFirmware{"8GI", "Smart-UPS 1250", "CERfg"},
    OldFirmware{"7II", "Smart-UPS 900", "CERcfg"},      OldFirmware{"8II", "Smart-UPS 1250", "CERcfg"},
    OldFirmware{"9II", "Smart-UPS 2000", "CERcfg"},     OldFirmware{"9GI", "Smart-UPS 2000", "CERcfg"},
    OldFirmware{"6QD", "Smart-UPS 600", kSecond},       OldFirmware{"6QI", "Smart-UPS 600", kSecond},
    OldFirmware{"6TD", "Smart-UPS 600", kSecond},       OldFirmware{"6TI", "Smart-UPS 600", kSecond},
    OldFirmware{"7QD", "Smart-UPS 900", kSecond},       OldFirmware{"7QI", "Smart-UPS 900", kSecond},
    OldFirmware{"7TD", "Smart-UPS 900", kSecond},       OldFirmware{"7TI", "Smart-UPS 900", kSecond},
    OldFirmware{"8QD", "Smart-UPS 1250", kSecond},      OldFirmware{"8QI", "Smart-UPS 1250", kSecond},
    OldFirmware{"8TD", "Smart-UPS 1250", kSecond},      OldFirmware{"8TI", "Smart-UPS 1250", kSecond},
    OldFirmware{"0ZI", "Matrix-UPS 3000", kMatrix},     OldFirmware{"5UI", "Matrix-UPS 5000", kMatrix},
    OldFirmware{"5ZM", "Matrix-UPS 5000", kMatrix},     OldFirmware{"0XI", "Matrix-UPS 3000", kMatrixFull},
    OldFirmware{"0XM", "Matrix-UPS 3000", kMatrixFull},
};

constexpr bool is_alnum(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

void add(CommandSet& set, std::string_view letters) {
    for (const char letter : letters) set.set(static_cast<std::uint8_t>(letter));
}

const OldFirmware* find_old(std::string_view code) {
    const auto row =
        std::find_if(kOld.begin(), kOld.end(), [code](const OldFirmware& old) { return old.code == code; });
    return row == kOld.end() ? nullptr : &*row;
}

// alnum+ '.' alnum+ '.' alnum+
bool is_firmware(std::string_view text) {
    int dots = 0;
    bool empty = true;
    for (const char c : text) {
        if (c == '.') {
            if (empty) return false;
            ++dots;
            empty = true;
        } else {
            if (!is_alnum(c)) return false;
            empty = false;
        }
    }
    return dots == 2 && !empty;
}

// What may follow 9F: the only group of two-byte commands of which anything is published.
std::string_view second_bytes(std::string_view extension) {
    const std::size_t colon = extension.find(':', 1);
    if (colon == std::string_view::npos) return {};
    const std::string_view after = extension.substr(colon + 1);
    const std::size_t next = after.find(':');
    // The byte before the next colon is that group's prefix.
    const bool last = next == std::string_view::npos || next == 0;
    const std::string_view bytes = last ? after : after.substr(0, next - 1);
    if (extension[colon - 1] == kQueryPrefix) return bytes;
    return last ? std::string_view{} : second_bytes(after.substr(next - 1));
}

// The next field of an `a` reply, and whether there was one.
std::optional<std::string_view> take_field(std::string_view& rest, bool last) {
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos && !last) return std::nullopt;
    const std::string_view field = rest.substr(0, dot);
    rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
    return field;
}

}  // namespace

std::optional<CommandSet> fixed_commands(std::string_view code) {
    CommandSet set;
    if (code == kBackUps350Firmware) {
        add(set, kBackUps350);
        return set;
    }
    const OldFirmware* const old = find_old(code);
    if (old == nullptr) return std::nullopt;
    add(set, kBase);
    add(set, old->adds);
    return set;
}

bool is_old_firmware(std::string_view firmware) {
    return firmware == kBackUps350Firmware || find_old(firmware) != nullptr;
}

namespace {

// The model's number in front of a firmware "21.3.I" is one of these.
template <std::size_t size>
bool has_sku(std::string_view firmware, const std::array<std::string_view, size>& skus) {
    const std::string_view sku = firmware.substr(0, firmware.find('.'));
    return sku.size() < firmware.size() && std::find(skus.begin(), skus.end(), sku) != skus.end();
}

}  // namespace

bool takes_only_soft_shutdown(std::string_view firmware) {
    constexpr std::array<std::string_view, 2> kBackUpsCs{"5", "6"};
    return has_sku(firmware, kBackUpsCs);
}

bool sleeps_at_least_once(std::string_view firmware) {
    constexpr std::array<std::string_view, 5> kProAndVs{"11", "12", "13", "17", "42"};
    return has_sku(firmware, kProAndVs);
}

Verdict old_firmware(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    const std::string_view code = text.view();
    if (const auto refusal = refusal_of(code)) return *refusal;
    if (code.size() < 2 || code.size() > 3 || !std::all_of(code.begin(), code.end(), is_alnum))
        return Verdict::rejected;
    // Digits alone are the late answer to something else.
    if (std::all_of(code.begin(), code.end(), is_digit)) return Verdict::rejected;
    out.text(Variable::ups_firmware, code);
    // Until `b` says better: it is asked after this.
    remember_locale(out.memory, code.back());
    if (const OldFirmware* const old = find_old(code)) {
        out.text(Variable::device_mfr, kMaker);
        out.text(Variable::device_model, old->model);
        out.commands = fixed_commands(code);
    }
    return Verdict::ok;
}

Verdict firmware(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    if (parse_hex_byte(text.view())) {
        CommandSet set;
        add(set, kBase);
        add(set, kVeryOld);
        out.commands = set;
        return Verdict::ok;
    }
    if (!is_firmware(text.view())) return Verdict::rejected;
    out.text(Variable::ups_firmware, text.view());
    remember_locale(out.memory, text.view().back());
    if (text.view() == kBackUps350Firmware) out.commands = fixed_commands(kBackUps350Firmware);
    return Verdict::ok;
}

Verdict command_list(Bytes reply, Decoded& out) {
    const std::string_view text{reinterpret_cast<const char*>(reply.data()), reply.size()};
    if (ReplyText(reply).view() == "NA") return Verdict::unsupported;
    std::string_view rest = text;
    const auto version = take_field(rest, false);
    // "3", and "2)" of the Smart-UPS v/s. Without a version the rest is not to be trusted.
    if (!version || version->empty() || version->size() > 2 || !is_digit(version->front()))
        return Verdict::rejected;
    const auto alerts = take_field(rest, false);
    if (!alerts) return Verdict::rejected;
    const bool extended = rest.find('.') != std::string_view::npos;
    const auto commands = take_field(rest, true);
    if (!commands || commands->empty()) return Verdict::rejected;
    // A fourth field holds groups "prefix : byte byte ..." of two-byte commands; there is no fifth.
    if (extended && (rest.empty() || rest.find('.') != std::string_view::npos)) return Verdict::rejected;
    CommandSet set;
    add(set, *commands);
    // Every unit has these two, listed or not.
    add(set, "QY");
    const std::string_view pairs = second_bytes(rest);
    if (!pairs.empty()) add(set, std::string_view(&kQueryPrefix, 1));
    add(set, pairs);
    remember_own_input_frequency(out.memory, pairs.find(kInputFrequency) != std::string_view::npos);
    out.commands = set;
    return Verdict::ok;
}

Verdict model(Bytes reply, Decoded& out) {
    const Verdict verdict = decode_text(reply, out, Variable::device_model);
    if (verdict == Verdict::ok) out.text(Variable::device_mfr, kMaker);
    return verdict;
}

Verdict copyright(Bytes reply, Decoded& out) {
    const ReplyText text(reply);
    if (const auto refusal = refusal_of(text.view())) return *refusal;
    if (text.view().find(kMaker) == std::string_view::npos) return Verdict::rejected;
    out.text(Variable::device_mfr, kMaker);
    return Verdict::ok;
}

}  // namespace upsmd::apc
