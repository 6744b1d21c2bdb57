"""Large on-line units: NUT 2.8.0 has none of their subdrivers, so they meet its q1, which reads the flags and sends the controls."""

CELL = {'battery.voltage': 'NUT 2.8.0 knows Q1 only, where the battery is one cell'}
HERTZ = {'input.frequency': 'the same; on battery Q1 goes on with the frequency of the output, Q6 has none for the input'}
TURN_OFF = ('shutdown.return', ['offdelay=30', 'ondelay=180'], ['turn-off', '--delay', '30'])


def online(simulated, controls=(TURN_OFF,), **more):
    return {
        'simulator': [simulated], 'protocol': simulated, 'driver': 'nutdrv_qx', 'options': ['protocol=q1', 'pollfreq=1'],
        'replace': False,
        'not_compared': ('C:',),  # ours ends a running delay first: a second order while one runs is ignored by some units
        'counting': ('battery.runtime',),  # in seconds
        'differ': CELL | HERTZ,
        'controls': list(controls),
        **more,
    }


ROWS = {
    'q2': online('q2', (), differ=CELL),
    'q6': online('q6', (TURN_OFF,
                        ('shutdown.stayoff', ['offdelay=30'], ['command', 'shutdown.stayoff', '--delay', '30']),
                        ('test.battery.start.quick', [], ['test', 'quick']),
                        ('test.battery.start.deep', [], ['test', 'deep']),
                        ('beeper.toggle', [], ['command', 'beeper.toggle']))),
    'innova-rt31': online('innova-rt31'),
    'innova-rt33': online('innova-rt33', ()),
    'innova-ae': online('innova-ae', (TURN_OFF, *((name, [], ['command', name]) for name in (
        'shutdown.stop', 'load.off', 'load.on', 'test.battery.start.quick', 'test.battery.start.deep', 'test.battery.stop'))), differ=CELL),
}
