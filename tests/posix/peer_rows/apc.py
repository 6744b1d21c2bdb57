"""APC smart: see the package for what a row says."""

WORDS = {
    'input.transfer.reason': 'letters of the protocol; the words for them are each program\'s own',
    'ups.test.result': 'NUT passes the letters on',
}


def unit(model, *options, **more):
    given = [argument for option in ('think=0', *options) for argument in ('-o', option)]
    return {
        'simulator': ['apc-smart', '--model', model, *given], 'protocol': 'apc-smart', 'driver': 'apcsmart',
        'settled': 20,  # one measurement a poll
        'differ': WORDS,
        **more,
    }


# NUT's sdtype, our method, on line and on battery.
def kill_power(sdtype, method, *before):
    condition = 'on battery' if before else 'on line'
    return (f'-k sdtype={sdtype} {condition}', [f'sdtype={sdtype}'], ['turn-off', '--delay', '0' if method == 'at-once' else '20', '--method', method],
            list(before))


ROWS = {
    'apc-smart': unit(
        'smart-ups',
        twice=('shutdown.return', 'shutdown.stayoff', 'load.off', 'calibrate.start'),
        # NUT leaves smart mode when it ends; on line it tries S first, because it always believes to be on battery.
        not_compared=('R: smart mode left', 'S refused'),
        controls=[
            ('shutdown.return', [], ['turn-off', '--delay', '20'], ['mains off']),  # NUT sends S, which is refused on line
            ('shutdown.stayoff', [], ['command', 'shutdown.stayoff', '--delay', '20']),
            ('load.off', [], ['command', 'load.off']),
            ('load.on', [], ['command', 'load.on']),
            ('test.battery.start', [], ['test', 'quick']),
            ('test.panel.start', [], ['command', 'test.panel.start']),
            ('test.failure.start', [], ['command', 'test.failure.start']),
            ('calibrate.start', [], ['command', 'calibrate.start']),
            ('SET ups.delay.shutdown=300', [], ['set', 'ups.delay.shutdown', '300']),
            ('SET battery.charge.restart=15', [], ['set', 'battery.charge.restart', '15']),
            ('SET input.sensitivity=M', [], ['set', 'input.sensitivity', 'M']),
            ('SET input.transfer.high=280', [], ['set', 'input.transfer.high', '280']),
            ('SET ups.id=RACK7', [], ['set', 'ups.id', 'RACK7']),
        ]),
    'apc-kill': unit(
        'smart-ups', values=False, differ={}, not_compared=('R: smart mode left', 'S refused', 'D: calibration started'),
        controls=[
            ('calibrate.stop', [], ['command', 'calibrate.stop'], ['calibrate']),
            # On line NUT 2.8.0 sends S for 0 and 4 all the same, which is refused: its driver takes every status for "on battery".
            *(kill_power(*way) for way in ((1, 'auto'), (2, 'at-once'), (3, 'stay-off'), (5, 'sleep'))),
            *(kill_power(*way, 'mains off') for way in ((0, 'soft'), (1, 'auto'), (4, 'force'), (5, 'sleep'))),
        ]),
    'apc-old': unit('old', differ={**WORDS, 'device.model': 'the first character of V is the size; NUT calls all of them Smart-UPS'}),
    'apc-spm': unit('spm', differ={**WORDS, 'input.frequency': 'NUT 2.8.0 asks no 9F D3 and takes F, which is the output\'s there'}),
    'apc-very-old': unit('very-old', settled=30, differ={}),
}
