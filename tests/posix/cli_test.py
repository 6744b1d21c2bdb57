#!/usr/bin/env python3
"""cli_test.py UPSMD UPSMD_SIM [PRELOAD]: what the subcommands of `upsmd` print and return, against simulated UPSes.

PRELOAD is the folder of the library that gives ptys modem lines; without it contact closure is left out.
"""
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import unittest

from cli_tools import PRELOAD, SECONDS, UPSMD, Simulator, upsmd

ON_LINE = b'(208.4 140.0 208.4 034 59.9 27.4 35.0 00001000\r'


class Decode(unittest.TestCase):
    def decode(self, *arguments, reply):
        result = upsmd('decode', *arguments, reply=reply)
        return result.returncode, json.loads(result.stdout)

    def test_ok(self):
        code, answer = self.decode('megatec', 'Q1', reply=ON_LINE)
        self.assertEqual(code, 0)
        self.assertEqual(answer['verdict'], 'ok')
        values = answer['values']
        self.assertEqual(values['input.voltage'], 208.4)
        self.assertEqual(values['ups.load'], 34)
        self.assertIsInstance(values['ups.load'], int)
        self.assertEqual(values['ups.status'], 'OL')

    def test_a_value_that_cannot_be_measured_is_left_out(self):
        _, answer = self.decode('megatec', 'Q1', reply=ON_LINE.replace(b'35.0', b'--.-'))
        self.assertEqual(answer['verdict'], 'ok')
        self.assertNotIn('ups.temperature', answer['values'])

    def test_escapes_in_the_command(self):
        self.assertEqual(self.decode('megatec', r'Q1\r', reply=ON_LINE)[1]['verdict'], 'ok')
        self.assertEqual(self.decode('megatec', r'\x51\x31', reply=ON_LINE)[1]['verdict'], 'ok')

    def test_rejected(self):
        self.assertEqual(self.decode('megatec', 'Q1', reply=b'(208.4'), (1, {'verdict': 'rejected', 'values': {}}))
        self.assertEqual(self.decode('megatec', 'Q1', reply=b''), (1, {'verdict': 'rejected', 'values': {}}))
        self.assertEqual(self.decode('megatec', 'Q1', reply=bytes(range(256)) * 40)[0], 1)

    def test_unsupported(self):
        self.assertEqual(self.decode('apc-smart', 'B', reply=b'NA\r\n'), (0, {'verdict': 'unsupported', 'values': {}}))

    def test_a_command_without_a_row(self):
        self.assertEqual(self.decode('megatec', 'S01R0003', reply=b'(ACK\r'), (0, {'verdict': 'ok', 'values': {}}))
        self.assertEqual(self.decode('megatec', 'XYZ', reply=b'XYZ\r'), (0, {'verdict': 'unsupported', 'values': {}}))
        self.assertEqual(self.decode('apc-smart', '@', reply=b'NA\r\n'), (0, {'verdict': 'unsupported', 'values': {}}))
        result = upsmd('decode', 'megatec', 'XYZ', reply=ON_LINE)
        self.assertEqual((result.returncode, json.loads(result.stdout)['verdict']), (1, 'rejected'))
        self.assertIn('XYZ', result.stderr.decode())

    def test_errors(self):
        for arguments, words in ((('decode', 'nonsense', 'Q1'), ('nonsense', 'megatec')),
                                 (('decode', 'simple', 'Q1'), ('Q1', 'simple')),
                                 (('decode', 'megatec', r'Q1\q'), (r'Q1\q', 'escape')),
                                 (('decode', 'megatec', r'\x5'), (r'\x5', 'escape'))):
            result = upsmd(*arguments, reply=ON_LINE)
            self.assertEqual((result.returncode, result.stdout), (1, b''))
            message = result.stderr.decode()
            self.assertTrue(message.startswith('upsmd: '), message)
            for word in words:
                self.assertIn(word, message)


