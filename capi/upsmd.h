/* libupsmd: watches and controls serial UPSes. docs/library.md shows how; upsmd(3) is short.
 *
 * A context holds any number of UPSes. Everything that a UPS does comes as events, in order, in one of two ways:
 *   - upsmd_fd() becomes readable, and upsmd_process() calls the callbacks on the thread that calls it; or
 *   - upsmd_run_thread() calls them on a thread of the library's.
 * The serial ports are served by a thread of the context's own in both cases, however slow the caller is.
 *
 * Threads. Every function may be called from any thread, except: a handle must not be used while or after it is freed
 * or closed, and one upsmd_options or upsmd_list by one thread at a time. Callbacks of one context never run two at a
 * time. A callback may call everything but upsmd_process, upsmd_run_thread, upsmd_stop_thread and upsmd_free (these
 * give UPSMD_E_THREAD there); it may close its own UPS. A callback must not throw, nor end its thread. Whoever calls
 * upsmd_close, upsmd_free or upsmd_stop_thread must not hold a lock that a callback waits for: they wait for it.
 * The library's threads take no signals. A context does not survive fork() in the child.
 *
 * Errors. Functions return UPSMD_OK or what failed; upsmd_strerror() is the code in words, and the last error of the
 * handle says what and where. A NULL where it is not allowed is UPSMD_E_INVALID (0, -1, NULL or "" where a function
 * returns no error), never a crash. No exception leaves the library; there is no global state.
 *
 * Text is UTF-8 and ends with NUL. Values and commands have NUT's names ("battery.charge", "shutdown.return").
 *
 * ABI: functions and numbers stay; new fields of upsmd_event are added at its end only (the library makes them).
 */
#ifndef UPSMD_H
#define UPSMD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct upsmd_context upsmd_context;
typedef struct upsmd_ups upsmd_ups;
typedef struct upsmd_options upsmd_options;
typedef struct upsmd_list upsmd_list;

typedef enum upsmd_error {
    UPSMD_OK = 0,
    UPSMD_E_INVALID = 1,      /* an argument is NULL, out of range or malformed */
    UPSMD_E_NOT_FOUND = 2,    /* no such port, protocol, option, value or command */
    UPSMD_E_ACCESS = 3,       /* the port may not be opened by this user */
    UPSMD_E_IN_USE = 4,       /* another program holds the port; or too many commands wait */
    UPSMD_E_IO = 5,           /* the operating system refused */
    UPSMD_E_MALFORMED = 6,    /* a reply does not have the form it must have */
    UPSMD_E_UNSUPPORTED = 7,  /* this UPS, or this port, cannot do it */
    UPSMD_E_TIMEOUT = 8,      /* the UPS does not answer; nothing was sent */
    UPSMD_E_REFUSED = 9,      /* the UPS said no; or the link was lost before anything was sent */
    UPSMD_E_UNANSWERED = 10,  /* sent, then the link was lost: nobody knows */
    UPSMD_E_NO_VALUE = 11,    /* the UPS does not tell this value (now) */
    UPSMD_E_BUFFER = 12,      /* the buffer is too small: the text is cut */
    UPSMD_E_CLOSED = 13,      /* the UPS was closed before it was done */
    UPSMD_E_THREAD = 14,      /* not allowed here: in a callback, or while upsmd_run_thread is in force */
    UPSMD_E_NO_MEMORY = 15,
    UPSMD_E_INTERNAL = 16     /* a fault of the library */
} upsmd_error;

/* What a computer acts on. Numbers as Windows has them. */
typedef enum upsmd_state {
    UPSMD_ONLINE = 1,
    UPSMD_ONBATTERY = 2,
    UPSMD_LOWBATTERY = 4,  /* on battery, and it is low: time to shut down */
    UPSMD_NOCOMM = 8       /* no communication; also before the first answer */
} upsmd_state;

