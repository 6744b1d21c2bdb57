"""Masterguard and MGE U-Talk: see the package for what a row says."""

ROWS = {
    # nutdrv_qx of NUT 2.8.0 refuses every Masterguard before it sends a byte; the old driver works.
    'masterguard': {
        'simulator': ['masterguard'], 'protocol': 'masterguard', 'driver': 'masterguard',
        'words_apart': {'ALARM', 'RB'},  # the second group of flags, which that driver does not read
        'differ': {'battery.voltage': 'the unit says volts a cell; NUT passes them on',
                   'battery.runtime': 'the unit says minutes.seconds; NUT passes them on'},
    },
    'mge-utalk': {
        'simulator': ['mge-utalk'], 'protocol': 'mge-utalk', 'driver': 'mge-utalk',
        'monitor': ['--poll-interval', '500'], 'settled': 36,
        'differ': {'ups.delay.start': 'the unit says minutes; NUT passes them on'},
        # NUT's driver needs two minutes for one of them.
        'controls': [('load.off', [], ['command', 'load.off']),
                     ('SET ups.delay.shutdown=90', [], ['set', 'ups.delay.shutdown', '90'])],
        # It says "unknown" after every setting, also after the unit's OK.
        'says': {'SET ups.delay.shutdown=90': 1},
        'patience': 120,  # the driver needs half a second a question, and is deaf meanwhile
    },
}
