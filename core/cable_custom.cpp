// A cable that is not in the table, or is wired otherwise than there, in words: "CP=RTS OL=-CTS LB=DCD SD=DTR+RTS". The
// words are those of NUT's genericups (families: contact closure, section 6).
#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "core/cable.h"

namespace upsmd {
namespace {

constexpr int kLeastHold = 1;   // s
constexpr int kLongestHold = 60;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string upper(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return upper(c); });
    return out;
}

Error wrong(std::string_view word, std::string_view why) {
    return {ErrorCode::invalid_argument, "\"" + std::string(word) + "\": " + std::string(why), 0};
}

constexpr std::string_view kOutputs = "DTR, RTS, DTR+RTS (these are high, the others low) or none (both low)";

std::optional<OutputLines> outputs(std::string_view text) {
    if (text == "DTR") return OutputLines{true, false, false};
    if (text == "RTS") return OutputLines{false, true, false};
    if (text == "DTR+RTS" || text == "RTS+DTR") return OutputLines{true, true, false};
    return std::nullopt;
}

Result<LineSign> sign(std::string_view word, std::string_view value) {
    LineSign sign{InputLine::none, !value.starts_with('-')};
    const std::string_view line = sign.asserted ? value : value.substr(1);
    if (line == "CTS") sign.line = InputLine::cts;
    if (line == "DSR") sign.line = InputLine::dsr;
    if (line == "DCD") sign.line = InputLine::dcd;
    if (line == "RI" || line == "RNG") sign.line = InputLine::ri;
    if (sign.line == InputLine::none && value != "NONE")
        return wrong(word, "takes CTS, DSR, RI or DCD (high means it), with - before it (low means it), or none");
    return sign;
}

// A word that says what an input means.
Result<void> read_input(std::string_view word, LineSign& meaning, std::string_view value, bool inverted = false) {
    const Result<LineSign> read = sign(word, value);
    if (!read) return read.error();
    meaning = *read;
    if (inverted) meaning.asserted = !meaning.asserted;
    return {};
}

Result<void> read_turn_off(std::string_view word, std::string_view value, Cable& cable) {
    if (value == "NONE") {
        cable.kill.reset();
    } else if (value == "BREAK" || value == "ST") {
        cable.kill = OutputLines{cable.run.dtr, cable.run.rts, true};
    } else if (value == "LOW") {
        cable.kill = OutputLines{false, false, false};
    } else if (const auto levels = outputs(value)) {
        cable.kill = levels;
    } else {
        return wrong(word, "takes DTR, RTS, DTR+RTS (these are high, the others low), LOW (both low), BREAK, or none "
                           "(nothing turns it off)");
    }
    return {};
}

Result<void> read_hold(std::string_view word, std::string_view value, Cable& cable) {
    int seconds = 0;
    const auto end = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (end.ec != std::errc{} || end.ptr != value.data() + value.size() || seconds < kLeastHold || seconds > kLongestHold)
        return wrong(word, "takes 1 to 60 s");
    cable.kill_hold = std::chrono::seconds(seconds);
    return {};
}

Result<void> read_word(std::string_view word, Cable& cable) {
    const std::size_t equals = word.find('=');
    const std::string key = upper(word.substr(0, equals));
    const std::string value = equals == std::string_view::npos ? "" : upper(word.substr(equals + 1));
    if (key == "OL") return read_input(word, cable.on_battery, value, true);
    if (key == "LB") return read_input(word, cable.low_battery, value);
    if (key == "RB") return read_input(word, cable.replace_battery, value);
    if (key == "BYPASS") return read_input(word, cable.bypass, value);
    if (key == "SD") return read_turn_off(word, value, cable);
    if (key == "HOLD") return read_hold(word, value, cable);
    if (key != "CP") return wrong(word, "not known; known: CP, OL, LB, RB, BYPASS, SD, HOLD, each with = and a value");
    const auto levels = value == "NONE" ? OutputLines{false, false, false} : outputs(value);
    if (!levels) return wrong(word, "takes " + std::string(kOutputs));
    cable.run = *levels;
    return {};
}

// The one line whose change turns off; unknown where more than one changes.
KillHazard hazard_of(const Cable& cable) {
    if (!cable.kill) return KillHazard::unknown;
    if (cable.kill->brk) return KillHazard::brk;
    const bool dtr = cable.kill->dtr != cable.run.dtr;
    const bool rts = cable.kill->rts != cable.run.rts;
    if (dtr && rts) return cable.kill->dtr && cable.kill->rts ? KillHazard::raising_both : KillHazard::unknown;
    if (dtr) return cable.kill->dtr ? KillHazard::raising_dtr : KillHazard::dropping_dtr;
    return cable.kill->rts ? KillHazard::raising_rts : KillHazard::dropping_rts;
}

std::string_view next_word(std::string_view& rest) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" ,"), rest.size()));
    const std::string_view word = rest.substr(0, rest.find_first_of(" ,"));
    rest.remove_prefix(word.size());
    return word;
}

std::string table_names() {
    std::string names;
    for (const Cable& cable : cable_table()) names += (names.empty() ? "" : ", ") + std::string(cable.name);
    return names;
}

}  // namespace

Result<Cable> parse_cable(std::string_view text) {
    if (const Cable* const row = cable_by_name(text)) return *row;
    std::string_view rest = text;
    std::string_view word = next_word(rest);
    const Cable* const base = cable_by_name(word);
    if (base == nullptr && word.find('=') == std::string_view::npos)
        return wrong(text, "not known; known: " + table_names() + ", or words such as CP=RTS OL=-CTS LB=DCD SD=DTR+RTS");
    Cable cable = base != nullptr ? *base : Cable{};
    if (base == nullptr) cable.description = "a cable of your own";
    cable.name = "custom";
    cable.aliases = {};
    cable.source = "the configuration";
    if (base != nullptr) word = next_word(rest);
    bool has_levels = base != nullptr;
    bool outputs_differ = base == nullptr;
    std::string_view turn_off;  // read last: it is judged by the running levels
    for (; !word.empty(); word = next_word(rest)) {
        const std::string key = upper(word.substr(0, word.find('=')));
        if (key == "SD") {
            turn_off = word;
            continue;
        }
        has_levels = has_levels || key == "CP";
        outputs_differ = outputs_differ || key == "CP";
        if (const Result<void> read = read_word(word, cable); !read) return read.error();
    }
    if (!turn_off.empty())
        if (const Result<void> read = read_word(turn_off, cable); !read) return read.error();
    if (cable.kill && cable.kill->brk) cable.kill = OutputLines{cable.run.dtr, cable.run.rts, true};
    if (!has_levels) return wrong(text, "says no CP (the levels held while running: " + std::string(kOutputs) + ")");
    if (cable.on_battery.line == InputLine::none) return wrong(text, "says no OL (the line that tells the mains)");
    if (cable.kill == cable.run) return wrong(text, "CP and SD are the same levels: watching would turn the UPS off");
    if (base != nullptr && kills(*base, cable.run))
        return wrong(text, "CP holds the level that turns this UPS off; without " + std::string(base->name) + " it is not known");
    // What the table knows of a cable's dangers holds where nothing about its outputs was said.
    if (outputs_differ || !turn_off.empty()) cable.hazard = hazard_of(cable);
    if (kills(cable, cable.run)) return wrong(text, "CP holds the level that turns this UPS off");
    return cable;
}

}  // namespace upsmd
