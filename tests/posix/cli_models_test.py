#!/usr/bin/env python3
"""cli_models_test.py UPSMD UPSMD_SIM [PRELOAD]: `upsmd models` and `select`, with a registry file of their own."""
import json
import pathlib
import sys
import tempfile
import unittest

from cli_tools import upsmd

UPS = r'HKLM\SYSTEM\CurrentControlSet\Services\UPS'
CONFIG = UPS + r'\Config'


class Models(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = str(pathlib.Path(self.folder.name) / 'registry.reg')

    def run_it(self, *arguments):
        return upsmd(*arguments, UPSMD_REGISTRY=self.file)

    def get(self, key, name):
        return upsmd('registry', self.file, 'get', key, name).stdout.decode().rstrip('\n')

    def test_list(self):
        everything = json.loads(self.run_it('models', '--json').stdout)
        some = json.loads(self.run_it('models', 'LIEBERT masterguard', '--json').stdout)
        self.assertEqual({row['vendor'] for row in some}, {'Liebert', 'Masterguard'})
        self.assertLess(len(some), len(everything))
        text = self.run_it('models', '940-0020b')
        self.assertEqual((text.returncode, text.stderr), (0, b''))
        self.assertIn(b'simple, cable 940-0020B', text.stdout)
        none = self.run_it('models', 'no-such-thing')
        self.assertEqual((none.returncode, none.stdout), (1, b''))
        self.assertIn(b'no-such-thing', none.stderr)

    def test_select(self):
        done = self.run_it('select', 'liebert', 'GXT2, NX, smart cable', '--port', 'COM7')
        self.assertEqual((done.returncode, done.stderr), (0, b''))
        self.assertEqual([self.get(CONFIG, name) for name in ('Vendor', 'Model', 'Port', 'Options', 'ServiceProviderDLL')],
                         ['Liebert', 'GXT2, NX, smart cable', 'COM7', '1', 'upsmd.dll'])
        self.assertEqual(self.get(r'HKLM\SOFTWARE\upsmd', 'Protocol'), 'liebert-esp2')
        for arguments, word in ((('select', 'Liebert', 'GXT9', '--port', 'COM7'), b'GXT9'),
                                (('select', 'Liebert', 'GXT2, NX, smart cable'), b'--port'),
                                (('select', 'Liebert', 'GXT2, NX, smart cable', '--port', ''), b'--port')):
            refused = self.run_it(*arguments)
            self.assertEqual((refused.returncode, refused.stdout), (1, b''))
            self.assertIn(word, refused.stderr)

    def test_the_systems_own_service(self):
        upsmd('registry', self.file, 'set', UPS, 'Start', 'dword', '3')
        refused = self.run_it('select', 'Mustek', 'PowerMust', '--port', 'COM7')
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b'Power Options > UPS', refused.stderr)
        self.assertEqual(self.get(CONFIG, 'Vendor'), '')

    def test_register(self):
        self.assertEqual(self.run_it('models', '--register').returncode, 0)
        for row in json.loads(self.run_it('models', '--json').stdout):
            self.assertEqual(self.get(UPS + '\\ServiceProviders\\' + row['vendor'], row['model']), row['service_provider'])
        self.assertEqual(self.run_it('models', '--unregister').returncode, 0)
        self.assertNotIn(b'upsmd.dll', upsmd('registry', self.file, 'list').stdout)
        self.assertNotEqual(self.run_it('models', '--register', '--unregister').returncode, 0)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
