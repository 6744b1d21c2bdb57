"""Families in text with a frame or letters of their own: Belkin, Tripp Lite."""

WORDS = 'the words for the results are each program\'s own'

ROWS = {
    'belkin': {
        'simulator': ['belkin', '-o', 'nominal-voltage=120'], 'protocol': 'belkin', 'driver': 'belkin',
        'replace': False,
        'words_apart': {'CHRG', 'DISCHRG'},  # NUT does not read them
        'differ': {'input.transfer.low': 'NUT divides by 0.88 what the unit sends', 'ups.test.result': WORDS,
                   'input.transfer.high': 'NUT multiplies by 0.88 what the unit sends'},
        'controls': [('test.battery.start.quick', [], ['test', 'quick']), ('beeper.disable', [], ['beeper', 'off'])],
    },
    'tripplite-su': {
        'simulator': ['tripplite-su', '-o', 'nominal-voltage=120', '-o', 'environment=on'], 'protocol': 'tripplite-su',
        'driver': 'tripplitesu',
        'words_apart': {'CHRG', 'DISCHRG'},
        'differ': {'ups.test.result': WORDS},
        'not_compared': ('SDR',),  # NUT always says one minute, upsmd the return delay
        'controls': [('shutdown.return', [], ['turn-off', '--delay', '10']), ('load.off', [], ['command', 'load.off'])],
    },
    'tripplite': {
        'simulator': ['tripplite', '-o', 'nominal-voltage=120'], 'protocol': 'tripplite', 'driver': 'tripplite',
        'settled': 6,  # one measurement in two seconds
        'words_apart': {'RB'},  # NUT does not make it of the test's result
        'differ': {'ups.test.result': WORDS,
                   'ups.firmware': 'NUT adds a generation that it makes of one character of the check sum'},
        'controls': [('shutdown.return', [], ['turn-off', '--delay', '64'])],
    },
}
