#!/usr/bin/python3
"""watch_test.py UPSMD UPSMD_SIM UPSMD_NUT UPSMDD: `upsmd watch` on a terminal, with drivers made here and real ones.

Debian's own Python runs it: python3-pyte is there.
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from cli_tools import SECONDS, Simulator, upsmd
from driver_sockets import ONLINE, Server
from terminal import Terminal

UPSMD, _, UPSMD_NUT, UPSMDD = sys.argv[1:5]
DUMMY_UPS = '/lib/nut/dummy-ups'
# Drivers that root starts become another user, who may not open the port.
USER = ['-u', 'root'] if os.getuid() == 0 else []
LEAVES_SCREEN = b'\x1b[?1049l'
COLOUR = re.compile(rb'\x1b\[(?:\d+;)*[34][0-7][;m]')


class WithSockets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.server = self.enter(Server())

    def enter(self, manager):
        entered = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return entered

    def driver(self, name, values=ONLINE, **more):
        return self.server.driver(self.folder / f'dummy-{name}', values, **more)

    def watch(self, *arguments, **more):
        return self.enter(Terminal(UPSMD, 'watch', '--sockets', str(self.folder), *arguments, **more))

    def once(self, *arguments, **environment):
        return upsmd('watch', '--once', '--sockets', str(self.folder), *arguments, **environment)

    def check_clean(self, terminal):
        """The program has ended and left the terminal as it was."""
        self.assertEqual(terminal.settings(), terminal.before)
        self.assertIn(LEAVES_SCREEN, terminal.raw)
        self.assertFalse(terminal.screen.cursor.hidden)


class Screen(WithSockets):
    def test_from_the_mains_to_the_battery_and_back(self):
        office, rack = self.driver('office'), self.driver('rack', ups_model='Demo 3000', battery_charge='87')
        terminal = self.watch()
        terminal.see('2 UPSes: 2 fine', 'Events', '██', 'Demo 3000')
        terminal.see_line(r'  rack +online +█.░░  42% +███. +87% +40m00s 231/230 Demo 3000')
        rack.set(ups_status='OB DISCHRG', input_voltage='0.0')
        terminal.see('1 ON BATTERY, 1 fine')
        terminal.see_line(r'>\*rack +ON BATTERY +\d+s .* 0/230 Demo 3000')
        rack.set(ups_status='OB DISCHRG LB', battery_charge='9', battery_runtime='95')
        terminal.see('1 CRITICAL, 1 fine', 'ON BATTERY, LOW', '1m35s')
        terminal.see_line(r' \d\d-\d\d \d\d:\d\d:\d\d ! rack  ON BATTERY, LOW')
        rack.set(ups_status='OL CHRG')
        terminal.see('2 fine', 'online, charging')
        office.set(ups_alarm='Fan failure')
        terminal.see('~ office  alarm: Fan failure')
        office.set_stale(True)
        terminal.see('1 NO DATA', '?office', 'the driver has no current data')
        office.set_stale(False)
        terminal.see('2 fine')
        terminal.type('q')
        self.assertEqual(terminal.end(), 0)
        self.check_clean(terminal)

    def test_keys_and_pages(self):
        for name in ('one', 'two', 'three'):
            self.driver(name)
        terminal = self.watch()
        terminal.see('3 UPSes: 3 fine', '> one')
        terminal.type('\x1bOB')  # down
        terminal.see('> three')
        terminal.type('s')
        terminal.see('sort: name')
        terminal.type('\r')
        terminal.see('battery.runtime  2400', f'{self.folder}/dummy-three')
        terminal.type('?')
        terminal.see(' Keys', ' Signs')
        terminal.type('q')
        terminal.see('> three')
        terminal.type('\r')
        terminal.see('battery.runtime')
        terminal.type('\x1b')
        terminal.see('> three')
        terminal.type('q')
        self.assertEqual(terminal.end(), 0)

    def test_signals_leave_a_clean_terminal(self):
        self.driver('one')
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, None):
            terminal = self.watch()
            terminal.see('1 fine')
            self.assertNotEqual(terminal.settings(), terminal.before)
            if number is None:
                terminal.type('\x03')  # what Ctrl-C types
            else:
                terminal.process.send_signal(number)
            self.assertEqual(terminal.end(), 0)
            self.check_clean(terminal)

    def test_stopped_and_continued(self):
        """Ctrl-Z gives the terminal back to the shell, fg takes it again."""
        one = self.driver('one')
        terminal = self.enter(Terminal('/bin/bash', '--norc', '--noediting', '-i', PS1='ready> '))
        terminal.see('ready>')
        terminal.type(f'{UPSMD} watch --sockets {self.folder}\n')
        terminal.see('1 fine')
        terminal.type('\x1a')
        terminal.see('Stopped')
        one.set(ups_status='OB')
        terminal.type('fg\n')
        terminal.see('1 ON BATTERY')
        terminal.type('qecho code $?\n')
        terminal.see('code 0')

    def test_the_terminal_goes(self):
        self.driver('one')
        terminal = self.watch()
        terminal.see('1 fine')
        os.close(terminal.terminal)
        os.close(terminal.master)
        terminal.terminal = terminal.master = -1
        self.assertEqual(terminal.process.wait(SECONDS), 0)

    def test_sizes(self):
        self.driver('one', ups_model='A rather long model')
        terminal = self.watch(columns=60)
        terminal.see('1 fine', 'one', '40m00s')
        self.assertNotIn('MODEL', terminal.text())
        terminal.resize(120, 40)
        terminal.see('MODEL', 'A rather long model')
        for columns, rows in ((1, 1), (2, 1), (5, 2), (30, 4), (200, 60)):
            terminal.resize(columns, rows)
        terminal.see('MODEL')
        terminal.resize(20, 3)
        terminal.see('> one', 'online')
        terminal.type('q')
        self.assertEqual(terminal.end(), 0)

    def test_without_colour_and_without_utf8(self):
        self.driver('one')
        self.driver('two', ups_status='OB LB', battery_charge='60')
        for environment, coloured, ascii_only in (({}, True, False), ({'NO_COLOR': '1'}, False, False),
                                                  ({'TERM': 'vt100'}, False, False), ({'LC_ALL': 'C'}, True, True)):
            with self.subTest(environment):
                terminal = self.watch(**environment)
                text = terminal.see('1 CRITICAL', '>!two', 'ON BATTERY, LOW', '60%')
                self.assertEqual(bool(COLOUR.search(terminal.raw)), coloured)
                self.assertEqual(text.isascii(), ascii_only)
                terminal.type('q')
                self.assertEqual(terminal.end(), 0)
        terminal = self.watch('--ascii')
        self.assertTrue(terminal.see('##+-').isascii())


class Drivers(WithSockets):
    def test_a_driver_crashes_and_comes_back(self):
        driver = self.driver('one')
        terminal = self.watch()
        terminal.see('1 fine')
        driver.stop(leave_file=True)
        terminal.see('1 NO DATA', '?one', 'NO DATA: the driver closed the connection')
        os.unlink(driver.path)
        driver = self.driver('one', ups_status='OL CHRG')
        terminal.see('1 fine', 'online, charging')
        driver.set(ups_status='OB')
        terminal.see('1 ON BATTERY')
        driver.stop()
        terminal.see('1 CRITICAL', '!one', 'LOST ON BATTERY')
        # What is gone stays until somebody says that it is known.
        terminal.wait_for(lambda text: terminal.type('x') or 'No UPS: no driver' in text, 'an empty table')

    def test_drivers_that_come_later(self):
        missing = self.folder / 'later'
        terminal = self.enter(Terminal(UPSMD, 'watch', '--sockets', str(missing), '--sockets', str(self.folder)))
        terminal.see('No UPS', f'{missing}', 'No such file or directory')
        missing.mkdir()
        self.server.driver(missing / 'usbhid-ups-late', {**ONLINE, 'driver.name': 'usbhid-ups'})
        terminal.see('1 UPS: 1 fine', '> late ')
        os.symlink(missing / 'usbhid-ups-late', self.folder / 'usbhid-ups-late')
        self.server.driver(self.folder / 'dummy-other', ONLINE)
        terminal.see('2 UPSes: 2 fine')  # the link is no third

    def test_one_that_is_mute_holds_up_nothing(self):
        self.driver('mute', None)
        one = self.driver('one')
        terminal = self.watch()
        terminal.see('1 connecting, 1 fine')
        one.set(ups_status='OB')
        terminal.see('1 ON BATTERY')
        start = time.monotonic()
        result = self.once()
        self.assertLess(time.monotonic() - start, 10)
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stdout.decode(), r'\none +ON BATTERY .*\nmute +connecting: no answer yet ')

    def test_hostile_drivers(self):
        """Control characters in names and values, and lines without end: nothing on the terminal, nothing kept."""
        self.server.driver(self.folder / 'dummy-x\x1b]0;EVIL\x07\nB', ONLINE, ups_model='M\x1b]0;EVIL\x07',
                           ups_status='OL \x1b[2J\x9b3JODD')
        flood = self.driver('flood')
        one = self.driver('one', ups_alarm='A\x1b]0;EVIL\x07')
        terminal = self.watch()
        terminal.see('3 UPSes', 'x?]0;EVIL??B', ']0;EVIL', 'ODD')
        def send_flood():
            for client in flood.clients:
                client.setblocking(True)
                client.settimeout(0.01)
                for i in range(200000):
                    try:
                        client.sendall(b'SETINFO v%d "' % i + b'z' * 5000 + b'\n' + b'y' * 5000)
                    except OSError:
                        break
        self.server.do(send_flood)
        one.set(ups_status='OB')
        terminal.see('1 ON BATTERY')
        terminal.type('\x1bOB\r')
        terminal.see('ups.status')
        status = pathlib.Path(f'/proc/{terminal.process.pid}/status').read_text()
        memory = int(re.search(r'VmRSS:\s+(\d+) kB', status)[1])
        self.assertLess(memory, 40000)
        terminal.type('qq')
        self.assertEqual(terminal.end(), 0)
        output = self.once().stdout
        for data in (terminal.raw, output):
            self.assertNotIn(b'\x1b]0;EVIL', data)
            self.assertNotIn(b'\x07', data)
            self.assertNotIn(b'\x9b', data)
        self.assertNotIn(b'\x1b', output)

    def test_500(self):
        for number in range(500):
            self.driver(f'u{number:03}')
        terminal = self.watch()
        terminal.see('500 UPSes: 500 fine', '> u000', 'UPSes 1 to 14 of 500')
        terminal.type('\x1bOF')  # End
        terminal.see('> u499', 'UPSes 487 to 500 of 500')
        terminal.type('q')
        self.assertEqual(terminal.end(), 0)
        self.assertEqual(len(self.once().stdout.splitlines()), 501)


class WithoutTerminal(WithSockets):
    def test_the_table_once(self):
        self.driver('office')
        self.driver('rack', ups_status='OB LB', battery_charge='9')
        result = self.once()
        self.assertEqual((result.returncode, result.stderr), (0, b''))
        self.assertEqual(result.stdout.decode(),
                         'NAME    STATE            LOAD  CHARGE  RUNTIME  INPUT  OUTPUT  MODEL\n'
                         'rack    ON BATTERY, LOW  42%   9%      40m00s   231    230     Demo 1500\n'
                         'office  online           42%   100%    40m00s   231    230     Demo 1500\n')
        self.assertEqual(self.once('--sort', 'name').stdout.splitlines()[1].split()[0], b'office')

    def test_no_driver(self):
        result = self.once()
        self.assertEqual((result.returncode, result.stdout), (2, b''))
        self.assertIn(f'no driver\'s socket in {self.folder}'.encode(), result.stderr)
        (self.folder / 'dummy-file').write_text('no socket')
        driver = self.driver('crashed')
        driver.stop(leave_file=True)
        result = self.once()
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stdout, rb'\ncrashed +NO DATA: no driver listens at the socket +- .*\n$')

    def test_default_folders(self):
        self.driver('one')
        result = upsmd('watch', '--once', NUT_STATEPATH=str(self.folder))
        self.assertIn(b'\none ', result.stdout)

    def test_no_terminal(self):
        result = upsmd('watch', '--sockets', str(self.folder))
        self.assertEqual((result.returncode, result.stdout), (1, b''))
        self.assertIn(b'must be a terminal; --once', result.stderr)
        for kind in ('dumb', 'no-such-terminal'):
            terminal = self.watch(TERM=kind)
            self.assertEqual(terminal.end(), 1)
            self.assertRegex(terminal.raw, rb'upsmd: watch: TERM is ' + kind.encode())
            self.assertEqual(terminal.settings(), terminal.before)

    def test_bad_arguments(self):
        result = upsmd('watch', '--sort', 'colour')
        self.assertEqual(result.returncode, 1)
        self.assertIn(b'--sort', result.stderr)


class RealDrivers(WithSockets):
    def run_driver(self, *command):
        folder = str(self.folder)
        places = {name: folder for name in ('NUT_CONFPATH', 'NUT_STATEPATH', 'NUT_ALTPIDPATH')}
        driver = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, env={**os.environ, **places})
        self.addCleanup(driver.wait, SECONDS)
        self.addCleanup(driver.terminate)

    def test_upsmd_nut(self):
        simulator = self.enter(Simulator('megatec'))
        self.run_driver(UPSMD_NUT, '-s', 'real', '-x', f'port={simulator.port}', '-x', 'protocol=megatec', '-FF', *USER)
        terminal = self.watch()
        terminal.see('1 UPS: 1 fine', '> real ', 'online')
        simulator.tell('mains off')
        terminal.see('1 ON BATTERY', '>*real ')
        simulator.tell('silent on')
        terminal.see('1 CRITICAL', 'LOST ON BATTERY: the driver has no current data')
        simulator.tell('silent off')
        simulator.tell('mains on')
        terminal.see('1 UPS: 1 fine')
        terminal.type('q')
        self.assertEqual(terminal.end(), 0)

    def test_upsmdd(self):
        simulators = [self.enter(Simulator('megatec')) for _ in range(2)]
        text = f'[daemon]\nrun_directory = "{self.folder}"\nstate_directory = "{self.folder}"\n'
        for name, simulator in zip('ab', simulators):
            text += f'[[ups]]\nname = "{name}"\nport = "{simulator.port}"\nprotocol = "megatec"\npoll_interval = 100\n'
        (self.folder / 'upsmdd.toml').write_text(text)
        self.run_driver(UPSMDD, '--config', str(self.folder / 'upsmdd.toml'))
        terminal = self.watch()
        terminal.see('2 UPSes: 2 fine', '> a ')
        simulators[1].tell('mains off')
        terminal.see('1 ON BATTERY, 1 fine', '>*b ')
        simulators[1].tell('battery-low on')
        terminal.see('1 CRITICAL, 1 fine', '>!b    ON BATTERY, LOW')

    @unittest.skipUnless(os.access(DUMMY_UPS, os.X_OK), 'NUT is not installed')
    def test_a_driver_of_nuts_own(self):
        (self.folder / 'ups.conf').write_text('[other]\ndriver = dummy-ups\nport = other.dev\npollinterval = 1\n')
        values = self.folder / 'other.dev'
        values.write_text('ups.status: OL\nups.model: Other 900\nbattery.charge: 77\n')
        self.run_driver(DUMMY_UPS, '-a', 'other', '-D', *USER)
        terminal = self.watch()
        terminal.see('1 UPS: 1 fine', '> other ', ' 77%', 'Other 900')
        terminal.type('\r')
        terminal.see('driver.name ', 'dummy-ups', 'ups.status ')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
