"""Families in text with a frame or letters of their own: Belkin, Tripp Lite."""

WORDS = 'the words for the results are each program\'s own'

ROWS = {
    'belkin': {
        'simulator': ['belkin', '-o', 'nominal-voltage=120'], 'protocol': 'belkin', 'driver': 'belkin',
        'replace': False,
        'words_apart': {'CHRG', 'DISCHRG'},  # NUT does not read them
        'differ': {'input.transfer.low': 'NUT divides by 0.88 what the unit sends', 'ups.test.result': WORDS,
                   'input.transfer.high': 'NUT multiplies by 0.88 what the unit sends'},
        'controls': [(name, [], ['command', name]) for name in (
            'test.battery.start.quick', 'test.battery.start.deep', 'test.battery.stop', 'beeper.enable', 'beeper.disable',
            'load.on')],  # load.off: NUT sends the order twice, 1.5 s apart
    },
    'tripplite-su': {
        'simulator': ['tripplite-su', '-o', 'nominal-voltage=120', '-o', 'environment=on'], 'protocol': 'tripplite-su',
        'driver': 'tripplitesu',
        'words_apart': {'CHRG', 'DISCHRG'},
        'differ': {'ups.test.result': WORDS},
        'not_compared': ('SDR',),  # NUT always says one minute, upsmd the return delay
        'controls': [('shutdown.return', [], ['turn-off', '--delay', '10']),
                     ('test.battery.start', [], ['test', 'quick']),
                     *((name, [], ['command', name]) for name in ('load.off', 'load.on', 'shutdown.stop', 'test.battery.stop')),
                     *((f'SET {name}={value}', [], ['set', name, value])
                       for name, value in (('input.transfer.low', '90'), ('input.sensitivity', 'Low'), ('ups.id', '7')))],
    },
    'tripplite': {
        'simulator': ['tripplite', '-o', 'nominal-voltage=120'], 'protocol': 'tripplite', 'driver': 'tripplite',
        'settled': 6,  # one measurement in two seconds
        'words_apart': {'RB'},  # NUT does not make it of the test's result
        'differ': {'ups.test.result': WORDS,
                   'ups.firmware': 'NUT adds a generation that it makes of one character of the check sum'},
        'controls': [('shutdown.return', [], ['turn-off', '--delay', '64']),
                     ('test.battery.start', [], ['test', 'quick']),
                     *((name, [], ['command', name]) for name in ('load.off', 'load.on'))],
    },
}
