#!/usr/bin/env python3
"""Makes docs/protocols.md: what upsmd can do with each family, beside NUT 2.8.0 on the same simulated unit.

protocols_page.py [--check] CAPABILITIES PROJECT_FOLDER

CAPABILITIES is the program of that name (capabilities.cpp); NUT's side is nut_offers.json, written by
`peer_agreement.py --record`. --check writes nothing and fails when the page is not up to date, or when NUT offers
something that upsmd lacks and gaps.py gives no reason for it.
"""

import json
import pathlib
import subprocess
import sys

from gaps import reason

HERE = pathlib.Path(__file__).parent

# NUT's name -> ours, where the two differ for the same thing.
RENAMED = {'ups.mfr': 'device.mfr', 'ups.model': 'device.model', 'ups.serial': 'device.serial'}
CONTROLS = [('return', 'shutdown.return'), ('stay off', 'shutdown.stayoff'), ('cancel', 'shutdown.stop'), ('load off', 'load.off'),
            ('load on', 'load.on'), ('quick test', 'test.battery.start.quick'), ('deep test', 'test.battery.start.deep'),
            ('timed test', 'test.battery.start'), ('stop test', 'test.battery.stop'), ('beeper on', 'beeper.enable'),
            ('beeper off', 'beeper.disable'), ('beeper toggle', 'beeper.toggle'), ('calibrate', 'calibrate.start'),
            ('panel test', 'test.panel.start'), ('failure test', 'test.failure.start')]
VALUES = [('input V', 'input.voltage'), ('input Hz', 'input.frequency'), ('output V', 'output.voltage'),
          ('output A', 'output.current'), ('load %', 'ups.load'), ('battery V', 'battery.voltage'), ('charge', 'battery.charge'),
          ('run time', 'battery.runtime'), ('temperature', 'ups.temperature'), ('maker', 'device.mfr'),
          ('model', 'device.model'), ('serial', 'device.serial'), ('firmware', 'ups.firmware'), ('nominal V', 'input.voltage.nominal'),
          ('transfer low', 'input.transfer.low'), ('beeper', 'ups.beeper.status')]
NO_NUT = 'no driver for it in NUT 2.8.0, or none that ran here'


def ours_of(capability, kind):
    if kind == 'commands':
        return set(capability['controls'])
    if kind == 'settings':
        return set(capability.get('settings', []))
    return set(capability['variables'])


def nut_of(offers, protocol, kind):
    """The union over the rows of that protocol; None where there is no row."""
    rows = [row for row in offers.values() if row['protocol'] == protocol]
    if not rows:
        return None
    names = set().union(*(row[kind] for row in rows))
    return {RENAMED.get(name, name) for name in names if not name.startswith(('driver.', 'server.'))}


def cell(name, ours, nut):
    mine = name in ours
    if nut is None:
        return 'upsmd' if mine else ''
    theirs = name in nut
    return {(True, True): 'both', (True, False): 'upsmd', (False, True): 'NUT', (False, False): ''}[mine, theirs]


def table(columns, kind, capabilities, offers):
    yield '| protocol | ' + ' | '.join(title for title, _ in columns) + ' |'
    yield '| --- |' + ' --- |' * len(columns)
    for protocol, capability in capabilities.items():
        ours, nut = ours_of(capability, kind), nut_of(offers, protocol, kind)
        yield f'| `{protocol}` | ' + ' | '.join(cell(name, ours, nut) for _, name in columns) + ' |'
    yield ''


def families(capabilities, offers):
    yield '| protocol | what it is | baud | `ups.status` | values | NUT driver it was compared with |'
    yield '| --- | --- | --- | --- | --- | --- |'
    for protocol, capability in capabilities.items():
        drivers = sorted({f"`{row['driver']}`" for row in offers.values() if row['protocol'] == protocol})
        yield (f"| [`{protocol}`](transcripts/{protocol}.txt) | {capability['description']} | {capability['baud'] or 'lines'} | {' '.join(capability['words'])} | "
               f"{len(capability['variables'])} | {', '.join(drivers) or NO_NUT} |")
    yield ''


def gaps(capabilities, offers):
    """(protocol, name, reason or None) of everything that NUT offers and upsmd does not."""
    for protocol, capability in capabilities.items():
        missing = set()
        for kind in ('values', 'commands', 'settings'):
            missing |= (nut_of(offers, protocol, kind) or set()) - ours_of(capability, kind)
        for name in sorted(missing):
            yield protocol, name, reason(protocol, name)


def more(capabilities, offers):
    """What only upsmd has, a line a protocol that NUT knows too."""
    for protocol, capability in capabilities.items():
        extra = []
        for kind in ('values', 'commands', 'settings'):
            nut = nut_of(offers, protocol, kind)
            extra += sorted(ours_of(capability, kind) - nut) if nut is not None else []
        if extra:
            yield f"* `{protocol}`: " + ', '.join(extra)
    yield ''


def page(capabilities, offers):
    yield '# Protocols\n'
    yield ('Made by `tests/pages/protocols_page.py` from the tables, from what each protocol reported of its simulated unit, and from '
           'what NUT 2.8.0\'s driver offered for the same unit. Do not edit. '
           '`upsmd protocols` lists the same protocols; where values or words can only come from another model or condition than the '
           'simulated one, they are missing here. A name leads to a transcript of what is on the wire.\n')
    yield from families(capabilities, offers)
    yield '## Controls\n'
    yield 'both: upsmd and NUT; upsmd, NUT: only that one; empty: the family has no such thing, or neither knows it.\n'
    yield from table(CONTROLS, 'commands', capabilities, offers)
    yield '## Values\n'
    yield 'The common ones; the full list of a port: `upsmd status PORT`.\n'
    yield from table(VALUES, 'values', capabilities, offers)
    yield '## What only NUT has, and why\n'
    found = {}
    for protocol, name, why in gaps(capabilities, offers):
        found.setdefault(why or 'NO REASON GIVEN', []).append(f'`{protocol}` {name}')
    for why, names in sorted(found.items()):
        yield f"* {why}: {', '.join(names)}"
    yield ''
    yield '## What only upsmd has\n'
    yield from more(capabilities, offers)


def main():
    arguments = sys.argv[1:]
    check = arguments[:1] == ['--check']
    if len(arguments) != 2 + check:
        sys.exit(__doc__)
    program, folder = arguments[check:]
    made = subprocess.run([program], check=True, capture_output=True, text=True, timeout=60).stdout
    capabilities = json.loads(made)
    offers = json.loads((HERE / 'nut_offers.json').read_text())
    text = '\n'.join(page(capabilities, offers)).rstrip() + '\n'
    unexplained = [f'{protocol}: {name}' for protocol, name, why in gaps(capabilities, offers) if why is None]
    target = pathlib.Path(folder) / 'docs' / 'protocols.md'
    if not check:
        target.write_text(text)
    stale = not target.exists() or target.read_text() != text
    if stale:
        print(f'{target} is not up to date: {sys.argv[0]} {program} {folder}')
    if unexplained:
        print('NUT offers what upsmd lacks, without a reason in gaps.py:\n' + '\n'.join(unexplained))
    failed = bool(stale) + bool(unexplained)
    print(f'{2 - failed} passed, {failed} failed')
    sys.exit(1 if failed else 0)


main()
