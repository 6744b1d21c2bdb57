#!/usr/bin/env python3
"""NUT's driver and upsmd, one after the other, against the same simulated UPS: every value that both report has to agree.

peer_agreement.py [--record FILE] SIMULATOR UPSMD PRELOAD_FOLDER [ROW...]

Each row of peer_rows is one simulated unit. It goes through on line, on battery, low battery, back, and replace battery
where the family tells it; in each condition NUT's ups.status and measurements must come to agree with what upsmd reported
there. Numbers agree within one unit of the last digit that NUT prints, texts to the letter (not ups.alarm, whose words are each
program's own). Then the controls of the row: NUT's
instant command and upsmd's command must make the simulated UPS carry out the same. A difference that a row lists is allowed, and
has to be there. A driver that is not installed is skipped by name; when none is there the exit code is 77.
--record writes down what NUT's driver offers for each row: its values, instant commands and settings (tests/pages).
"""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

from peer_rows import ROWS
from peers import (LIMIT, SKIPPED, NutDriver, Simulator, find_nut, nut_kill_power, peer_environment, show_logs,
                   wait_for)

AT_ONCE = 12  # checks; nearly all of one is waiting
CARRIED_OUT = 10  # seconds for the last bytes of a driver that has said "handled"
NUT_MEANS_IT = 4  # seconds between the two times that some of NUT's drivers want to be told a dangerous command
SETTLED = 3.0  # seconds without a changed value: upsmd has been through all its queries (a row may need more)
# Names under which NUT reports what we report as device.*, and values about the driver, not the UPS.
RENAMED = {'device.mfr': 'ups.mfr', 'device.model': 'ups.model', 'device.serial': 'ups.serial'}


class Monitor:
    """`upsmd monitor --json`: what it reports now, and since when nothing has changed."""

    def __init__(self, upsmd, folder, environment, link, row):
        self.values = {}
        self.counting = row.get('counting', ())
        self.changed = time.monotonic()
        self.lock = threading.Lock()
        with open(folder / 'upsmd.log', 'w') as log:
            command = [upsmd, 'monitor', link, '--protocol', row['protocol'], '--json', *row.get('monitor', [])]
            self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            with self.lock:
                news = json.loads(line)
                self.values.update(news)
                if set(news) - {'time', 'upsmd.state', *self.counting}:
                    self.changed = time.monotonic()

    def settled(self, words, seconds):
        with self.lock:
            status = set((self.values.get('ups.status') or '').split())
            quiet = time.monotonic() - self.changed
            return True if words <= status and quiet > seconds else f'{status}, unchanged for {quiet:.1f} s'

    def snapshot(self, words, seconds):
        wait_for(lambda: self.settled(words, seconds), f'upsmd: {" ".join(sorted(words))}', LIMIT + 2 * seconds)
        with self.lock:
            return {name: value for name, value in self.values.items() if value is not None and '.' in name}

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.thread.join()


def conditions(row):
    """(label, simulator commands, words that ups.status must hold)"""
    steady = ['runtime 1000000', 'recharge 1000000']  # the charge stands still
    yield 'on line', [*steady, *row.get('setup', [])], {'OL'}
    yield 'on battery', ['mains off'], {'OB'}
    yield 'low battery', ['battery 10'], {'OB', 'LB'}
    yield 'back', ['mains on', 'battery 60'], {'OL'}
    if row.get('replace', True):
        yield 'replace battery', ['replace-battery on'], {'OL', 'RB'}


def agrees(ours, nut):
    try:
        decimals = len(nut.partition('.')[2])
        return abs(float(ours) - float(nut)) <= 10.0 ** -decimals * 1.0001
    except ValueError:
        return str(ours) == nut.strip()


def differences(ours, nut, words_apart):
    """What both report and see differently: name -> text."""
    found = {}
    for name, value in ours.items():
        other = nut.get(name, nut.get(RENAMED.get(name, '')))
        if other is None or name == 'ups.alarm':
            continue
        if name == 'ups.status':
            apart = (set(value.split()) ^ set(other.split())) - words_apart
            if apart:
                found[name] = f'upsmd {value}, NUT {other}'
        elif not agrees(value, other):
            found[name] = f'upsmd {value}, NUT {other}'
    return found


