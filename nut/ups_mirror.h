// What one NUT driver has told about its UPS: variables, and whether they are current. Sans-I/O: words of lines go in.
//
// What a client keeps of SETINFO, DELINFO, DATAOK, DATASTALE and DUMPDONE (NUT driver socket, "Driver -> upsd
// lines"). Bounded, whoever sends them: variables above kMostVariables and names above kLongestName are not kept,
// values are cut.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "nut/words.h"

namespace upsmd::nut {

// Names are equal whatever their case.
struct VariableLess {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
};

// Not thread-safe.
class UpsMirror {
  public:
    using Variables = std::map<std::string, std::string, VariableLess>;

    static constexpr std::size_t kMostVariables = 500;
    static constexpr std::size_t kLongestName = 128;
    static constexpr std::size_t kLongestValue = 256;  // NUT's ST_MAX_VALUE_LEN

    // One line of the driver, from a WordReader. False: it is no sign of life (unknown, too few words).
    bool apply(const Words& words);

    const Variables& variables() const { return variables_; }
    // "" where the driver told none.
    std::string_view value(std::string_view name) const;

    // The first dump is complete.
    bool dumped() const { return dumped_; }
    // The dump is complete, and the last word about it was DATAOK.
    bool current() const { return dumped_ && data_ok_; }

  private:
    void set(const std::string& name, const std::string& value);

    Variables variables_;
    bool dumped_ = false;
    bool data_ok_ = false;
};

}  // namespace upsmd::nut
