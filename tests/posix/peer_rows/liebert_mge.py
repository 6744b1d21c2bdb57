"""Liebert MultiLink, MGE SHUT: see the package for what a row says."""

TENS = {'ups.timer.start': 'NUT multiplies -1, "not running", by the 10 s in which the delay counts'}


LOADS = [('load.off', [], ['command', 'load.off']), ('load.on', [], ['command', 'load.on'])]


def shut(unit, controls=(), **more):
    return {
        'simulator': ['mge-shut', '-o', f'unit={unit}', '-o', 'restart=own'], 'protocol': 'mge-shut', 'driver': 'mge-shut',
        'settled': 25,  # one report between two polls
        # As tried, NUT 2.8.0 shows neither of the first two for units that tell no ABM charger; RB is an alarm to it as well.
        'words_apart': {'CHRG', 'DISCHRG', 'ALARM'},
        'controls': [('shutdown.return', [], ['turn-off', '--delay', '20']),
                     ('shutdown.stop', [], ['command', 'shutdown.stop']), *controls],
        # NUT sets the restart also where it is set, and leaves a start that has been ordered when it turns off for good.
        'not_compared': ('AutomaticRestart: 1', 'DelayBeforeStartup: -1'),
        **more,
    }


BEEPER = [('beeper.disable', [], ['beeper', 'off']), ('beeper.enable', [], ['beeper', 'on']),
          ('beeper.mute', [], ['command', 'beeper.mute'])]
TEST = [('test.battery.start.quick', [], ['test', 'quick']), ('test.battery.start.deep', [], ['test', 'deep']),
        ('test.battery.stop', [], ['test', 'stop'])]
SETTINGS = [('SET battery.charge.low=35', [], ['set', 'battery.charge.low', '35']),
            ('SET ups.start.auto=no', [], ['set', 'ups.start.auto', 'no'])]
# Where the delay counts in 10 s NUT makes 0, start at once, of the -1 that stays off.
STAY_OFF = [('shutdown.stayoff', [], ['command', 'shutdown.stayoff', '--delay', '20'])]

ROWS = {
    'multilink': {
        'simulator': ['multilink', '--baud', '9600'], 'protocol': 'multilink', 'driver': 'liebert',
        'settled': 5,  # silence is believed at the fourth poll
        'replace': False,
    },
    'shut-ellipse': shut('ellipse', LOADS, differ={**TENS, 'device.model': 'the unit says ELLIPSE; NUT has names of its own'}),
    'shut-evolution': shut('evolution', [*LOADS, *TEST, *BEEPER, *SETTINGS], differ=TENS),
    'shut-extreme': shut('extreme', LOADS, differ=TENS),
    'shut-esprit': shut('esprit', STAY_OFF, not_compared=('AutomaticRestart: 1',)),
}
