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
import signal
import subprocess
import sys
import tempfile
import time

from peers import SKIPPED, NutDriver, Simulator, find_nut, find_program, peer_environment, show_logs, wait_for

# NUT 2.8.0's numbers. Type 3 by its code; the simulator's upsonic-lan-saver is turned off as type 0's code does it.
GENERIC_TYPES = {'upsonic-lan-saver': 0, 'apc-940-0095a': 1, 'apc-940-0020b': 2, 'powertech': 3, 'generic-rups': 4,
                 'tripplite-lan': 5, 'best-patriot': 6, 'cyberpower': 7, 'nitram-elite-500': 8, 'apc-940-0023a': 9,
                 'victron-lite': 10, 'powerware-3115': 11, 'apc-940-0119a': 12, 'repotec': 13, 'online-p': 14,
                 'powerware-5119': 15, 'nitram-elite-2002': 16, 'powerkinetics': 17, 'tripplite-omni': 18,
                 'fideltronik-ares': 19, 'powerware-5119-rm': 20, 'rups-2000': 21, 'gamatronic': 22, 'fttx': 23}
APC_CABLES = {'apc-940-0020b': '940-0020B', 'apc-940-0119a': '940-0119A', 'apc-940-0095a': '940-0095A',
              'apcupsd-simple': 'simple'}
# NUT 2.8.0 knows no H variant of QS.
VOLTRONIC = [(f'voltronic PI{number}', ['voltronic', '-o', f'pi={number}'], (['protocol=voltronic'],))
             for number in ('01', '09', '10')] + [
    ('voltronic-qs V', ['voltronic-qs', '-o', 'variant=V'], (['protocol=voltronic-qs'],))]


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


def find(name):
    if name == 'apcupsd':
        return find_program(name, os.environ.get('UPSMD_APCUPSD'))
    return find_nut(name)


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
                environment = peer_environment(folder, preload)
                ran += 1
                start = time.monotonic()
                try:
                    runner = run_apcupsd if name == 'apcupsd' else run_nut
                    runner(path, program, folder, environment, arguments, *rest)
                    print(f'ok      {name} {label} ({time.monotonic() - start:.0f} s)', flush=True)
                except (AssertionError, RuntimeError, subprocess.TimeoutExpired) as error:
                    failed += 1
                    print(f'FAILED  {name} {label}: {error}', flush=True)
                    show_logs(folder)
    if ran == 0:
        sys.exit(SKIPPED)
    print(f'{ran - failed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


main()
