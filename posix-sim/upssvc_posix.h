/* The six functions of a UPS minidriver, as libupsmd-minidriver.so exports them on POSIX systems: the same names, numbers
 * and behaviour as upssvc.h of the Windows Driver Kit describes, with the system's C calling convention.
 *
 * C and C++. Every function may be called from any thread, several at once. No C++ exception leaves one.
 * The settings come from a registry file (docs/settings.md): $UPSMD_REGISTRY, else /var/lib/upsmd/registry.reg.
 */
#ifndef UPSMD_UPSSVC_POSIX_H
#define UPSMD_UPSSVC_POSIX_H

#include <stdint.h>

typedef uint32_t DWORD;

#ifndef INFINITE
#define INFINITE 0xFFFFFFFFU
#endif

/* States */
#define UPS_ONLINE 1
#define UPS_ONBATTERY 2
#define UPS_LOWBATTERY 4
#define UPS_NOCOMM 8
#define UPS_CRITICAL 16

/* Results of UPSInit */
#define UPS_INITUNKNOWNERROR 0
#define UPS_INITOK 1
#define UPS_INITNOSUCHDRIVER 2   /* the caller's own: the minidriver cannot be loaded */
#define UPS_INITBADINTERFACE 3   /* the caller's own: it lacks a function */
#define UPS_INITREGISTRYERROR 4
#define UPS_INITCOMMOPENERROR 5
#define UPS_INITCOMMSETUPERROR 6

#define UPSMD_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* First call. Opens the port, finds the first state (at most 10 s; a UPS that says nothing is UPS_INITOK with
 * UPS_NOCOMM), writes UPS\Status, begins monitoring. After any other result nothing is left behind. */
UPSMD_EXPORT DWORD UPSInit(void);

/* The present state; UPS_NOCOMM before UPSInit and after UPSStop. Does not block. */
UPSMD_EXPORT DWORD UPSGetState(void);

/* Returns as soon as the state differs from aCurrentState, after anInterval milliseconds (INFINITE: never), or when the
 * wait is cancelled. Before UPSInit and after UPSStop: at once. */
UPSMD_EXPORT void UPSWaitForStateChange(DWORD aCurrentState, DWORD anInterval);

/* Ends every wait. With none pending the next one returns at once. */
UPSMD_EXPORT void UPSCancelWait(void);

/* Asks the UPS to turn its output off after aTurnOffDelay seconds or later, never earlier, and to come back with the
 * mains. Returns once the request is on the wire or refused (the log says why), within 3 s. */
UPSMD_EXPORT void UPSTurnOff(DWORD aTurnOffDelay);

/* Ends every wait and the monitoring, closes the port, within 3 s. At any time, any number of times; afterwards UPSInit
 * may be called again. */
UPSMD_EXPORT void UPSStop(void);

#ifdef __cplusplus
}
#endif

#endif