typedef enum upsmd_event_kind {
    UPSMD_EVENT_STATE = 1,     /* state; text: its name */
    UPSMD_EVENT_VALUE = 2,     /* name; text: the value now, NULL: it is not told any more */
    UPSMD_EVENT_COMPLETE = 3,  /* once: all that is asked has been asked; values, commands, settings are there */
    UPSMD_EVENT_PORT = 4,      /* error UPSMD_OK: the port was opened; else it is gone or cannot be opened, text: why */
    UPSMD_EVENT_SENT = 5,      /* name: the command that is on the wire now, not yet answered */
    UPSMD_EVENT_NOTICE = 6,    /* text: for a log. error UPSMD_E_NOT_FOUND: `auto` has found nothing, and goes on */
    UPSMD_EVENT_DROPPED = 7    /* over 1000 events of this UPS waited: later ones were dropped, ask for the state */
} upsmd_event_kind;

/* Valid until the callback returns. */
typedef struct upsmd_event {
    upsmd_event_kind kind;
    upsmd_error error;
    upsmd_state state; /* of every event: the state when it was noticed */
    const char* name;  /* NULL where the kind has none */
    const char* text;  /* NULL where the kind has none */
} upsmd_event;

typedef void (*upsmd_event_fn)(upsmd_ups* ups, const upsmd_event* event, void* user);

/* The end of a command or of setting a value, once for each call that returned UPSMD_OK; also if the UPS is closed
 * before (UPSMD_E_CLOSED, from inside upsmd_close or upsmd_free). text: what and where; "" for UPSMD_OK. */
typedef void (*upsmd_done_fn)(upsmd_ups* ups, upsmd_error result, const char* text, void* user);

/* "0.1.0". */
const char* upsmd_version(void);
/* Lives for ever; also for numbers that are no error. */
const char* upsmd_strerror(int error);
/* "ONLINE", ...; "?" for other numbers. Lives for ever. */
const char* upsmd_state_name(int state);

/* ---- Context ---- */

/* Starts the thread that serves the ports. */
upsmd_error upsmd_new(upsmd_context** context);
/* Closes its UPSes (see upsmd_close) and ends its threads. NULL: nothing to do. UPSMD_E_THREAD: nothing is freed. */
upsmd_error upsmd_free(upsmd_context* context);

/* Readable while events wait: for poll(), select(), any event loop. Do not read from it, nor close it. */
int upsmd_fd(const upsmd_context* context);
/* Calls the callbacks of the events that wait now; never waits for more. */
upsmd_error upsmd_process(upsmd_context* context);

/* Callbacks come on a thread of the library's from now on, until upsmd_stop_thread. */
upsmd_error upsmd_run_thread(upsmd_context* context);
/* Returns when no callback runs any more. What waits then stays for upsmd_process. */
upsmd_error upsmd_stop_thread(upsmd_context* context);

/* The last failure of a call with this handle, of any thread: what and where. Copies at most size - 1 bytes and a
 * NUL; returns the length of the whole text. "" where nothing has failed. */
size_t upsmd_last_error(const upsmd_context* context, char* text, size_t size);
size_t upsmd_ups_last_error(const upsmd_ups* ups, char* text, size_t size);
size_t upsmd_options_last_error(const upsmd_options* options, char* text, size_t size);

/* ---- Options ---- */

upsmd_error upsmd_options_new(upsmd_options** options);
void upsmd_options_free(upsmd_options* options);
/* Names in any case; the value as text; NULL: the default. As docs/settings.md has them: Protocol (default `auto`;
 * `simple` where Cable is set), Cable, PollInterval (ms), LowBatteryCharge (%), LowBatteryRuntime (s), BatteryPacks,
 * BatteryVoltageLow, BatteryVoltageHigh (V), RuntimeCalibration, ReturnDelay (min), TurnOffMethod, KillLineDelay (s).
 * And: Baud (300 .. 115200, in place of the protocol's own; not with `auto` and `simple`), and
 * WaitForPort (1: a port that cannot be opened yet is no failure of upsmd_open but tried again and again). */
upsmd_error upsmd_options_set(upsmd_options* options, const char* name, const char* value);

/* ---- UPS ---- */

