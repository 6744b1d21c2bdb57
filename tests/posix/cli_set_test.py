#!/usr/bin/env python3
"""cli_set_test.py UPSMD UPSMD_SIM [PRELOAD]: `upsmd set`, the methods of `turn-off`, and units that are named but not watched,
against simulated UPSes."""
import json
import sys
import unittest

from cli_tools import Simulator, upsmd


class Set(unittest.TestCase):
    def test_list(self):
        with Simulator('apc-smart', '-o', 'think=0') as simulator:
            result = upsmd('set', simulator.port, '--protocol', 'apc-smart')
            listed = upsmd('set', simulator.port, '--protocol', 'apc-smart', '--json')
        self.assertEqual((result.returncode, result.stderr), (0, b''))
        lines = result.stdout.decode().splitlines()
        self.assertIn('ups.delay.shutdown: 20 (20, 180, 300, 600)', lines)
        self.assertIn('ups.id: UPS_IDEN (text of up to 8 characters without !$%+?=*#&|)', lines)
        settings = json.loads(listed.stdout)
        self.assertEqual(settings['ups.delay.shutdown'], {'value': 20, 'allowed': [20, 180, 300, 600]})
        self.assertEqual(settings['ups.id'], {'value': 'UPS_IDEN', 'max_length': 8})
        self.assertEqual(settings['input.sensitivity']['allowed'], ['H', 'M', 'L'])

    def test_change(self):
        with Simulator('apc-smart', '-o', 'think=0') as simulator:
            result = upsmd('set', simulator.port, 'ups.delay.shutdown', '180', '--protocol', 'apc-smart')
            again = upsmd('set', simulator.port, 'ups.delay.shutdown', '180', '--protocol', 'apc-smart', '--json')
            text = upsmd('set', simulator.port, 'ups.id', 'RACK 7', '--protocol', 'apc-smart')
            status = upsmd('status', simulator.port, '--protocol', 'apc-smart', '--json')
            self.assertEqual(simulator.log.read_text().count(' exec p set to'), 1)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, b'ups.delay.shutdown: 20 -> 180\n', b''))
        self.assertEqual(json.loads(again.stdout),
                         {'name': 'ups.delay.shutdown', 'wanted': 180, 'before': 180, 'after': 180, 'done': True})
        self.assertEqual(text.stdout, b'ups.id: UPS_IDEN -> RACK 7\n')
        self.assertEqual(json.loads(status.stdout)['ups.id'], 'RACK 7')
        self.assertEqual(json.loads(status.stdout)['ups.delay.shutdown'], 180)

    def test_refused(self):
        with Simulator('apc-smart', '-o', 'think=0') as simulator:
            for name, value, word in (('ups.delay.shutdown', '181', b'20, 180, 300, 600'), ('input.voltage', '230', b'input.voltage'),
                                      ('nonsense', '1', b'nonsense'), ('ups.id', 'A!', b'8 characters')):
                result = upsmd('set', simulator.port, name, value, '--protocol', 'apc-smart')
                self.assertEqual((result.returncode, result.stdout), (1, b''))
                self.assertIn(word, result.stderr)
            self.assertNotIn('set to', simulator.log.read_text())
            simulator.tell('reply p 020\\r\\n')  # it says OK and stays where it was
            result = upsmd('set', simulator.port, 'ups.delay.shutdown', '180', '--protocol', 'apc-smart')
            self.assertEqual((result.returncode, result.stdout), (1, b'ups.delay.shutdown: 20 -> 20\n'))
            self.assertIn(b'refused by the UPS', result.stderr)

    def test_nothing_to_set(self):
        with Simulator('megatec') as simulator:
            result = upsmd('set', simulator.port, '--protocol', 'megatec')
            self.assertEqual((result.returncode, result.stdout), (0, b''))
            self.assertIn(b'nothing', result.stderr)
            self.assertEqual(upsmd('set', simulator.port, 'ups.id', '--protocol', 'megatec').returncode, 1)
            simulator.tell('silent on')
            self.assertEqual(upsmd('set', simulator.port, 'ups.id', 'X', '--protocol', 'megatec').returncode, 2)

    def test_turn_off_methods(self):
        for method, order in (('sleep', 'exec @000'), ('stay-off', 'exec K K'), ('force', 'exec S: ')):
            with Simulator('apc-smart', '-o', 'think=0', '-o', 'grace=180') as simulator:
                result = upsmd('turn-off', simulator.port, '--delay', '180', '--method', method, '--protocol', 'apc-smart')
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertIn(order, simulator.log.read_text())
        with Simulator('apc-smart') as simulator:
            for protocol, word in (('apc-smart', b'stay-off'), ('megatec', b'only one way')):
                result = upsmd('turn-off', simulator.port, '--delay', '0', '--method', 'nonsense', '--protocol', protocol)
                self.assertEqual(result.returncode, 1)
                self.assertIn(word, result.stderr)

    def test_named_but_not_watched(self):
        for kind, word in (('apc-microlink', b'MicroLink'), ('apc-modbus', b'Modbus')):
            with Simulator(kind, '--baud', '9600') as simulator:
                for command in (['status'], ['set'], ['turn-off', '--delay', '0']):
                    result = upsmd(command[0], simulator.port, *command[1:], '--protocol', kind)
                    self.assertEqual(result.returncode, 2, result.stderr)
                    self.assertIn(b'speaks ' + word, result.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
