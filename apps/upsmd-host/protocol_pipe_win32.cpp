#include "apps/upsmd-host/protocol_pipe.h"

#include <io.h>

#include <array>

#include "win32/standard_handles_win32.h"

namespace upsmd::host {

ProtocolPipe::ProtocolPipe() : input_(take_standard_input()), output_(take_standard_output()) { show_no_error_boxes(); }

bool ProtocolPipe::read_line(std::string& line) {
    std::size_t end = heard_.find('\n');
    while (end == std::string::npos) {
        std::array<char, 512> part{};
        const int size = _read(input_, part.data(), static_cast<unsigned>(part.size()));
        if (size <= 0 || heard_.size() > kLongestLine) return false;
        heard_.append(part.data(), static_cast<std::size_t>(size));
        end = heard_.find('\n');
    }
    line = heard_.substr(0, end);
    heard_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line.size() <= kLongestLine;
}

void ProtocolPipe::write_line(std::string_view line) {
    // In one piece: two threads write.
    std::string bytes(line);
    bytes += '\n';
    _write(output_, bytes.data(), static_cast<unsigned>(bytes.size()));
}

}  // namespace upsmd::host
