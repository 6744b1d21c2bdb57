"""Voltronic's boards: see the package for what a row says."""


def command(name, *options):
    """NUT's instant command and upsmd's, with nothing to set on either side."""
    return (name, [], ['command', name, *options])


def change(name, value):
    """A setting, by upsrw and by `upsmd set`."""
    return (f'SET {name}={value}', [], ['set', name, value])


TURN_OFF = ('shutdown.return', ['offdelay=30', 'ondelay=180'], ['turn-off', '--delay', '30'])
STAY_OFF = ('shutdown.stayoff', ['offdelay=30'], ['command', 'shutdown.stayoff', '--delay', '30'])
# What all of these boards take.
COMMON = [TURN_OFF, STAY_OFF, command('shutdown.stop'), command('load.off'), command('load.on'),
          command('test.battery.start.quick')]


def board(protocol, *simulator_options, **more):
    return {
        'simulator': [protocol, *(word for option in simulator_options for word in ('-o', option))],
        'protocol': protocol, 'driver': 'nutdrv_qx', 'options': [f'protocol={protocol}', 'pollfreq=1'], **more,
    }


ROWS = {
    # Both programs ask thirty questions before the first control: the unit answers at once.
    'voltronic': board('voltronic', 'think=10', not_compared=('CS:',), controls=[
        *COMMON, command('test.battery.start.deep'), command('test.battery.start', '--minutes', '10'),
        command('test.battery.stop'), command('beeper.enable'), command('beeper.disable'),
        (*command('beeper.toggle'), ['mains off']),  # only what sounds can be muted
        command('bypass.start'), command('outlet.1.load.off'), command('outlet.2.load.on'),
        change('ups.start.auto', 'no'), change('battery.packs', '3'), change('input.transfer.high', '250'),
        change('input.frequency.low', '46.0'), change('battery.voltage.low', '22'),
    ]),
    'voltronic-qs': board('voltronic-qs', 'variant=V', replace=False, not_compared=('C:',),
                          controls=[*COMMON, command('beeper.toggle')]),
    'voltronic-qs-hex': board('voltronic-qs-hex', 'variant=T', replace=False, not_compared=('C:',),
                              controls=[*COMMON, command('beeper.toggle')]),
    'voltronic-qs-hex-p': board('voltronic-qs-hex', 'variant=P', replace=False),
}
