// The functions of upsmd.h that belong to no handle.
#include <string_view>

#include "capi/upsmd.h"
#include "core/state.h"

using upsmd::State;

static_assert(UPSMD_ONLINE == static_cast<int>(State::online) &&
              UPSMD_ONBATTERY == static_cast<int>(State::on_battery) &&
              UPSMD_LOWBATTERY == static_cast<int>(State::low_battery) &&
              UPSMD_NOCOMM == static_cast<int>(State::no_comm));

extern "C" {

const char* upsmd_version(void) { return UPSMD_VERSION; }

const char* upsmd_strerror(int error) {
    switch (error) {
        case UPSMD_OK: return "no error";
        case UPSMD_E_INVALID: return "invalid argument";
        case UPSMD_E_NOT_FOUND: return "not found";
        case UPSMD_E_ACCESS: return "access denied";
        case UPSMD_E_IN_USE: return "in use";
        case UPSMD_E_IO: return "input/output error";
        case UPSMD_E_MALFORMED: return "malformed";
        case UPSMD_E_UNSUPPORTED: return "not supported";
        case UPSMD_E_TIMEOUT: return "the UPS does not answer";
        case UPSMD_E_REFUSED: return "refused by the UPS, or the link was lost before anything was sent";
        case UPSMD_E_UNANSWERED: return "sent, then the link was lost: nobody knows whether the UPS has taken it";
        case UPSMD_E_NO_VALUE: return "the UPS does not tell this value";
        case UPSMD_E_BUFFER: return "the buffer is too small";
        case UPSMD_E_CLOSED: return "the UPS was closed";
        case UPSMD_E_THREAD: return "not allowed in a callback, or while the library's thread delivers events";
        case UPSMD_E_NO_MEMORY: return "out of memory";
        case UPSMD_E_INTERNAL: return "fault of the library";
        default: return "unknown error";
    }
}

const char* upsmd_state_name(int state) {
    switch (state) {
        case UPSMD_ONLINE:
        case UPSMD_ONBATTERY:
        case UPSMD_LOWBATTERY:
        case UPSMD_NOCOMM:
            return upsmd::state_name(static_cast<State>(state)).data();  // of a literal: it ends with NUL
        default: return "?";
    }
}

}  // extern "C"
