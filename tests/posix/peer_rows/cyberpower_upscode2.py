"""CyberPower and UPScode II: see the package for what a row says."""

ROWS = {
    'cyberpower': {
        'simulator': ['cyberpower', '-o', 'form=T'], 'protocol': 'cyberpower', 'driver': 'powerpanel',
        'options': ['protocol=text'], 'replace': False,
        'not_compared': ('C:',),  # NUT cancels a running delay when it starts
        'controls': [('shutdown.return', ['offdelay=60'], ['turn-off', '--delay', '60'])],
    },
    'cyberpower-runtime': {
        'simulator': ['cyberpower', '-o', 'form=R'], 'protocol': 'cyberpower', 'driver': 'powerpanel',
        'options': ['protocol=text'], 'replace': False,
    },
}
