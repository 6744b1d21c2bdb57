"""MGE: see the package for what a row says."""

ROWS = {
    'mge-utalk': {
        'simulator': ['mge-utalk'], 'protocol': 'mge-utalk', 'driver': 'mge-utalk',
        'monitor': ['--poll-interval', '500'],  # a poll every 5 s, one measurement between two, would take minutes
        'settled': 36,  # one round of them
        'replace': False,
    },
}
