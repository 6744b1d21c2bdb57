"""Powercom, BCM/XCP, Liebert ESP-II: see the package for what a row says."""


def powercom(protocol, nut_type, kind=None, delay=90, **more):
    return {
        'simulator': [protocol, '-o', f'type={kind}'] if kind else [protocol], 'protocol': protocol, 'driver': 'powercom',
        'options': [f'type={nut_type}', 'nobt'],  # without it NUT tests the battery whenever it starts
        'settled': 1.5,  # one query tells everything
        'ends': ('shutdown.return', 'shutdown.stayoff'),
        'controls': [('shutdown.return', [], ['turn-off', '--delay', str(delay)]),
                     ('shutdown.stayoff', [], ['command', 'shutdown.stayoff', '--delay', str(delay)])],
        **more,
    }


# The byte of the input's frequency is 0 without mains; NUT divides by it.
INFINITE = {'input.frequency': 'NUT says "inf" without mains'}

ROWS = {
    'powercom-trust': powercom('powercom-trust', 'Trust', delay=10),
    'powercom-kp625ap': powercom('powercom-kp625ap', 'KP625AP', delay=10),
    'powercom-egys': powercom('powercom-egys', 'Egys', delay=10),
    'powercom-imp': powercom('powercom', 'IMP'),
    'powercom-opti': powercom('powercom', 'OPTI', 'opti',
                              differ={'device.model': 'byte 11 says O; NUT shows every unit with FF in byte 5 as IMP'}),
    'powercom-kin': powercom('powercom', 'KIN', 'kin',
                             differ={**INFINITE, 'output.voltage': 'NUT takes the factor of the next model (230 V, on battery)'}),
    'powercom-bnt': powercom('powercom', 'BNT', 'bnt', differ=INFINITE),
    'powercom-bnt-other': powercom('powercom-bnt-other', 'BNT-other',
                                   differ={'device.model': 'byte 12 is not known to be the model here; NUT: BNT-other-0AP'}),
    'bcmxcp': {
        'simulator': ['bcmxcp'], 'protocol': 'bcmxcp', 'driver': 'bcmxcp', 'options': ['shutdown_delay=120'],
        'settled': 4,
        'controls': [('shutdown.return', [], ['turn-off', '--delay', '120']),
                     ('test.battery.start', [], ['test', 'quick']),
                     ('load.on', [], ['command', 'load.on'])],
        'words_apart': {'CHRG', 'DISCHRG'},  # the charger's mode, which NUT gives as battery.charger.status only
        'differ': {'battery.runtime.low': 'the unit says minutes; NUT passes them on as they are',
                   'ups.firmware': 'NUT puts all processors into one text',
                   'ups.test.result': 'a number of the protocol; the words for it are each program\'s own'},
    },
    'liebert-esp2': {
        'simulator': ['liebert-esp2'], 'protocol': 'liebert-esp2', 'driver': 'liebert-esp2',
        'settled': 20,  # one measurement a poll
    },
}
