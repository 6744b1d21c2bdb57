// The minidriver DLL: the six functions that the UPS service calls (CONTRACT §2), each one line to the Minidriver object.
#define _APCUPS_  // upssvc.h: we define the functions, we do not import them
#include <windows.h>

#include <ddk/upssvc.h>

#include <cstddef>
#include <new>

#include "platform/minidriver.h"

namespace {

static_assert(static_cast<DWORD>(upsmd::InitResult::unknown_error) == UPS_INITUNKNOWNERROR);
static_assert(static_cast<DWORD>(upsmd::InitResult::ok) == UPS_INITOK);
static_assert(static_cast<DWORD>(upsmd::InitResult::registry_error) == UPS_INITREGISTRYERROR);
static_assert(static_cast<DWORD>(upsmd::InitResult::comm_open_error) == UPS_INITCOMMOPENERROR);
static_assert(static_cast<DWORD>(upsmd::InitResult::comm_setup_error) == UPS_INITCOMMSETUPERROR);
static_assert(static_cast<DWORD>(upsmd::State::online) == UPS_ONLINE);
static_assert(static_cast<DWORD>(upsmd::State::on_battery) == UPS_ONBATTERY);
static_assert(static_cast<DWORD>(upsmd::State::low_battery) == UPS_LOWBATTERY);
static_assert(static_cast<DWORD>(upsmd::State::no_comm) == UPS_NOCOMM);
static_assert(upsmd::StateLatch::kInfinite == INFINITE);

// Made at the first call, never in a static constructor (which runs under the loader's lock). Never destroyed: at process
// exit its thread is gone already, perhaps in the middle of something.
upsmd::Minidriver& minidriver() {
    alignas(upsmd::Minidriver) static std::byte storage[sizeof(upsmd::Minidriver)];
    static upsmd::Minidriver* const object = new (storage) upsmd::Minidriver;
    return *object;
}

}  // namespace

extern "C" {

DWORD NTAPI UPSInit() noexcept try {
    return static_cast<DWORD>(minidriver().init());
} catch (...) {
    return UPS_INITUNKNOWNERROR;
}

void NTAPI UPSStop() noexcept { minidriver().stop(); }

void NTAPI UPSWaitForStateChange(DWORD aCurrentState, DWORD anInterval) noexcept {
    minidriver().wait_for_state_change(aCurrentState, anInterval);
}

DWORD NTAPI UPSGetState() noexcept { return minidriver().get_state(); }

void NTAPI UPSCancelWait() noexcept { minidriver().cancel_wait(); }

void NTAPI UPSTurnOff(DWORD aTurnOffDelay) noexcept { minidriver().turn_off(aTurnOffDelay); }

// Nothing may happen here (the loader's lock is held), DisableThreadLibraryCalls included: the statically linked run-time
// frees what it keeps for each of the service's threads when it hears of the thread's end.
BOOL WINAPI DllMain(HINSTANCE, DWORD, LPVOID) { return TRUE; }

}  // extern "C"
