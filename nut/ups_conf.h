// NUT's ups.conf: sections of one UPS each, and what stands before them. Sources: ups.conf(5)'s form; NUT driver socket,
// "Framing and quoting".
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"

namespace upsmd::nut {

struct Assignment {
    std::string name;
    std::optional<std::string> value;  // absent: a flag
    std::size_t line = 0;              // 0: not of a file
    bool operator==(const Assignment& other) const { return name == other.name && value == other.value; }
};

struct Section {
    std::string name;  // empty: what stands before the first section
    std::size_t line = 0;
    std::vector<Assignment> assignments;
    std::vector<std::string> faults;  // lines that could not be read, "FILE:LINE: what"

    // The last of that name that has a value.
    std::optional<std::string> find(std::string_view assignment) const;
};

struct UpsConf {
    std::string path;
    Section global;
    std::vector<Section> sections;

    const Section* find(std::string_view section) const;
};

// Faults stay with their section: those of other drivers' sections are not ours. Error: the file cannot be read.
Result<UpsConf> read_ups_conf(const std::string& path);

}  // namespace upsmd::nut
