#!/usr/bin/env python3
"""How soon NUT's upsd has an outage, by upsmd-nut and by NUT's own drivers, and what 500 UPSes cost. For reading: nothing fails.

nut_latency.py UPSMD_NUT UPSMD_SIM PRELOAD [RUNS]

The simulated UPS's mains fail at any moment of the driver's polls; upsd is asked a thousand times a second.
"""
import concurrent.futures
import os
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'nut'))
RUNS = int(sys.argv.pop(4)) if len(sys.argv) > 4 else 20
import rig as nut_rig  # noqa: E402
from many import Fleet  # noqa: E402

POLLS = (None, 2)  # s; None: the driver's own


def kinds():
    """(what, driver, the UPS, settings)"""
    ours, nuts = 'upsmd-nut', None
    megatec, apc = ['megatec', '-o', 'think=20'], ['apc-smart', '--model', 'smart-ups']
    contacts = ['simple', '-o', 'cable=apc-940-0020b']
    return [('Megatec', ours, megatec, {'protocol': 'megatec'}), ('Megatec', 'blazer_ser', megatec, {}),
            ('Megatec', 'nutdrv_qx', megatec, {'protocol': 'megatec'}),
            ('APC smart', ours, apc, {'protocol': 'apc-smart'}), ('APC smart', 'apcsmart', apc, {}),
            ('contact closure', ours, contacts, {'protocol': 'simple', 'cable': '940-0020B'}),
            ('contact closure', 'genericups', contacts, {'upstype': 2})]


class Asker:
    """Asks upsd for ups.status over one connection."""

    def __init__(self, rig):
        self.connection = nut_rig.socket.create_connection(('127.0.0.1', rig.port))
        self.reader = self.connection.makefile()

    def until(self, word, limit=60):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            self.connection.sendall(b'GET VAR ups ups.status\n')
            now = time.monotonic()
            if word in self.reader.readline().replace('"', ' ').split():
                return now
            time.sleep(0.001)
        raise RuntimeError(f'no {word} within {limit} s')


def latencies(driver, unit, settings, poll, chance):
    kind = nut_rig.Kind(unit, settings, driver, settings)
    kind.driver, kind.settings = driver, {**settings, **({'pollinterval': poll} if poll else {})}
    rig = nut_rig.Rig(maxage=25)
    try:
        ups = rig.add('ups', kind).start()
        rig.start_upsd()
        asker = Asker(rig)
        found = []
        asker.until('OL')
        for _ in range(RUNS):
            time.sleep(2 + 2 * chance.random())
            began = time.monotonic()
            ups.tell('mains off')
            found.append(asker.until('OB') - began)
            ups.tell('mains on')
            asker.until('OL')
        asker.connection.close()
        return found
    finally:
        rig.close()


def measure(what, driver, unit, settings, poll, chance):
    found = [1000 * each for each in latencies(driver, unit, settings, poll, chance)]
    when = f'poll {poll} s' if poll else 'own poll interval'
    print(f'{what:<16} {driver:<11} {when:<18} {statistics.median(found):7.0f} ms ({min(found):.0f}..{max(found):.0f})',
          flush=True)


def usage(process):
    """CPU seconds and peak resident KiB so far."""
    fields = Path(f'/proc/{process.pid}/stat').read_text().rsplit(')', 1)[1].split()
    peak = int(Path(f'/proc/{process.pid}/status').read_text().split('VmHWM:')[1].split()[0])
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK'), peak


def cost(count, seconds=20):
    rig = nut_rig.Rig(maxage=25)
    fleet = Fleet(count, rig.folder / 'ports')
    try:
        rig.add_all({f'ups{number}': fleet.folder / str(number) for number in range(count)}, nut_rig.MEGATEC, {'pollinterval': 2})
        driver = rig.spawn([nut_rig.OURS, '--all', '-u', nut_rig.USER, '-F'], 'driver')
        rig.start_upsd()
        time.sleep(10)
        before, _ = usage(driver)
        time.sleep(seconds)
        after, peak = usage(driver)
        print(f'{count} Megatec UPSes in one upsmd-nut, a poll in 2 s: {(after - before) / seconds * 100:.1f} % of one CPU, '
              f'{peak / 1024:.1f} MiB at most', flush=True)
    finally:
        for process in rig.processes:
            rig.stop(process)
        fleet.close()
        rig.close()


def main():
    chance = random.Random(1)
    print(f'mains failure to upsd, median (lowest..highest) of {RUNS}', flush=True)
    # Side by side: nearly all of it is waiting.
    with concurrent.futures.ThreadPoolExecutor(len(kinds())) as pool:
        for poll in POLLS:
            list(pool.map(lambda kind, poll=poll: measure(*kind, poll, chance), kinds()))
    for count in (1, 500):
        cost(count)


main()
