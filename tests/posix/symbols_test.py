#!/usr/bin/env python3
"""symbols_test.py LIBRARY SYMBOLS HEADER MAP: libupsmd exports what capi/symbols.txt lists."""
import pathlib
import re
import subprocess
import sys
import unittest

LIBRARY, SYMBOLS, HEADER, MAP = sys.argv[1:5]
LISTED = pathlib.Path(SYMBOLS).read_text(encoding='utf-8').split()


class Symbols(unittest.TestCase):
    def test_library(self):
        """Every listed symbol, of version UPSMD_1, in the order of names."""
        done = subprocess.run(['nm', '-D', '--defined-only', LIBRARY], capture_output=True, text=True, check=True)
        found = [line.split()[1:] for line in done.stdout.splitlines()]
        self.assertEqual(sorted(name for kind, name in found if kind == 'T'), [f'{name}@@UPSMD_1' for name in LISTED])
        self.assertEqual([name for kind, name in found if kind != 'T'], ['UPSMD_1'])

    def test_header(self):
        text = re.sub(r'/\*.*?\*/', '', pathlib.Path(HEADER).read_text(encoding='utf-8'), flags=re.DOTALL)
        declared = set(re.findall(r'\b(upsmd_[a-z_]+)\(', text))
        self.assertEqual(sorted(declared), LISTED)

    def test_map(self):
        text = re.sub(r'/\*.*?\*/', '', pathlib.Path(MAP).read_text(encoding='utf-8'), flags=re.DOTALL)
        self.assertEqual(re.findall(r'\b(upsmd_[a-z_]+);', text), LISTED)

    def test_soname(self):
        text = subprocess.run(['readelf', '-d', LIBRARY], capture_output=True, text=True, check=True).stdout
        self.assertIn('[libupsmd.so.1]', text)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