class Row:
    def __init__(self, label, row, programs, folder, environment):
        self.label = label
        self.row = row
        self.simulator_program, self.upsmd = programs
        self.folder = folder
        self.environment = environment
        self.driver = find_nut(row['driver'])
        self.offers = {}

    def simulate(self):
        return Simulator(self.simulator_program, self.folder, [*self.row['simulator'], '--no-pace'])

    def start_nut(self, simulator, more=()):
        options = [*self.row.get('options', []), *more]
        return NutDriver(self.driver, self.folder, self.environment, simulator.link, options, poll_interval=1,
                         debug=self.row.get('debug', '-D'))

    def ours(self):
        simulator = self.simulate()
        monitor = Monitor(self.upsmd, self.folder, self.environment, simulator.link, self.row)
        try:
            seen = []
            for label, commands, words in conditions(self.row):
                simulator.send(*commands)
                seen.append((label, monitor.snapshot(words - self.row.get('words_apart', set()),
                                                    self.row.get('settled', SETTLED))))
            return seen
        finally:
            monitor.close()
            simulator.close()

    def measurements(self):
        expected = self.row.get('differ', {})
        met = set()
        compared = set()
        ours = self.ours()
        steps = list(conditions(self.row))
        simulator = self.simulate()
        # The unit is as it will be before the driver reads what it reads only once.
        simulator.send(*steps[0][1])
        driver = self.start_nut(simulator)
        try:
            for (label, commands, _), (_, snapshot) in zip(steps, ours):
                if label != 'on line':
                    simulator.send(*commands)
                nut = {}

                def agreed():
                    nut.clear()
                    nut.update(driver.values())
                    if 'ups.status' not in nut:
                        return 'no ups.status yet'
                    found = differences(snapshot, nut, self.row.get('words_apart', set()))
                    return True if not set(found) - set(expected) else found
                wait_for(agreed, f'{label}: agreement', self.row.get('patience', LIMIT))
                for kind, names in driver.offers().items():
                    self.offers.setdefault(kind, set()).update(names)
                met |= set(differences(snapshot, nut, self.row.get('words_apart', set()))) & set(expected)
                compared |= {name for name in snapshot if name in nut or RENAMED.get(name) in nut}
        finally:
            driver.close()
            simulator.close()
        if gone := set(expected) - met:
            raise AssertionError(f'differences that the row lists and nobody sees any more: {sorted(gone)}')
        return compared

    def nut_command(self, driver, name, simulator):
        before = len(simulator.executed())
        try:
            return driver.command(name)
        except OSError:
            if name not in self.row.get('ends', ()):
                raise
            # It has gone with its bytes still on the way.
            wait_for(lambda: len(simulator.executed()) > before or 'nothing', f'{name}: carried out', 10)
            return 0

    def by_nut(self, name, nut_options, simulator):
        """Has NUT's driver do it; how much the UPS had carried out before."""
        if name.startswith('-k'):
            nut_kill_power(self.driver, self.folder, self.environment, simulator.link, [*self.row.get('options', []), *nut_options])
            return 0
        driver = self.start_nut(simulator, nut_options)
        try:
            wait_for(lambda: bool(driver.status() & {'OL', 'OB'}) or driver.status(), 'NUT: OL or OB', self.row.get('patience', LIMIT))
            before = len(simulator.executed())
            if name.startswith('SET '):
                code = driver.set(*name[len('SET '):].split('=', 1))
            else:
                code = self.nut_command(driver, name, simulator)
                if name in self.row.get('twice', ()):
                    time.sleep(NUT_MEANS_IT)
                    code = self.nut_command(driver, name, simulator)
            if code != self.row.get('says', {}).get(name, 0):
                raise AssertionError(f'{name}: NUT says {code}')
            return before
        finally:
            driver.close()

    @staticmethod
    def await_last_bytes(simulator, before):
        """Some drivers say "handled" while their bytes are on the way. What is missing in the end, control() tells."""
        end = time.monotonic() + CARRIED_OUT
        while len(simulator.executed()) <= before and time.monotonic() < end:
            time.sleep(0.1)

    def control(self, control):
        """One instant command by NUT, the same by upsmd: what the UPS carries out."""
        name, nut_options, arguments, *before_it = control
        executed = []
        for by_nut in (True, False):
            simulator = self.simulate()
            try:
                simulator.send(*self.row.get('setup', []), *(before_it[0] if before_it else []))
                before = len(simulator.executed())
                if by_nut:
                    before = self.by_nut(name, nut_options, simulator)
                    self.await_last_bytes(simulator, before)
                else:
                    command = [self.upsmd, *arguments[:1], simulator.link, *arguments[1:], '--protocol', self.row['protocol']]
                    done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=60)
                    if done.returncode != 0:
                        raise AssertionError(f'{name}: upsmd {" ".join(arguments)}: {done.stdout}{done.stderr}')
            finally:
                simulator.close()
            executed.append(simulator.executed()[before:])
        leave_out = self.row.get('not_compared', ())
        # Where nothing else was carried out, it is the command itself.
        nut, ours = ([line for line in lines if not line.startswith(leave_out or '\n')] or lines for lines in executed)
        if nut != ours or not nut:
            raise AssertionError(f'{name}: by NUT {nut}, by upsmd {ours}')


