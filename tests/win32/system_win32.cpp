#include <windows.h>

#include <tlhelp32.h>

#include <stdexcept>

#include "tests/contract/bridge.h"
#include "tests/contract/system.h"

namespace upsmd::contract {

int open_handle_count() {
    DWORD count = 0;
    if (!GetProcessHandleCount(GetCurrentProcess(), &count)) throw std::runtime_error("GetProcessHandleCount failed");
    return static_cast<int>(count);
}

int thread_count() {
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0);
    if (snapshot == INVALID_HANDLE_VALUE) throw std::runtime_error("CreateToolhelp32Snapshot failed");
    THREADENTRY32 entry{};
    entry.dwSize = sizeof(entry);
    int count = 0;
    for (BOOL more = Thread32First(snapshot, &entry); more; more = Thread32Next(snapshot, &entry))
        if (entry.th32OwnerProcessID == GetCurrentProcessId()) ++count;
    CloseHandle(snapshot);
    return count;
}

// Beyond the names that Wine gives to ports of its own (scripts/wine-prefix).
std::string missing_port() { return "COM213"; }

// Windows says "access denied" for a port that is open elsewhere. Wine would open it twice; it says so for a file that
// even root may not write.
std::shared_ptr<void> occupy_port() {
    link_port("/sys/kernel/uevent_seqnum");
    return nullptr;
}

}  // namespace upsmd::contract
