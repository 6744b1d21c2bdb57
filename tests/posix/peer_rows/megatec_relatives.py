"""Megatec's relatives: see the package for what a row says."""

QX = ['pollfreq=1']
TURN_OFF = ('shutdown.return', ['offdelay=30', 'ondelay=180'], ['turn-off', '--delay', '30'])


def commands(*names):
    return [(name, [], ['command', name]) for name in names]


STAY_OFF = ('shutdown.stayoff', ['offdelay=120'], ['command', 'shutdown.stayoff', '--delay', '120'])
TESTS = commands('test.battery.start', 'test.battery.start.deep', 'test.battery.start.quick', 'test.battery.stop')
LIKE_MEGATEC = [TURN_OFF, STAY_OFF, *TESTS, *commands('shutdown.stop', 'load.off', 'load.on', 'beeper.toggle')]


def relative(simulated, nut, **more):
    return {
        'simulator': [simulated], 'protocol': simulated, 'driver': 'nutdrv_qx', 'options': [f'protocol={nut}', *QX],
        'replace': False,
        'not_compared': ('C:',),  # ours ends a running delay first: a second order while one runs is ignored by some units
        'controls': LIKE_MEGATEC,
        **more,
    }


NAMED = {'device.model': 'the unit says FOR, Fortress 520 series; the words for it are each program\'s own'}
BEST = ['-o', 'nominal-voltage=120', '-o', 'nominal-frequency=60']

ROWS = {
    'q1': relative('q1', 'q1'),
    'mustek': relative('mustek', 'mustek'),
    'megatec-old': relative('megatec-old', 'megatec/old'),
    'mecer': relative('mecer', 'mecer',
                      differ={'ups.firmware.aux': 'the reply is (PI98; the words for it are each program\'s own'}),
    'zinto': relative('zinto', 'zinto'),
    'hunnox': relative('hunnox', 'hunnox', differ={'battery.charge': 'NUT 2.8.0 never asks BL and estimates'}),
    'bestups': relative('bestups', 'bestups', simulator=['bestups', *BEST], settled=5, differ=NAMED, controls=[
        TURN_OFF, ('shutdown.stayoff', ['offdelay=30'], ['command', 'shutdown.stayoff', '--delay', '30']),
        *TESTS, *commands('shutdown.stop', 'load.on'),
    ]),
    'bestups-old-driver': {
        'simulator': ['bestups', *BEST], 'protocol': 'bestups', 'driver': 'bestups', 'replace': False, 'settled': 5,
        'differ': {**NAMED, 'battery.charge': 'the charge is estimated, ours in whole percent'},
    },
    'ablerex': relative('ablerex', 'ablerex', replace=True, settled=5,
                        controls=[TURN_OFF, STAY_OFF, *TESTS, *commands('shutdown.stop', 'load.on', 'beeper.toggle')]),
}
