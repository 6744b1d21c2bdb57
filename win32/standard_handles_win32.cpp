#include "win32/standard_handles_win32.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>

namespace upsmd {
namespace {

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

int take_standard_input() { return take(0, STD_INPUT_HANDLE); }
int take_standard_output() { return take(1, STD_OUTPUT_HANDLE); }

void show_no_error_boxes() { SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX); }

}  // namespace upsmd
