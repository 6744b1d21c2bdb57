"""CyberPower and UPScode II: see the package for what a row says."""

KVA = 'the unit tells kVA, and NUT gives them as VA'
OF_A_PHASE = "NOSNN is a phase's by the vendor's description; NUT takes it for the whole, and the load from it"

ROWS = {
    'cyberpower': {
        'simulator': ['cyberpower', '-o', 'form=T'], 'protocol': 'cyberpower', 'driver': 'powerpanel',
        'options': ['protocol=text'], 'replace': False,
        'not_compared': ('C:',),  # NUT cancels a running delay when it starts
        'controls': [('shutdown.return', ['offdelay=60'], ['turn-off', '--delay', '60']),
                     ('shutdown.stayoff', ['offdelay=60'], ['command', 'shutdown.stayoff', '--delay', '60']),
                     *((name, [], ['command', name]) for name in (
                         'test.battery.start.quick', 'test.battery.start.deep', 'test.battery.stop', 'beeper.enable', 'beeper.disable')),
                     ('SET battery.charge.low=30', [], ['set', 'battery.charge.low', '30'])],
    },
    'cyberpower-runtime': {
        'simulator': ['cyberpower', '-o', 'form=R'], 'protocol': 'cyberpower', 'driver': 'powerpanel',
        'options': ['protocol=text'], 'replace': False,
    },
    'cyberpower-binary': {
        'simulator': ['cyberpower-binary'], 'protocol': 'cyberpower-binary', 'driver': 'powerpanel',
        'options': ['protocol=binary'], 'replace': False,
        'not_compared': ('C:',),
        'controls': [
            ('shutdown.reboot', [], ['turn-off', '--delay', '0']),
            ('shutdown.stayoff', [], ['command', 'shutdown.stayoff', '--delay', '0']),
            ('test.battery.start.quick', [], ['command', 'test.battery.start.quick']),
            ('test.battery.stop', [], ['command', 'test.battery.stop']),
            ('beeper.toggle', [], ['command', 'beeper.toggle']),
        ],
    },
    'cyberpower-binary-op': {
        'simulator': ['cyberpower-binary', '-o', 'series=OP'], 'protocol': 'cyberpower-binary', 'driver': 'powerpanel',
        'options': ['protocol=binary'], 'replace': False,
    },
    'upscode2': {
        'simulator': ['upscode2', '-o', 'off-delay=10'], 'protocol': 'upscode2', 'driver': 'upscode2',
        'debug': '-DDD',  # with less it loses the list of commands where that comes at once
        'replace': False,  # NUT reads no code for it
        'words_apart': {'CHRG', 'DISCHRG'},  # nor STBM
        'differ': {'output.power': KVA},
        # Delays, and the turn-off with them: NUT always comes back after 60 s.
        'not_compared': ('UPSD', 'UPCD', 'UPPC:'),
        'controls': [
            ('shutdown.reboot', [], ['turn-off', '--delay', '10']),
            ('shutdown.stayoff', [], ['command', 'shutdown.stayoff', '--delay', '10']),
            ('shutdown.stop', [], ['command', 'shutdown.stop']),
            ('test.battery.start', [], ['command', 'test.battery.start.quick']),
            ('test.panel.start', [], ['command', 'test.panel.start']),
        ],
    },
    'upscode2-three': {
        'simulator': ['upscode2', '-o', 'phases=3', '-o', 'type=standby', '-o', 'off-delay=10'],
        'protocol': 'upscode2', 'driver': 'upscode2', 'debug': '-DDD', 'replace': False,
        'setup': ['boost on'], 'words_apart': {'CHRG', 'DISCHRG'},
        'differ': {
            'output.L1.power': KVA, 'output.L2.power': KVA, 'output.L3.power': KVA,
            'ups.power.nominal': OF_A_PHASE, 'ups.load': OF_A_PHASE,
        },
    },
}
