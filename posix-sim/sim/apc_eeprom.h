// The settings memory of a simulated APC unit: values that `-` and `+` step through, and two texts of 8 characters.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace upsmd::sim {

class ApcEeprom {
  public:
    // `capabilities` is the ^Z string; only the groups of `locale` and of '4' (every country) count. Empty: nothing is
    // writable. A group that is cut short ends the reading.
    ApcEeprom(std::string_view capabilities, char locale);

    bool has(char letter) const { return values_.contains(letter); }
    std::string value(char letter) const;
    void set(char letter, std::string value) { values_[letter] = std::move(value); }
    // The next (or previous) choice; false when the letter offers no choice.
    bool step(char letter, bool forward);
    bool writable(char letter) const { return choices_.contains(letter); }
    void reset();  // factory values, the two texts excepted

  private:
    struct Choices {
        std::vector<std::string> values;
        std::size_t at = 0;
    };

    void read_capabilities(std::string_view text, char locale);

    std::map<char, std::string> values_;
    std::map<char, Choices> choices_;
};

}  // namespace upsmd::sim
