#include "posix-sim/sim/apc_eeprom.h"

namespace upsmd::sim {

namespace {

const std::map<char, std::string>& factory_values() {
    static const std::map<char, std::string> values = {
        {'u', "253"}, {'l', "196"}, {'e', "00"}, {'o', "230"}, {'s', "H"},
        {'q', "02"},  {'p', "020"}, {'k', "0"},  {'r', "000"}, {'E', "336"}};
    return values;
}

}  // namespace

ApcEeprom::ApcEeprom(std::string_view capabilities, char locale) {
    values_ = factory_values();
    values_['c'] = "UPS_IDEN";
    values_['x'] = "09/10/98";
    read_capabilities(capabilities, locale);
    reset();
}

// After '#': letter, locale, count, width (one character each, offset 30h), then the values without separators.
void ApcEeprom::read_capabilities(std::string_view text, char locale) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] == '#') {
            ++at;
            continue;
        }
        if (at + 4 > text.size()) return;
        const char letter = text[at];
        const char group_locale = text[at + 1];
        const int count = text[at + 2] - '0';
        const int width = text[at + 3] - '0';
        at += 4;
        if (count <= 0 || width <= 0) continue;
        const auto bytes = static_cast<std::size_t>(count * width);
        if (at + bytes > text.size()) return;
        if (group_locale == '4' || group_locale == locale) {
            Choices choices;
            for (std::size_t i = 0; i < bytes; i += static_cast<std::size_t>(width)) {
                choices.values.emplace_back(text.substr(at + i, static_cast<std::size_t>(width)));
            }
            choices_[letter] = std::move(choices);
        }
        at += bytes;
    }
}

std::string ApcEeprom::value(char letter) const {
    const auto found = values_.find(letter);
    return found == values_.end() ? std::string() : found->second;
}

bool ApcEeprom::step(char letter, bool forward) {
    const auto found = choices_.find(letter);
    if (found == choices_.end()) return false;
    Choices& choices = found->second;
    const std::size_t count = choices.values.size();
    choices.at = (choices.at + (forward ? 1 : count - 1)) % count;
    values_[letter] = choices.values[choices.at];
    return true;
}

void ApcEeprom::reset() {
    for (const auto& [letter, value] : factory_values()) values_[letter] = value;
    for (auto& [letter, choices] : choices_) {
        choices.at = 0;
        values_[letter] = choices.values.front();
    }
}

}  // namespace upsmd::sim
