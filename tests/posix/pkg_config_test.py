#!/usr/bin/env python3
"""pkg_config_test.py FOLDER STATIC_LIBRARY EXAMPLE: a program is built with nothing but what upsmd.pc says.

FOLDER holds upsmd-uninstalled.pc, which has the build's paths in place of the installed ones.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

FOLDER, STATIC_LIBRARY, EXAMPLE = sys.argv[1:4]
STRICT = ['-std=c99', '-Wall', '-Wextra', '-pedantic', '-Werror', '-D_POSIX_C_SOURCE=200809L']


def pkg_config(*arguments):
    done = subprocess.run(['pkg-config', *arguments, 'upsmd'], capture_output=True, text=True, check=True,
                          env={**os.environ, 'PKG_CONFIG_PATH': FOLDER})
    return done.stdout.split()


class PkgConfig(unittest.TestCase):
    def build_and_run(self, flags, libraries):
        with tempfile.TemporaryDirectory() as folder:
            program = str(pathlib.Path(folder) / 'program')
            built = subprocess.run(['cc', *STRICT, *flags, EXAMPLE, *libraries, '-o', program],
                                   capture_output=True, text=True, check=False)
            self.assertEqual((built.returncode, built.stderr), (0, ''))
            paths = [word[2:] for word in libraries if word.startswith('-L')]
            result = subprocess.run([program, '/dev/no-such-port'], capture_output=True, text=True, check=False,
                                    env={**os.environ, 'LD_LIBRARY_PATH': ':'.join(paths)})
        self.assertEqual(result.returncode, 1)
        self.assertIn('/dev/no-such-port', result.stderr)

    def test_shared(self):
        self.build_and_run(pkg_config('--cflags'), pkg_config('--libs'))

    def test_static(self):
        words = pkg_config('--static', '--libs')
        self.assertIn('-lupsmd', words)
        words = [STATIC_LIBRARY if word == '-lupsmd' else word for word in words if not word.startswith('-L')]
        self.build_and_run(pkg_config('--cflags'), words)

    def test_version(self):
        self.assertRegex(' '.join(pkg_config('--modversion')), r'^\d+\.\d+\.\d+$')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
