#!/usr/bin/env python3
"""Every variable and command that upsmd-nut can publish has a name that NUT knows. names_test.py CAPABILITIES VARIABLES_H CMDVARTAB

CAPABILITIES prints what each protocol can be told (tests/pages); VARIABLES_H is core/variables.h, the list of all variables;
CMDVARTAB is the list that comes with NUT. It describes what is common: the tables below say what else NUT's documents have.
"""
import json
import pathlib
import re
import subprocess
import sys
import unittest

CAPABILITIES, VARIABLES_H, CMDVARTAB = sys.argv[1:4]

# NUT 2.8.0's user manual, "Variables" (nut-names): what its cmdvartab leaves out.
IN_THE_MANUAL = {'battery.voltage.high', 'battery.voltage.low', 'device.mfr', 'device.model', 'device.serial',
                 'device.uptime', 'input.phases', 'output.phases'}
# The same, "Three-phase additions": DOMAIN.SPEC, or DOMAIN.CONTEXT.SPEC.
DOMAINS = {'input', 'input.bypass', 'output'}
CONTEXTS = {'L1', 'L2', 'L3', 'N', 'L1-N', 'L2-N', 'L3-N', 'L1-L2', 'L2-L3', 'L3-L1'}
SPECS = {'current', 'voltage', 'frequency', 'power', 'power.percent', 'power.maximum.percent', 'power.minimum.percent',
         'realpower', 'powerfactor', 'load', 'current.nominal', 'voltage.nominal', 'frequency.nominal'}
# Not in 2.8.0's documents; where they are from.
ELSEWHERE = {
    'ups.mode': 'the list of names of NUT 2.8.5',
    'input.voltage.fault': '2.8.0: nutdrv_qx, blazer_ser',
    'outlet.0.switchable': '2.8.0: nutdrv_qx',
    'input.transfer.bypass.high': 'ours, as input.transfer.boost.high is made: NUT has no name for it',
    'input.transfer.bypass.low': 'ours, as input.transfer.boost.low is made: NUT has no name for it',
}


def outlet_in_general(name):
    """outlet.3.status is outlet.n.status; the list has 1 as its example."""
    return re.sub(r'^outlet\.[1-9]\.', 'outlet.1.', name)


def is_three_phase(name):
    for domain in DOMAINS:
        rest = name.removeprefix(domain + '.')
        context, _, spec = rest.partition('.')
        if rest != name and (rest in SPECS or (context in CONTEXTS and spec in SPECS)):
            return True
    return False


class Names(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        table = pathlib.Path(CMDVARTAB).read_text()
        cls.known_variables = set(re.findall(r'^VARDESC (\S+)', table, re.M))
        cls.known_commands = set(re.findall(r'^CMDDESC (\S+)', table, re.M))
        text = pathlib.Path(VARIABLES_H).read_text()
        cls.variables = re.findall(r'^ +X\(\w+, "([^"]+)", \w+\)', text, re.M)
        protocols = json.loads(subprocess.run([CAPABILITIES], stdout=subprocess.PIPE, check=True).stdout)
        cls.commands = {name for protocol in protocols.values() for name in protocol['controls']}
        cls.reported = {name for protocol in protocols.values() for name in protocol['variables'] + protocol['settings']}

    def test_list_is_whole(self):
        self.assertGreater(len(self.known_variables), 100)
        self.assertGreater(len(self.variables), 130)
        self.assertEqual(self.reported - set(self.variables), set())

    def test_variables(self):
        unknown = [name for name in self.variables
                   if outlet_in_general(name) not in self.known_variables | IN_THE_MANUAL | set(ELSEWHERE)
                   and not is_three_phase(name)]
        self.assertEqual(unknown, [])

    def test_commands(self):
        self.assertGreater(len(self.commands), 20)
        self.assertEqual({name for name in self.commands if outlet_in_general(name) not in self.known_commands}, set())

    def test_tables_hold_nothing_else(self):
        """A name that NUT's list has, or that we do not have any more, has no place in them."""
        listed = IN_THE_MANUAL | set(ELSEWHERE)
        self.assertEqual(listed & self.known_variables, set())
        self.assertEqual(listed - set(self.variables), set())


if not pathlib.Path(CMDVARTAB).exists():
    print(f'{CMDVARTAB}: NUT is not installed')
    sys.exit(77)
unittest.main(argv=sys.argv[:1])