def checks_of(label):
    """What is to be checked of a row, each by itself: (label, what, control or None for the values)."""
    row = ROWS[label]
    values = [(label, 'values', None)] if row.get('values', True) else []
    return values + [(label, control[0], control) for control in row.get('controls', [])]


def run_check(check, programs, preload):
    """(passed?, what NUT's driver offers)"""
    label, what, control = check
    with tempfile.TemporaryDirectory(prefix='upsmd-peer-') as place:
        folder = pathlib.Path(place)
        start = time.monotonic()
        one = Row(label, ROWS[label], programs, folder, peer_environment(folder, preload))
        try:
            compared = one.measurements() if control is None else one.control(control)
            detail = f'{len(compared)} values' if control is None else 'the same carried out'
            print(f'ok      {label}: {what}: {detail} ({time.monotonic() - start:.0f} s)', flush=True)
            return True, one.offers
        except (AssertionError, RuntimeError, OSError, subprocess.TimeoutExpired) as error:
            print(f'FAILED  {label}: {what}: {error}', flush=True)
            show_logs(folder)
            return False, {}


def record(path, checks, results):
    """Adds to what the file holds, and replaces these rows."""
    file = pathlib.Path(path)
    rows = json.loads(file.read_text()) if file.exists() else {}
    for (label, _, _), (_, offers) in zip(checks, results):
        row = ROWS[label]
        if offers:
            rows[label] = {'protocol': row['protocol'], 'driver': ' '.join([row['driver'], *row.get('options', [])]),
                           **{kind: sorted(names) for kind, names in offers.items()}}
    file.write_text(json.dumps(rows, indent=1, sort_keys=True) + '\n')


def main():
    arguments = sys.argv[1:]
    recorded = None
    if arguments[:1] == ['--record'] and len(arguments) > 1:
        recorded = arguments[1]
        arguments = arguments[2:]
    if len(arguments) < 3:
        sys.exit(__doc__)
    simulator, upsmd, preload = (os.path.abspath(argument) for argument in arguments[:3])
    labels = arguments[3:] or list(ROWS)
    if unknown := [label for label in labels if label not in ROWS]:
        sys.exit(f'no row is called {", ".join(unknown)}; there are {", ".join(ROWS)}')
    installed = [label for label in labels if find_nut(ROWS[label]['driver']) is not None]
    for label in sorted(set(labels) - set(installed)):
        print(f'skipped {label}: {ROWS[label]["driver"]} is not installed', flush=True)
    # The long ones first: the values, and of these the drivers that want the most patience.
    checks = sorted((check for label in installed for check in checks_of(label)),
                    key=lambda check: (check[2] is not None, -ROWS[check[0]].get('patience', LIMIT), -ROWS[check[0]].get('settled', SETTLED)))
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(lambda check: run_check(check, (simulator, upsmd), preload), checks))
    if recorded is not None:
        record(recorded, checks, results)
    passed = sum(result[0] for result in results)
    failed = len(results) - passed
    if passed + failed == 0:
        sys.exit(SKIPPED)
    print(f'{passed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


main()