class Arguments(unittest.TestCase):
    def test_version_and_help(self):
        self.assertRegex(upsmd('--version').stdout, rb'^upsmd \d+\.\d+\.\d+\n$')
        for arguments in (['--help'], ['monitor', '--help'], ['turn-off', '--help']):
            self.assertEqual(upsmd(*arguments).returncode, 0)

    def test_mistakes(self):
        for arguments in ([], ['nonsense'], ['monitor'], ['status', '/dev/null', '--protocol', 'nonsense'],
                          ['status', '/dev/null', '--protocol', 'simple'], ['turn-off', '/dev/null'],
                          ['turn-off', '/dev/null', '--delay', '-1'], ['turn-off', '/dev/null', '--delay', 'soon'],
                          ['status', '/dev/null', '--protocol', 'megatec', '--cable', '940-0020B'],
                          ['status', '/dev/null', '--poll-interval', '5'], ['status', '/dev/null', '--cable', 'nonsense'],
                          ['status', '/dev/null', '--cable', 'CP=RTS OL=-CTS SD=RTS'], ['status', '/dev/null', '--cable', '0x01'],
                          ['status', '/dev/null'], ['monitor', '/nothing/here'], ['turn-off', '/etc', '--delay', '1']):
            result = upsmd(*arguments)
            self.assertEqual((result.returncode, result.stdout), (1, b''), arguments)
            self.assertTrue(result.stderr.startswith(b'upsmd: '), result.stderr)

    def test_the_port_is_named(self):
        self.assertIn(b'/nothing/here', upsmd('status', '/nothing/here').stderr)


class Status(unittest.TestCase):
    def test_text(self):
        with Simulator('megatec') as simulator:
            result = upsmd('status', simulator.port, '--protocol', 'megatec')
        self.assertEqual((result.returncode, result.stderr), (0, b''))
        lines = result.stdout.decode().splitlines()
        self.assertEqual(lines[0], 'upsmd.state: ONLINE')
        self.assertIn('input.voltage: 230.0', lines)
        self.assertIn('battery.voltage.nominal: 24.0', lines)  # from another query than the status

    def test_json_of_a_protocol_that_was_found(self):
        for kind, variable in (('megatec', 'battery.voltage.nominal'), ('apc-smart', 'device.serial')):
            with Simulator(kind) as simulator:
                simulator.tell('mains off')
                result = upsmd('status', simulator.port, '--json')
            self.assertEqual(result.returncode, 0, result.stderr)
            values = json.loads(result.stdout)
            self.assertEqual(values['upsmd.state'], 'ONBATTERY')
            self.assertIn('OB', values['ups.status'].split())
            self.assertIn(variable, values)

    def test_silent(self):
        with Simulator('megatec') as simulator:
            simulator.tell('silent on')
            result = upsmd('status', simulator.port, '--protocol', 'megatec', '--json')
        self.assertEqual(result.returncode, 2)
        self.assertEqual(json.loads(result.stdout), {'upsmd.state': 'NOCOMM'})
        self.assertIn(simulator.port.encode(), result.stderr)

    def test_simple_without_modem_lines(self):
        with Simulator('megatec') as simulator:
            result = upsmd('status', simulator.port, '--protocol', 'simple', '--cable', '0x7f')
        self.assertEqual(result.returncode, 1)
        self.assertIn(b'modem lines', result.stderr)


