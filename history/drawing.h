// The history as a picture: states as coloured bands, values as lines, over local time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "history/reader.h"

namespace upsmd::history {

// Light and dark, as the viewer wishes (prefers-color-scheme). For <style>.
std::string drawing_style();
// Its class for a state; nullopt: nothing is known.
const char* state_class(std::optional<State> state);

// An <svg> of one record without a style of its own, for a page that has it.
std::string draw_inline(const Record& record);

// A whole SVG file, one record below the other.
std::string draw_file(const std::vector<Record>& records);

}  // namespace upsmd::history
