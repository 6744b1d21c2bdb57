"""ETA mini+UPS with the PRO option."""

ROWS = {
    'etapro': {
        'simulator': ['etapro'], 'protocol': 'etapro', 'driver': 'etapro',
        'words_apart': {'CHRG'},  # NUT does not read it
        'controls': [('shutdown.return', [], ['turn-off', '--delay', '10']), ('load.off', [], ['command', 'load.off'])],
    },
}