class Monitor(unittest.TestCase):
    def start(self, *arguments):
        process = subprocess.Popen([UPSMD, 'monitor', *arguments], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_json(self):
        with Simulator('megatec') as simulator:
            process = self.start(simulator.port, '--protocol', 'megatec', '--json')
            first = json.loads(process.stdout.readline())
            self.assertRegex(first['time'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$')
            self.assertEqual(first['upsmd.state'], 'ONLINE')
            second = json.loads(process.stdout.readline())
            self.assertEqual(second['input.voltage'], 230.0)
            simulator.tell('mains off')
            for line in process.stdout:  # flushed at once, or this hangs
                event = json.loads(line)
                if event['upsmd.state'] == 'ONBATTERY' and 'ups.status' in event:
                    break
            self.assertIn('OB', event['ups.status'].split())
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(SECONDS), 0)

    def test_text_and_a_port_that_comes_back(self):
        with Simulator('megatec') as simulator:
            process = self.start(simulator.port, '--protocol', 'megatec')
            self.assertRegex(process.stdout.readline(), r'^\S+ upsmd\.state: ONLINE$')
            simulator.tell('hangup')
            for line in process.stdout:
                if line.endswith('upsmd.state: NOCOMM\n'):
                    break
            simulator.tell('replug')
            for line in process.stdout:
                if line.endswith('upsmd.state: ONLINE\n'):
                    break
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(SECONDS), 0)

    def test_standard_output_closed(self):
        with Simulator('megatec') as simulator:
            process = self.start(simulator.port, '--protocol', 'megatec')
            process.stdout.readline()
            process.stdout.close()
            simulator.tell('mains off')
            self.assertNotEqual(process.wait(SECONDS), 0)


class TurnOff(unittest.TestCase):
    def test_accepted(self):
        with Simulator('megatec') as simulator:
            result = upsmd('turn-off', simulator.port, '--delay', '180', '--protocol', 'megatec')
            self.assertIn('S03R0003', simulator.log.read_text())
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout.endswith(b'180 s or later: accepted\n'), result.stdout)

    def test_refused(self):
        with Simulator('megatec') as simulator:
            result = upsmd('turn-off', simulator.port, '--delay', '4000000000', '--protocol', 'megatec')
            self.assertNotIn('"S', simulator.log.read_text())
        self.assertEqual(result.returncode, 1)
        self.assertTrue(result.stderr.startswith(b'upsmd: turn-off: refused: '), result.stderr)

    def test_silent(self):
        with Simulator('megatec') as simulator:
            simulator.tell('silent on')
            result = upsmd('turn-off', simulator.port, '--delay', '180', '--protocol', 'megatec')
            self.assertNotIn('"S', simulator.log.read_text())
        self.assertEqual(result.returncode, 2)
        self.assertTrue(result.stderr.startswith(b'upsmd: '), result.stderr)


@unittest.skipUnless(PRELOAD, 'no modem lines')
class ContactClosure(unittest.TestCase):
    @contextlib.contextmanager
    def simulator(self, *options):
        with tempfile.TemporaryDirectory() as lines, Simulator('simple', '--lines-dir', lines, *options) as simulator:
            self.lines = {'LD_PRELOAD': f'{PRELOAD}/$LIB/libupsmd-lines.so', 'UPSMD_LINES_DIR': lines}
            yield simulator

    def test_status(self):
        with self.simulator() as simulator:
            for mains, state, words in (('on', 'ONLINE', 'OL'), ('off', 'ONBATTERY', 'OB')):
                simulator.tell(f'mains {mains}')
                result = upsmd('status', simulator.port, '--cable', '0x7f', '--json', **self.lines)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertEqual(json.loads(result.stdout), {'upsmd.state': state, 'ups.status': words})

    def test_turn_off_is_refused_where_it_would_act_early(self):
        with self.simulator() as simulator:
            simulator.tell('mains off')
            for arguments in ([], ['--kill-line-delay', '60']):
                result = upsmd('turn-off', simulator.port, '--cable', '0x7f', '--delay', '180', *arguments, **self.lines)
                self.assertEqual(result.returncode, 1)
                self.assertIn(b'refused', result.stderr)
            self.assertIn('output=on', simulator.tell('status'))

    def test_turn_off(self):
        with self.simulator('-o', 'turn-off-delay=60') as simulator:
            simulator.tell('mains off')
            result = upsmd('turn-off', simulator.port, '--cable', '0x7f', '--delay', '60', '--kill-line-delay', '60',
                           **self.lines)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertNotIn('turn-off=none', simulator.tell('status'))


if __name__ == '__main__':
    os.environ.pop('UPSMD_LINES_DIR', None)
    unittest.main(argv=sys.argv[:1], verbosity=2)
