#!/usr/bin/env python3
"""upsmdd_history_test.py UPSMDD UPSMD_SIM SOURCE_ROOT UPSMD: the daemon writes a history and answers Prometheus."""
import csv
import io
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import xml.etree.ElementTree

# Debian's package (it is plain Python), whichever Python runs this.
sys.path.append('/usr/lib/python3/dist-packages')
from prometheus_client.parser import text_string_to_metric_families

from upsmdd_rig import SECONDS, Rig

UPSMD = os.path.abspath(sys.argv[4])
UPS = '''
[[ups]]
name = "a"
port = "FOLDER/a"
protocol = "megatec"
poll_interval = 100
'''
CONFIG = '''
[history]
file = "FOLDER/history.db"
write_interval = 1
''' + UPS
METRICS = '''
[metrics]
listen = "127.0.0.1:PORT"
''' + UPS


def history(*arguments):
    return subprocess.run([UPSMD, 'history', *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS,
                          check=False)


def records(file):
    result = history('--database', file, '--from', '1h', '--json')
    return json.loads(result.stdout) if result.returncode == 0 else []


def wait_for(what, condition):
    """What another process writes can only be asked for."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f'{what}: not within {SECONDS} s')


def states(file):
    return [span['state'] for record in records(file) for span in record['states'] if span['state']]


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class History(unittest.TestCase):
    def outage(self, rig):
        file = rig.folder / 'history.db'
        ups = rig.simulate('a')
        rig.start(CONFIG)
        rig.log.wait_for('state ONLINE')
        ups.tell('mains off')
        rig.log.wait_for('state ONBATTERY')
        wait_for('the outage in the history', lambda: 'ONBATTERY' in states(file))
        return file, ups

    def test_an_outage_in_all_forms(self):
        with Rig() as rig:
            file, ups = self.outage(rig)
            ups.tell('mains on')
            rig.log.wait_for('state ONLINE')
            wait_for('the mains in the history', lambda: states(file)[-1] == 'ONLINE')
            code, _ = rig.stop()
            self.assertEqual(code, 0)
            self.assertEqual(states(file), ['NOCOMM', 'ONLINE', 'ONBATTERY', 'ONLINE'])
            record = records(file)[0]
            voltage = [point['value'] for point in record['values']['input.voltage']]
            self.assertEqual((voltage[0], min(v for v in voltage if v is not None)), (230, 0))
            self.assertIn('state ONBATTERY', [event['text'] for event in record['events']])

            table = history('--database', file, '--from', '1h').stdout
            self.assertIn('1 outage, ', table)
            self.assertIn('on battery: OB', table)
            rows = list(csv.reader(io.StringIO(history('--database', file, '--from', '1h', '--csv').stdout)))
            self.assertEqual(rows[0], ['time', 'ups', 'name', 'value', 'low', 'high'])
            self.assertIn(['a', 'upsmd.state', 'ONBATTERY', '', ''], [row[1:] for row in rows])
            svg, html = rig.folder / 'h.svg', rig.folder / 'h.html'
            drawn = history('--database', file, '--ups', 'a', '--from', '10m', '--svg', svg, '--html', html)
            self.assertEqual((drawn.returncode, drawn.stdout, drawn.stderr), (0, '', ''))
            titles = [node.text for node in xml.etree.ElementTree.parse(svg).iter('{http://www.w3.org/2000/svg}title')]
            self.assertTrue(any(title.startswith('on battery (OB)') for title in titles), titles)
            self.assertIn('prefers-color-scheme:dark', html.read_text())

    def test_killed_in_the_middle(self):
        with Rig() as rig:
            file, _ = self.outage(rig)
            rig.process.send_signal(signal.SIGKILL)
            rig.process.wait(SECONDS)
            rig.log.rest()
            rig.process.stdout.close()
            self.assertEqual(states(file)[-1], 'ONBATTERY')
            rig.simulators['a'].tell('mains on')
            rig.start(CONFIG)
            wait_for('the second start', lambda: states(file)[-1] == 'ONLINE')
            spans = records(file)[0]['states']
            self.assertIn(None, [span['state'] for span in spans[1:]])  # nobody knows what was between
            rig.stop()

    def test_a_damaged_file_is_moved_aside_and_nothing_else_is_lost(self):
        with Rig() as rig:
            file = rig.folder / 'history.db'
            file.write_bytes(b'\x5a' * 10000)
            rig.simulate('a')
            rig.start(CONFIG, quiet='yes')  # it may be told before what start() waits for
            rig.log.wait_for(f'the damaged file is now {file}.damaged')
            wait_for('a new history', lambda: 'ONLINE' in states(file))
            self.assertEqual(pathlib.Path(f'{file}.damaged').read_bytes(), b'\x5a' * 10000)
            rig.stop()

    def test_a_folder_that_is_not_there_is_told_once(self):
        with Rig() as rig:
            rig.simulate('a')
            rig.start(CONFIG.replace('FOLDER/history.db', 'FOLDER/nowhere/history.db'))
            rig.log.wait_for('state ONLINE')
            _, lines = rig.stop()
            self.assertEqual(len([line for line in lines if 'history:' in line]), 1, lines)

    def test_arguments(self):
        with tempfile.TemporaryDirectory() as folder:
            for arguments, part in ((['--database', f'{folder}/none'], 'no such file'),
                                    (['--from', 'yesterday'], "'yesterday' is no time"),
                                    (['--from', '1h', '--to', '2h'], 'is not before')):
                result = history(*arguments)
                self.assertEqual((result.returncode, result.stdout), (1, ''))
                self.assertTrue(result.stderr.startswith('upsmd: history: '), result.stderr)
                self.assertIn(part, result.stderr)


class Metrics(unittest.TestCase):
    def get(self, port, path='/metrics', method='GET'):
        request = urllib.request.Request(f'http://127.0.0.1:{port}{path}', method=method)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.headers, answer.read().decode()

    def values(self, port):
        found = {}
        for family in text_string_to_metric_families(self.get(port)[1]):
            self.assertTrue(family.documentation, family.name)
            for sample in family.samples:
                found[sample.name, *sorted(sample.labels.items())] = sample.value
        return found

    def values_with(self, port, *wanted):
        """All values, once that one is there and not 0."""
        found = self.values(port)
        return found if found.get(wanted) else None

    def test_scraped(self):
        with Rig() as rig:
            ups = rig.simulate('a')
            port = free_port()
            rig.start(METRICS.replace('PORT', str(port)))
            rig.log.wait_for('state ONLINE')
            of_a = ('ups', 'a')
            # The values of a reply are told right behind the state.
            values = wait_for('values', lambda: self.values_with(port, 'upsmd_battery_charge_ratio', of_a))
            self.assertEqual(values['upsmd_up', of_a], 1)
            self.assertEqual(values['upsmd_state', ('state', 'online'), of_a], 1)
            self.assertEqual(values['upsmd_status', ('flag', 'OL'), of_a], 1)
            self.assertEqual(values['upsmd_input_voltage_volts', of_a], 230)
            self.assertEqual(values['upsmd_battery_charge_ratio', of_a], 1)
            self.assertEqual(values['upsmd_outages_total', of_a], 0)
            ups.tell('mains off')
            rig.log.wait_for('state ONBATTERY')
            values = wait_for('OB', lambda: self.values_with(port, 'upsmd_status', ('flag', 'OB'), of_a))
            self.assertEqual(values['upsmd_outages_total', of_a], 1)
            self.assertEqual(values['upsmd_state', ('state', 'on_battery'), of_a], 1)

            headers, body = self.get(port, method='HEAD')
            self.assertEqual(body, '')
            self.assertGreater(int(headers['Content-Length']), 1000)
            self.assertTrue(headers['Content-Type'].startswith('text/plain; version=0.0.4'))
            for path, method, code in (('/secret', 'GET', 404), ('/metrics', 'DELETE', 405)):
                with self.assertRaises(urllib.error.HTTPError) as caught:
                    self.get(port, path, method)
                self.assertEqual(caught.exception.code, code)
                caught.exception.close()
            # Nonsense, and somebody who says nothing, disturb nobody.
            with socket.create_connection(('127.0.0.1', port)) as silent, socket.create_connection(('127.0.0.1', port)) as mad:
                mad.sendall(b'\x00\xff' * 20000)
                self.assertEqual(self.values(port)['upsmd_up', of_a], 1)
                self.assertIsNotNone(silent)
            self.assertFalse((rig.folder / 'history.db').exists())
            self.assertEqual(rig.stop()[0], 0)

    def test_a_port_that_is_taken_is_told_and_the_daemon_goes_on(self):
        with Rig() as rig, socket.socket() as other:
            other.bind(('127.0.0.1', 0))
            other.listen()
            rig.simulate('a')
            rig.start(METRICS.replace('PORT', str(other.getsockname()[1])))
            rig.log.wait_for('state ONLINE')
            _, lines = rig.stop()
            self.assertEqual(len([line for line in lines if 'in use' in line]), 1, lines)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
