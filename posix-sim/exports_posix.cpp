// The minidriver as a shared library: the six functions (CONTRACT §2), each one line to the Minidriver object.
#include <cstddef>
#include <new>

#include "platform/minidriver.h"
#include "posix-sim/upssvc_posix.h"

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

// Made at the first call; never destroyed: at the program's end its threads may still run.
upsmd::Minidriver& minidriver() noexcept {
    alignas(upsmd::Minidriver) static std::byte storage[sizeof(upsmd::Minidriver)];
    static upsmd::Minidriver* const object = new (storage) upsmd::Minidriver;
    return *object;
}

}  // namespace

DWORD UPSInit(void) { return static_cast<DWORD>(minidriver().init()); }

DWORD UPSGetState(void) { return minidriver().get_state(); }

void UPSWaitForStateChange(DWORD aCurrentState, DWORD anInterval) {
    minidriver().wait_for_state_change(aCurrentState, anInterval);
}

void UPSCancelWait(void) { minidriver().cancel_wait(); }

void UPSTurnOff(DWORD aTurnOffDelay) { minidriver().turn_off(aTurnOffDelay); }

void UPSStop(void) { minidriver().stop(); }
