"""Megatec: see the package for what a row says."""

QX = ['pollfreq=1']

ROWS = {
    'megatec': {
        'simulator': ['megatec'], 'protocol': 'megatec', 'driver': 'nutdrv_qx', 'options': ['protocol=megatec', *QX],
        'replace': False,
        'not_compared': ('C:',),  # ours ends a running delay first: a second order while one runs is ignored by some units
        'controls': [
            ('shutdown.return', ['offdelay=30', 'ondelay=180'], ['turn-off', '--delay', '30']),
            ('shutdown.stayoff', ['offdelay=120'], ['command', 'shutdown.stayoff', '--delay', '120']),
            *((name, [], ['command', name]) for name in (
                'shutdown.stop', 'load.off', 'load.on', 'test.battery.start', 'test.battery.start.deep',
                'test.battery.start.quick', 'test.battery.stop', 'beeper.toggle')),
        ],
    },
    'megatec-blazer': {
        'simulator': ['megatec'], 'protocol': 'megatec', 'driver': 'blazer_ser', 'replace': False,
    },
}
