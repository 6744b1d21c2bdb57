"""The rows of peer_agreement.py: a simulated unit, upsmd's protocol, NUT's driver for it. One module a group of families.

simulator    arguments of upsmd-sim           protocol  of upsmd            driver, options  NUT's, as -x options
setup        simulator commands at the start  replace   False: the family does not tell a battery to replace
debug        '-D' as often as NUT's driver needs it (-D)
words_apart  words of ups.status that one of the two does not know, with the fact as a comment
monitor      further options of `upsmd monitor`
settled      seconds without a change after which upsmd has been through all its queries (3)
patience     seconds until NUT's driver must agree (60)
counting     values that change every second by nature: they do not keep `settled` from beginning
differ       value -> why NUT and upsmd differ there, with the fact
controls     (NUT's instant command, further NUT options, upsmd's arguments, simulator commands before it if any); in place of an
             instant command also 'SET NAME=VALUE' (as upsrw), and '-k...' (the driver's turn-off at the end of a shutdown)
values       False: only the controls (another row has compared the values)
twice        instant commands that NUT wants to be told twice
says         {control: NUT's number for what became of it} where that is not 0, handled
ends         instant commands after which NUT's driver ends by itself
not_compared beginnings of what the UPS carries out beside the command itself (one of the two cancels first, for example)
"""

import importlib
import pkgutil

ROWS = {}
for _module in sorted(each.name for each in pkgutil.iter_modules(__path__)):
    for _name, _row in importlib.import_module(f'{__name__}.{_module}').ROWS.items():
        if _name in ROWS:
            raise ValueError(f'two rows are named {_name}')
        ROWS[_name] = _row
