#!/usr/bin/env python3
"""cli_controls_test.py UPSMD UPSMD_SIM [PRELOAD]: `upsmd test`, `beeper`, `command` and `protocols`, against simulated UPSes."""
import json
import sys
import unittest

from cli_tools import Simulator, upsmd


class Controls(unittest.TestCase):
    def told(self, *arguments, protocol='megatec'):
        """What the simulated UPS has been sent by `upsmd ARGUMENTS`, and upsmd's result."""
        command, *rest = arguments
        with Simulator(protocol) as simulator:
            result = upsmd(command, simulator.port, *rest, '--protocol', protocol)
            return simulator.log.read_text(), result

    def assert_told(self, expected, *arguments, **options):
        log, result = self.told(*arguments, **options)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.endswith(b': accepted\n'), result.stdout)
        self.assertIn(expected, log)

    def test_battery_tests(self):
        self.assert_told('"T\\r"', 'test', 'quick')
        self.assert_told('"TL\\r"', 'test', 'deep')
        self.assert_told('"CT\\r"', 'test', 'stop')
        self.assert_told('"T07\\r"', 'test', '7')

    def test_beeper(self):
        self.assert_told('"Q\\r"', 'beeper', 'toggle')

    def test_command(self):
        self.assert_told('"S01R0000\\r"', 'command', 'shutdown.stayoff', '--delay', '60')
        self.assert_told('"T12\\r"', 'command', 'test.battery.start', '--minutes', '12')

    def test_what_the_protocol_cannot_do(self):
        log, result = self.told('command', 'calibrate.start')
        self.assertEqual(result.returncode, 1)
        self.assertIn(b'megatec has no control calibrate.start', result.stderr)

    def test_mistakes(self):
        for arguments, named in ((['test', '/dev/null'], b'test'), (['test', '/dev/null', '0'], b'"0"'),
                                 (['test', '/dev/null', '1000'], b'"1000"'), (['test', '/dev/null', '5m'], b'"5m"'),
                                 (['beeper', '/dev/null', 'loud'], b'loud'), (['command', '/dev/null', 'load'], b'"load"'),
                                 (['command', '/dev/null', 'shutdown.return', '--delay', 'x'], b'--delay'),
                                 (['command', '/dev/null', 'test.battery.start', '--minutes', '0'], b'--minutes')):
            result = upsmd(*arguments)
            self.assertEqual((result.returncode, result.stdout), (1, b''), arguments)
            self.assertTrue(result.stderr.startswith(b'upsmd: '), result.stderr)
            self.assertIn(named, result.stderr)

    def test_silent(self):
        with Simulator('megatec') as simulator:
            simulator.tell('silent on')
            result = upsmd('test', simulator.port, 'quick', '--protocol', 'megatec')
            self.assertNotIn('"T\\r"', simulator.log.read_text())
        self.assertEqual(result.returncode, 2)


class Protocols(unittest.TestCase):
    def test_table(self):
        result = upsmd('protocols')
        self.assertEqual(result.returncode, 0)
        names = [line.split()[0] for line in result.stdout.decode().splitlines()]
        self.assertEqual(len(names), len(set(names)))
        self.assertIn('megatec', names)

    def test_json(self):
        rows = {row['name']: row for row in json.loads(upsmd('protocols', '--json').stdout)}
        self.assertIn('shutdown.return', rows['megatec']['controls'])
        self.assertIn({'name': 'Q1', 'asked_for': 'status'}, rows['megatec']['queries'])
        self.assertIn('input.sensitivity', rows['apc-smart']['settings'])
        self.assertEqual(rows['megatec']['settings'], [])
        self.assertTrue(rows['megatec']['found_by_auto'])
        self.assertTrue(rows['simple']['contact_closure'])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
