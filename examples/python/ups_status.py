#!/usr/bin/env python3
"""ups_status.py PORT [PROTOCOL [COMMAND]]: as examples/c/ups_status.c, through ctypes.

$LIBUPSMD names the library; default: libupsmd.so.1.
"""
import ctypes
import os
import select
import sys

STATE, COMPLETE = 1, 3
ON_BATTERY = (2, 4)
NO_ARGUMENT = -1


class Event(ctypes.Structure):
    _fields_ = [('kind', ctypes.c_int), ('error', ctypes.c_int), ('state', ctypes.c_int),
                ('name', ctypes.c_char_p), ('text', ctypes.c_char_p)]


EventFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Event), ctypes.c_void_p)
DoneFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)

lib = ctypes.CDLL(os.environ.get('LIBUPSMD', 'libupsmd.so.1'))
pointer = ctypes.c_void_p
for function, arguments in {
        'upsmd_new': [pointer], 'upsmd_free': [pointer], 'upsmd_fd': [pointer], 'upsmd_process': [pointer],
        'upsmd_last_error': [pointer, ctypes.c_char_p, ctypes.c_size_t],
        'upsmd_options_new': [pointer], 'upsmd_options_free': [pointer],
        'upsmd_options_set': [pointer, ctypes.c_char_p, ctypes.c_char_p],
        'upsmd_open': [pointer, ctypes.c_char_p, pointer, EventFunction, pointer, pointer],
        'upsmd_get_values': [pointer, pointer], 'upsmd_list_free': [pointer], 'upsmd_list_size': [pointer],
        'upsmd_list_name': [pointer, ctypes.c_size_t], 'upsmd_list_text': [pointer, ctypes.c_size_t],
        'upsmd_command': [pointer, ctypes.c_char_p, ctypes.c_int32, DoneFunction, pointer]}.items():
    getattr(lib, function).argtypes = arguments
lib.upsmd_list_size.restype = lib.upsmd_last_error.restype = ctypes.c_size_t
lib.upsmd_list_name.restype = lib.upsmd_list_text.restype = ctypes.c_char_p


def values_of(ups):
    found = pointer()
    lib.upsmd_get_values(ups, ctypes.byref(found))
    rows = [(lib.upsmd_list_name(found, i).decode(), lib.upsmd_list_text(found, i).decode())
            for i in range(lib.upsmd_list_size(found))]
    lib.upsmd_list_free(found)
    return rows


def main(port, protocol='auto', command=None):
    outage = False

    @DoneFunction
    def on_done(_ups, result, text, _user):
        print(f"{command}: {'accepted' if result == 0 else text.decode()}", flush=True)

    @EventFunction
    def on_event(ups, event, _user):
        nonlocal outage
        if event.contents.kind == STATE:
            print('state', event.contents.text.decode(), flush=True)
            outage = event.contents.state in ON_BATTERY
        if event.contents.kind == COMPLETE:
            for name, text in values_of(ups):
                print(f'{name}: {text}', flush=True)
            if command:
                lib.upsmd_command(ups, command.encode(), NO_ARGUMENT, on_done, None)

    context, options, ups = pointer(), pointer(), pointer()
    lib.upsmd_new(ctypes.byref(context))
    lib.upsmd_options_new(ctypes.byref(options))
    lib.upsmd_options_set(options, b'Protocol', protocol.encode())
    error = lib.upsmd_open(context, port.encode(), options, on_event, None, ctypes.byref(ups))
    lib.upsmd_options_free(options)
    if error:
        text = ctypes.create_string_buffer(1024)
        lib.upsmd_last_error(context, text, len(text))
        print(text.value.decode(), file=sys.stderr)
    while not error and not outage:
        select.select([lib.upsmd_fd(context)], [], [])
        lib.upsmd_process(context)
    lib.upsmd_free(context)
    return 1 if error else 0


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:4]))
