#!/usr/bin/env python3
"""capi_set_test.py UPSMD UPSMD_SIM LIBRARY EXAMPLE: settings through libupsmd, with the Python example's bindings."""
import ctypes
import importlib.util
import os
import select
import sys
import time
import unittest

from cli_tools import SECONDS, Simulator

LIBRARY, EXAMPLE = sys.argv[3:5]
os.environ['LIBUPSMD'] = LIBRARY
spec = importlib.util.spec_from_file_location('ups_status', EXAMPLE)
ups_status = importlib.util.module_from_spec(spec)
spec.loader.exec_module(ups_status)
lib, pointer = ups_status.lib, ups_status.pointer
lib.upsmd_get_settings.argtypes = [pointer, pointer]
lib.upsmd_get_value.argtypes = [pointer, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t]
lib.upsmd_set_value.argtypes = [pointer, ctypes.c_char_p, ctypes.c_char_p, ups_status.DoneFunction, pointer]
OK, INVALID, UNSUPPORTED = 0, 1, 7


class Ups:
    """One UPS in a context of its own."""

    def __init__(self, port, protocol):
        self.context, self.ups, options = pointer(), pointer(), pointer()
        self.ends = []
        self.on_event = ups_status.EventFunction(lambda *_: None)
        self.on_done = ups_status.DoneFunction(
            lambda _ups, result, text, _user: self.ends.append((result, text.decode())))
        lib.upsmd_new(ctypes.byref(self.context))
        lib.upsmd_options_new(ctypes.byref(options))
        lib.upsmd_options_set(options, b'Protocol', protocol)
        error = lib.upsmd_open(self.context, port.encode(), options, self.on_event, None, ctypes.byref(self.ups))
        lib.upsmd_options_free(options)
        assert error == OK

    def __enter__(self):
        return self

    def __exit__(self, *_):
        lib.upsmd_free(self.context)

    def set(self, name, value):
        """How it ended: (code, text)."""
        assert lib.upsmd_set_value(self.ups, name, value, self.on_done, None) == OK
        end = time.monotonic() + SECONDS
        while not self.ends and time.monotonic() < end:
            select.select([lib.upsmd_fd(self.context)], [], [], 1)
            lib.upsmd_process(self.context)
        return self.ends.pop()

    def value(self, name):
        text = ctypes.create_string_buffer(64)
        return text.value.decode() if lib.upsmd_get_value(self.ups, name, text, len(text)) == OK else None

    def settings(self):
        found = pointer()
        assert lib.upsmd_get_settings(self.ups, ctypes.byref(found)) == OK
        rows = {lib.upsmd_list_name(found, i).decode(): lib.upsmd_list_text(found, i).decode()
                for i in range(lib.upsmd_list_size(found))}
        lib.upsmd_list_free(found)
        return rows


class Set(unittest.TestCase):
    def test_apc(self):
        with Simulator('apc-smart') as simulator, Ups(simulator.port, b'apc-smart') as ups:
            self.assertEqual(ups.set(b'ups.delay.shutdown', b'180'), (OK, ''))
            self.assertEqual(float(ups.value(b'ups.delay.shutdown')), 180)
            self.assertIn('180', ups.settings()['ups.delay.shutdown'])
            code, text = ups.set(b'ups.delay.shutdown', b'7')
            self.assertEqual(code, INVALID)
            self.assertIn(simulator.port + ': ', text)
            self.assertIn('180', text)  # what it takes
            self.assertEqual(ups.set(b'ups.status', b'OL')[0], UNSUPPORTED)
            self.assertEqual(simulator.log.read_text().count(' exec p set to'), 1)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
