"""Omron: see the package for what a row says."""

ROWS = {
    # NUT 2.8.0 has no driver for it: its q1 reads the flags, among them b5, which means something else here.
    'omron': {
        'simulator': ['omron'], 'protocol': 'omron', 'driver': 'nutdrv_qx', 'options': ['protocol=q1', 'pollfreq=1'],
        'replace': False,
        'words_apart': {'BYPASS'},
    },
}
