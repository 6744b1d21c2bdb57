"""Liebert MultiLink: see the package for what a row says."""

ROWS = {
    'multilink': {
        'simulator': ['multilink', '--baud', '9600'], 'protocol': 'multilink', 'driver': 'liebert',
        'settled': 5,  # silence is believed at the fourth poll
        'replace': False,
    },
}
