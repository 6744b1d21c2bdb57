#!/usr/bin/env python3
"""Other people's programs against upsmd-sim: NUT's drivers and apcupsd must see the simulated outage as a real one.

foreign_peers.py SIMULATOR PRELOAD_FOLDER [PROGRAM...]

PRELOAD_FOLDER holds the $LIB folders of libupsmd-lines.so. PROGRAMs: blazer_ser nutdrv_qx apcsmart genericups apcupsd
(default: all). A program that is not installed is skipped by name; when none is there the exit code is 77. apcupsd is
looked for in PATH, /sbin and below $UPSMD_APCUPSD (an unpacked package: it conflicts with NUT's).
Everything is written below one temporary folder.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

NUT_FOLDERS = ('/lib/nut', '/usr/lib/nut', '/usr/libexec/nut')
LIMIT = 60  # seconds until a program must have noticed
GENERIC_TYPES = {'apc-940-0095a': 1, 'apc-940-0020b': 2, 'generic-rups': 4, 'cyberpower': 7, 'apc-940-0023a': 9,
                 'powerware-3115': 11, 'apc-940-0119a': 12, 'rups-2000': 21}
APC_CABLES = {'apc-940-0020b': '940-0020B', 'apc-940-0119a': '940-0119A', 'apc-940-0095a': '940-0095A',
              'apcupsd-simple': 'simple'}
SKIPPED = 77
# NUT 2.8.0 knows no H variant of QS.
VOLTRONIC = [(f'voltronic PI{number}', ['voltronic', '-o', f'pi={number}'], (['protocol=voltronic'],))
             for number in ('01', '09', '10')] + [
    ('voltronic-qs V', ['voltronic-qs', '-o', 'variant=V'], (['protocol=voltronic-qs'],))]


class Simulator:
    """upsmd-sim behind a link; commands are confirmed before send() returns."""

    def __init__(self, program, folder, arguments):
        self.link = folder / 'port'
        self.log = folder / 'sim.log'
        self.process = subprocess.Popen(
            [program, *arguments, '--link', self.link, '--lines-dir', folder / 'lines', '--log', self.log],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        if not self.process.stdout.readline().startswith('/dev/'):
            raise RuntimeError('the simulator did not start')

    def send(self, *commands):
        for command in commands:
            self.process.stdin.write(command + '\n')
            answer = self.process.stdout.readline().strip()
            if answer != 'ok':
                raise RuntimeError(f'{command}: {answer}')

    def close(self):
        self.process.stdin.write('quit\n')
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def wait_for(condition, what):
    """Polls: the other program offers nothing to wait on. Fails by exception after LIMIT seconds."""
    end = time.monotonic() + LIMIT
    seen = None
    while time.monotonic() < end:
        try:
            seen = condition()
            if seen is True:
                return
        except OSError as error:
            seen = error
        time.sleep(0.1)
    raise AssertionError(f'{what}: not within {LIMIT} s, last seen: {seen}')


class NutDriver:
    def __init__(self, path, folder, environment, link, options):
        state = folder / 'state'
        state.mkdir(exist_ok=True)
        self.socket = state / f'{path.name}-sim'
        arguments = [path, '-u', 'root', '-D', '-s', 'sim', '-x', f'port={link}']
        for option in options:
            arguments += ['-x', option]
        paths = dict(NUT_STATEPATH=str(state), NUT_ALTPIDPATH=str(state), NUT_CONFPATH=str(folder))
        with open(folder / 'driver.log', 'w') as log:
            self.process = subprocess.Popen(arguments, env={**environment, **paths}, stdout=log,
                                            stderr=subprocess.STDOUT)

    def status(self):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(self.socket))
            connection.sendall(b'DUMPALL\n')
            text = b''
            while b'DUMPDONE' not in text:
                part = connection.recv(65536)
                if not part:
                    raise OSError('the driver closed its socket')
                text += part
        for line in text.decode().splitlines():
            if line.startswith('SETINFO ups.status '):
                return set(line.split('"')[1].split())
        return set()

    def expect(self, words):
        def matches():
            status = self.status()
            return True if status == set(words.split()) else status
        wait_for(matches, f'ups.status {words}')

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def outage(simulator, expect):
    expect('OL')
    simulator.send('mains off')
    expect('OB')
    simulator.send('battery 10')
    expect('OB LB')
    simulator.send('mains on', 'battery 50')
    expect('OL')


def run_nut(path, program, folder, environment, simulator_arguments, options=()):
    simulator = Simulator(program, folder, simulator_arguments)
    driver = NutDriver(path, folder, environment, simulator.link, options)
    try:
        outage(simulator, driver.expect)
    finally:
        driver.close()
        simulator.close()


APCUPSD_CONFIGURATION = '''## apcupsd.conf v1.1 ##
UPSCABLE {cable}
UPSTYPE {type}
DEVICE {folder}/port
LOCKFILE {folder}
SCRIPTDIR {folder}
PWRFAILDIR {folder}
NOLOGINDIR {folder}
ONBATTERYDELAY 1
BATTERYLEVEL 5
MINUTES 0
TIMEOUT 0
NOLOGON disable
NETSERVER off
EVENTSFILE {folder}/events
UPSCLASS standalone
UPSMODE disable
STATTIME 1
STATFILE {folder}/status
POLLTIME 1
'''


def run_apcupsd(path, program, folder, environment, simulator_arguments, cable, kind):
    calls = folder / 'calls'
    for name in ('calls', 'status', 'events'):
        (folder / name).unlink(missing_ok=True)
    # Its own script would shut this machine down; this one only writes down what it was asked for.
    script = folder / 'apccontrol'
    script.write_text(f'#!/bin/sh\necho "$1" >> "{calls}"\n')
    script.chmod(0o755)
    configuration = folder / 'apcupsd.conf'
    configuration.write_text(APCUPSD_CONFIGURATION.format(cable=cable, type=kind, folder=folder))
    simulator = Simulator(program, folder, simulator_arguments)
    with open(folder / 'driver.log', 'w') as log:
        daemon = subprocess.Popen([path, '-b', '-f', configuration, '-P', folder / 'pid'], env=environment, stdout=log,
                                  stderr=subprocess.STDOUT)

    def expect_status(word):
        def matches():
            for line in (folder / 'status').read_text().splitlines():
                if line.startswith('STATUS'):
                    return True if word in line.split() else line
            return 'no STATUS line'
        wait_for(matches, f'STATUS {word}')

    def expect_call(word):
        wait_for(lambda: word in calls.read_text().split() or calls.read_text(), f'call of {word}')

    try:
        expect_status('ONLINE')
        simulator.send('mains off')
        expect_status('ONBATT')
        expect_call('onbattery')
        simulator.send('mains on')
        expect_status('ONLINE')
        simulator.send('mains off', 'battery-low on')
        expect_call('doshutdown')
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(timeout=20)
        simulator.close()


def find_apcupsd():
    unpacked = os.environ.get('UPSMD_APCUPSD')
    places = [pathlib.Path(unpacked) / 'sbin' / 'apcupsd'] if unpacked else []
    for place in [*places, pathlib.Path('/sbin/apcupsd'), pathlib.Path(shutil.which('apcupsd') or '/nowhere')]:
        if os.access(place, os.X_OK):
            return place
    return None


def find(name):
    if name == 'apcupsd':
        return find_apcupsd()
    for folder in NUT_FOLDERS:
        path = pathlib.Path(folder) / name
        if os.access(path, os.X_OK):
            return path
    return None


def cases(name):
    """(label, simulator arguments, what else the runner needs)"""
    if name in ('blazer_ser', 'nutdrv_qx'):
        megatec = [(unknown, ['megatec', '-o', f'unknown={unknown}'], ()) for unknown in ('echo', 'nak')]
        return megatec + (VOLTRONIC if name == 'nutdrv_qx' else [])
    if name == 'apcsmart':
        return [(model, ['apc-smart', '--model', model], ()) for model in ('smart-ups', 'su420', 'rt1000xl', 'old', 'cs350')]
    if name == 'genericups':
        return [(cable, ['simple', '-o', f'cable={cable}'], ([f'upstype={number}'],))
                for cable, number in GENERIC_TYPES.items()]
    return [('smart', ['apc-smart'], ('smart', 'apcsmart'))] + [
        (cable, ['simple', '-o', f'cable={cable}'], (name, 'dumb')) for cable, name in APC_CABLES.items()]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, preload = (os.path.abspath(argument) for argument in sys.argv[1:3])
    names = sys.argv[3:] or ['blazer_ser', 'nutdrv_qx', 'apcsmart', 'genericups', 'apcupsd']
    ran = failed = 0
    for name in names:
        path = find(name)
        if path is None:
            print(f'skipped {name}: not installed', flush=True)
            continue
        for label, arguments, rest in cases(name):
            with tempfile.TemporaryDirectory(prefix='upsmd-foreign-') as place:
                folder = pathlib.Path(place)
                (folder / 'lines').mkdir()
                environment = {**os.environ, 'UPSMD_LINES_DIR': str(folder / 'lines'),
                               'LD_PRELOAD': os.path.join(preload, '$LIB', 'libupsmd-lines.so')}
                ran += 1
                start = time.monotonic()
                try:
                    runner = run_apcupsd if name == 'apcupsd' else run_nut
                    runner(path, program, folder, environment, arguments, *rest)
                    print(f'ok      {name} {label} ({time.monotonic() - start:.0f} s)', flush=True)
                except (AssertionError, RuntimeError, subprocess.TimeoutExpired) as error:
                    failed += 1
                    print(f'FAILED  {name} {label}: {error}', flush=True)
                    for log in ('driver.log', 'sim.log'):
                        if (folder / log).exists():
                            print(''.join((folder / log).read_text(errors='replace').splitlines(True)[-15:]))
    if ran == 0:
        sys.exit(SKIPPED)
    print(f'{ran - failed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


main()
