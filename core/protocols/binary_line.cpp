#include "core/protocols/binary_line.h"

#include <algorithm>

namespace upsmd {

FrameCut cut_binary_line(Bytes kept) {
    const auto is_padding = [](std::uint8_t byte) { return byte == '\r' || byte == '\n' || byte == 0; };
    const auto first = std::find_if_not(kept.begin(), kept.end(), is_padding);
    const auto end = std::find(first, kept.end(), std::uint8_t{'\r'});
    FrameCut cut;
    cut.skip = static_cast<std::size_t>(first - kept.begin());
    if (end != kept.end()) cut.length = static_cast<std::size_t>(end - first) + 1;
    return cut;
}

}  // namespace upsmd