/* Opens the port and begins to watch. options: NULL for defaults; not needed afterwards. on_event may be NULL; with
 * upsmd_run_thread it may be called before this returns. A port that hangs up is opened again by itself.
 * Failures are told by the context's last error. An unknown protocol: UPSMD_E_NOT_FOUND.
 * A wrong cable or protocol can turn a UPS off: read docs/cables.md before contact-closure UPSes. */
upsmd_error upsmd_open(upsmd_context* context, const char* port, const upsmd_options* options, upsmd_event_fn on_event,
                       void* user, upsmd_ups** ups);
/* Closes the port. No event of it comes any more; commands that are not done end with UPSMD_E_CLOSED, from inside
 * this call (one that is on the wire already may act all the same). NULL: nothing to do. */
void upsmd_close(upsmd_ups* ups);

/* As it was given. Lives as long as the handle. */
const char* upsmd_port(const upsmd_ups* ups);
/* What it speaks: "auto" until that is found. UPSMD_NAME_SIZE bytes are enough. */
upsmd_error upsmd_get_protocol(upsmd_ups* ups, char* text, size_t size);
/* UPSMD_NOCOMM for NULL. */
upsmd_state upsmd_get_state(const upsmd_ups* ups);
/* 1 after UPSMD_EVENT_COMPLETE. */
int upsmd_is_complete(const upsmd_ups* ups);

#define UPSMD_NAME_SIZE 64
#define UPSMD_VALUE_SIZE 64

/* One value, as text with the decimals that the UPS gave: UPSMD_VALUE_SIZE bytes are enough. UPSMD_E_NOT_FOUND: no
 * such name; UPSMD_E_NO_VALUE: not told by this UPS. */
upsmd_error upsmd_get_value(upsmd_ups* ups, const char* name, char* text, size_t size);
/* UPSMD_E_INVALID: the value is text. */
upsmd_error upsmd_get_number(upsmd_ups* ups, const char* name, double* number);

/* Lists of names with texts; to be freed with upsmd_list_free.
 * values: all that the UPS tells now. commands: what its protocol can be told (the unit may still refuse); text: "".
 * settings: what this UPS lets be changed; text: what it takes. */
upsmd_error upsmd_get_values(upsmd_ups* ups, upsmd_list** list);
upsmd_error upsmd_get_commands(upsmd_ups* ups, upsmd_list** list);
upsmd_error upsmd_get_settings(upsmd_ups* ups, upsmd_list** list);
/* Protocols with a line about each; the system's serial ports (text: ""), none of which is touched. */
upsmd_error upsmd_get_protocols(upsmd_list** list);
upsmd_error upsmd_get_ports(upsmd_list** list);

size_t upsmd_list_size(const upsmd_list* list);
/* NULL past the end. Live as long as the list. */
const char* upsmd_list_name(const upsmd_list* list, size_t index);
const char* upsmd_list_text(const upsmd_list* list, size_t index);
void upsmd_list_free(upsmd_list* list);

/* ---- Controls ----
 * They return at once; done (may be NULL) tells the end. Several for one UPS are carried out one after the other, in
 * order; the 65th that waits is UPSMD_E_IN_USE. A control waits until the UPS has told everything about itself once,
 * 20 s at the most. */

#define UPSMD_NO_ARGUMENT (-1)

/* name: as NUT names it. argument: shutdown.return, shutdown.stayoff: seconds, 0 .. 86400, before which the output does
 * not go off; test.battery.start: minutes, 1 .. 999; all others: UPSMD_NO_ARGUMENT. */
upsmd_error upsmd_command(upsmd_ups* ups, const char* name, int32_t argument, upsmd_done_fn done, void* user);
/* shutdown.return: off after delay seconds or later, back with the mains. Refused where the UPS cannot wait itself. */
upsmd_error upsmd_turn_off(upsmd_ups* ups, int32_t delay, upsmd_done_fn done, void* user);
/* Changes a setting that the UPS keeps: read, written if it differs, read again. */
upsmd_error upsmd_set_value(upsmd_ups* ups, const char* name, const char* value, upsmd_done_fn done, void* user);

#ifdef __cplusplus
}
#endif

#endif
