#!/usr/bin/env python3
"""examples_test.py UPSMD UPSMD_SIM LIBRARY C C_STATIC CPP PYTHON: the examples of libupsmd against a simulated UPS."""
import os
import subprocess
import sys
import threading
import unittest

from cli_tools import SECONDS, Simulator

LIBRARY, C, C_STATIC, CPP, PYTHON = sys.argv[3:8]


class Examples(unittest.TestCase):
    def watch(self, *program):
        """State, values, a control, an outage; and that the UPS was told."""
        with Simulator('megatec') as simulator:
            with subprocess.Popen([*program, simulator.port, 'megatec', 'beeper.toggle'], stdout=subprocess.PIPE,
                                  text=True, env={**os.environ, 'LIBUPSMD': LIBRARY}) as process:
                killer = threading.Timer(SECONDS, process.kill)
                killer.start()
                lines = []
                for line in process.stdout:
                    lines.append(line.strip())
                    if lines[-1] == 'beeper.toggle: accepted':
                        simulator.tell('mains off')
                code = process.wait()
                killer.cancel()
            log = simulator.log.read_text()
        self.assertEqual(code, 0, lines)
        self.assertEqual(lines[0], 'state ONLINE')
        self.assertIn('state ONBATTERY', lines)
        self.assertLess(lines.index('ups.status: OL'), lines.index('beeper.toggle: accepted'))
        self.assertTrue(any(line.startswith('input.voltage: ') for line in lines), lines)
        self.assertLess(lines.index('beeper.toggle: accepted'), lines.index('state ONBATTERY'))
        self.assertIn('"Q\\r"', log)

    def refuse(self, *program):
        result = subprocess.run([*program, '/dev/no-such-port'], capture_output=True, text=True, timeout=SECONDS,
                                check=False, env={**os.environ, 'LIBUPSMD': LIBRARY})
        self.assertEqual(result.returncode, 1, result)
        self.assertIn('/dev/no-such-port', result.stderr)

    def test_c(self):
        self.watch(C)
        self.refuse(C)

    def test_c_with_the_static_library(self):
        self.watch(C_STATIC)
        self.refuse(C_STATIC)

    def test_cpp(self):
        self.watch(CPP)
        self.refuse(CPP)

    def test_python(self):
        self.watch(sys.executable, PYTHON)
        self.refuse(sys.executable, PYTHON)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
