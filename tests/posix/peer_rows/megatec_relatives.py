"""Megatec's relatives: see the package for what a row says."""

QX = ['pollfreq=1']
TURN_OFF = ('shutdown.return', ['offdelay=30', 'ondelay=180'], ['turn-off', '--delay', '30'])


def relative(simulated, nut, **more):
    return {
        'simulator': [simulated], 'protocol': simulated, 'driver': 'nutdrv_qx', 'options': [f'protocol={nut}', *QX],
        'replace': False,
        'not_compared': ('C:',),  # ours ends a running delay first: a second order while one runs is ignored by some units
        'controls': [TURN_OFF],
        **more,
    }


ROWS = {
    'q1': relative('q1', 'q1'),
    'mustek': relative('mustek', 'mustek'),
    'megatec-old': relative('megatec-old', 'megatec/old'),
    'mecer': relative('mecer', 'mecer',
                      differ={'ups.firmware.aux': 'the reply is (PI98; the words for it are each program\'s own'}),
    'zinto': relative('zinto', 'zinto'),
    'hunnox': relative('hunnox', 'hunnox', differ={'battery.charge': 'NUT 2.8.0 never asks BL and estimates'}),
}
