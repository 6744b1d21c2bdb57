#include "apps/upsmd-host/protocol_pipe.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>

#include <array>

namespace upsmd::host {

namespace {

// A copy of the C runtime's file that no child inherits; the original then leads to NUL.
int take(int file, DWORD standard) {
    const int copy = _dup(file);
    SetHandleInformation(reinterpret_cast<HANDLE>(_get_osfhandle(copy)), HANDLE_FLAG_INHERIT, 0);
    _setmode(copy, _O_BINARY);
    const int nowhere = _open("NUL", _O_RDWR | _O_NOINHERIT);
    _dup2(nowhere, file);
    _close(nowhere);
    SetStdHandle(standard, reinterpret_cast<HANDLE>(_get_osfhandle(file)));
    return copy;
}

}  // namespace

ProtocolPipe::ProtocolPipe() : input_(take(0, STD_INPUT_HANDLE)), output_(take(1, STD_OUTPUT_HANDLE)) {
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
}

bool ProtocolPipe::read_line(std::string& line) {
    std::size_t end = heard_.find('\n');
    while (end == std::string::npos) {
        std::array<char, 512> part{};
        const int size = _read(input_, part.data(), static_cast<unsigned>(part.size()));
        if (size <= 0) return false;
        heard_.append(part.data(), static_cast<std::size_t>(size));
        end = heard_.find('\n');
    }
    line = heard_.substr(0, end);
    heard_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return true;
}

void ProtocolPipe::write_line(std::string_view line) {
    // In one piece: two threads write.
    std::string bytes(line);
    bytes += '\n';
    _write(output_, bytes.data(), static_cast<unsigned>(bytes.size()));
}

}  // namespace upsmd::host
