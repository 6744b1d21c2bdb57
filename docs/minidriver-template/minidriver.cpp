// A UPS minidriver to begin with: the six functions that the UPS service calls, with everything in place but the UPS. Fill in
// the three functions of "The UPS" below. Builds with mingw-w64 (meson.build beside this file) and with the Windows DDK.
#include <windows.h>

#define _APCUPS_  // upssvc.h: these functions are ours, not imported
#include <ddk/upssvc.h>

namespace {

// ---- The UPS ----------------------------------------------------------------------------------------------------------

// Opens the way to the UPS: read the port's name from UPS\Config\Port, CreateFile, SetCommState. Returns one of the codes of
// UPSInit: UPS_INITOK, UPS_INITREGISTRYERROR, UPS_INITCOMMOPENERROR, UPS_INITCOMMSETUPERROR, UPS_INITUNKNOWNERROR.
DWORD open_ups() { return UPS_INITOK; }

// Asks the UPS, once a second: UPS_ONLINE, UPS_ONBATTERY, UPS_LOWBATTERY, or UPS_NOCOMM where it does not answer.
DWORD ask_ups() { return UPS_ONLINE; }

// Tells the UPS to turn its outlets off after at least so many seconds, and only if it counts them by itself: a UPS that turns
// off at once would cut the power before the system is down. Returns when the order is on the wire.
void tell_ups_to_turn_off(DWORD /*seconds*/) {}

void close_ups() {}

// ---- What every minidriver does ----------------------------------------------------------------------------------------

const DWORD kAskEvery = 1000;  // ms
const wchar_t kStatusKey[] = L"SYSTEM\\CurrentControlSet\\Services\\UPS\\Status";

// The service calls from several threads at once.
CRITICAL_SECTION lock;
HANDLE wake = nullptr;      // every wait ends; made anew each time, so that nobody is woken by an old one
HANDLE end = nullptr;       // of the monitoring thread
HANDLE monitor = nullptr;
DWORD state = UPS_NOCOMM;

class Locked {
  public:
    Locked() { EnterCriticalSection(&lock); }
    ~Locked() { LeaveCriticalSection(&lock); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;
};

void write_number(HKEY key, const wchar_t* name, DWORD number) {
    RegSetValueExW(key, name, 0, REG_DWORD, reinterpret_cast<const BYTE*>(&number), sizeof(number));
}

// All seven values, from the first moment on; the service shows them. Write others when the UPS tells them.
bool write_status(DWORD now) {
    HKEY key = nullptr;
    if (RegCreateKeyExW(HKEY_LOCAL_MACHINE, kStatusKey, 0, nullptr, 0, KEY_SET_VALUE, nullptr, &key, nullptr) != ERROR_SUCCESS)
        return false;
    const bool is_heard = now != UPS_NOCOMM;
    RegSetValueExW(key, L"SerialNumber", 0, REG_SZ, reinterpret_cast<const BYTE*>(L""), sizeof(wchar_t));
    RegSetValueExW(key, L"FirmwareRev", 0, REG_SZ, reinterpret_cast<const BYTE*>(L""), sizeof(wchar_t));
    write_number(key, L"UtilityPowerStatus", !is_heard ? 0 : now == UPS_ONLINE ? 1 : 2);  // 0 not known, 1 OK, 2 failed
    write_number(key, L"TotalUPSRuntime", 0);                                             // minutes
    write_number(key, L"BatteryStatus", 0);                                               // 0 not known, 1 OK, 2 replace it
    write_number(key, L"BatteryCapacity", 0);                                             // percent
    write_number(key, L"CommStatus", is_heard ? 1 : 2);                                   // 0 not known, 1 OK, 2 lost
    RegCloseKey(key);
    return true;
}

// With the lock held. Those who wait hold a handle of their own.
void wake_all() {
    HANDLE next = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    SetEvent(wake);
    if (next == nullptr) return;
    CloseHandle(wake);
    wake = next;
}

void become(DWORD now) {
    write_status(now);
    const Locked locked;
    if (state == now) return;
    state = now;
    wake_all();
}

DWORD WINAPI watch(void* ending) {
    while (WaitForSingleObject(ending, kAskEvery) == WAIT_TIMEOUT) become(ask_ups());
    return 0;
}

bool start_monitor() {
    HANDLE ending = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    if (ending == nullptr) return false;
    HANDLE thread = CreateThread(nullptr, 0, watch, ending, 0, nullptr);
    if (thread == nullptr) {
        CloseHandle(ending);
        return false;
    }
    const Locked locked;
    monitor = thread;
    end = ending;
    return true;
}

// The lock is not held while the thread is waited for: it takes it too.
void stop_monitor() {
    HANDLE thread = nullptr;
    HANDLE ending = nullptr;
    {
        const Locked locked;
        thread = monitor;
        ending = end;
        monitor = end = nullptr;
    }
    if (thread == nullptr) return;
    SetEvent(ending);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    CloseHandle(ending);
    close_ups();
}

}  // namespace

// No I/O, no thread, no other DLL in here: Windows holds a lock while it runs.
extern "C" BOOL WINAPI DllMain(HINSTANCE, DWORD reason, void*) {
    if (reason == DLL_PROCESS_ATTACH) {
        InitializeCriticalSection(&lock);
        wake = CreateEventW(nullptr, TRUE, FALSE, nullptr);
        return wake != nullptr;
    }
    return TRUE;
}

extern "C" {

DWORD NTAPI UPSInit(void) {
    UPSStop();
    if (!write_status(UPS_NOCOMM)) return UPS_INITREGISTRYERROR;
    const DWORD result = open_ups();
    if (result != UPS_INITOK) return result;
    become(ask_ups());
    if (start_monitor()) return UPS_INITOK;
    close_ups();
    return UPS_INITUNKNOWNERROR;
}

DWORD NTAPI UPSGetState(void) {
    const Locked locked;
    return state;
}

void NTAPI UPSWaitForStateChange(DWORD current, DWORD interval) {
    HANDLE woken = nullptr;
    {
        const Locked locked;
        // At once where it is another already, or where nobody monitors.
        if (state != current || monitor == nullptr) return;
        DuplicateHandle(GetCurrentProcess(), wake, GetCurrentProcess(), &woken, 0, FALSE, DUPLICATE_SAME_ACCESS);
    }
    if (woken == nullptr) return;
    WaitForSingleObject(woken, interval);  // INFINITE is INFINITE here too
    CloseHandle(woken);
}

void NTAPI UPSCancelWait(void) {
    const Locked locked;
    wake_all();
}

// The service may unload this file right after: nothing is put off.
void NTAPI UPSTurnOff(DWORD delay) { tell_ups_to_turn_off(delay); }

// Also without UPSInit, after one that failed, and twice.
void NTAPI UPSStop(void) {
    UPSCancelWait();
    stop_monitor();
    const Locked locked;
    state = UPS_NOCOMM;
    wake_all();
}

}
