#!/usr/bin/env python3
"""cli_config_test.py UPSMD UPSMD_SIM [PRELOAD]: `upsmd config`, with a registry file of its own."""
import pathlib
import sys
import tempfile
import unittest

from cli_tools import upsmd

UPS = r'HKLM\SYSTEM\CurrentControlSet\Services\UPS'


class Config(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = str(pathlib.Path(self.folder.name) / 'registry.reg')

    def config(self, *arguments):
        return upsmd('config', *arguments, UPSMD_REGISTRY=self.file)

    def get(self, key, name):
        return upsmd('registry', self.file, 'get', key, name).stdout.decode().rstrip('\n')

    def test_list(self):
        done = self.config()
        self.assertEqual((done.returncode, done.stderr), (0, b''))
        self.assertIn(b'MessageInterval: - (5..300 s; default 120)', done.stdout)
        self.assertIn(b'CriticalAction: - (shutdown, hibernate; default shutdown)', done.stdout)
        one = self.config('messageinterval')
        self.assertEqual(len(one.stdout.splitlines()), 1)
        self.assertEqual(self.config('NoSuchSetting').returncode, 1)

    def test_set_and_reset(self):
        done = self.config('MessageInterval', '30')
        self.assertEqual((done.returncode, done.stderr), (0, b''))
        self.assertIn(b'MessageInterval: 30 ', done.stdout)
        self.assertEqual(self.get(UPS + r'\Config', 'MessageInterval'), '30')
        self.assertEqual(self.config('CriticalAction', 'hibernate').returncode, 0)
        self.assertEqual(self.get(r'HKLM\SOFTWARE\upsmd', 'CriticalAction'), 'hibernate')
        self.assertIn(b'MessageInterval: - ', self.config('MessageInterval', '--default').stdout)
        self.assertEqual(self.get(UPS + r'\Config', 'MessageInterval'), '')

    def test_refused(self):
        for arguments, words in ((('MessageInterval', '4'), b'5..300 s'), (('Protocol', 'nonsense'), b'megatec'),
                                 (('MessageInterval', '30', '--default'), b'--default'), (('--default',), b'NAME'),
                                 (('Vendor', 'APC'), b'upsmd select')):
            done = self.config(*arguments)
            self.assertEqual((done.returncode, done.stdout), (1, b''), arguments)
            self.assertIn(words, done.stderr)
        self.assertFalse(pathlib.Path(self.file).exists())

    def test_the_systems_own_service(self):
        upsmd('registry', self.file, 'set', UPS, 'ImagePath', 'expand_sz', r'%SystemRoot%\System32\ups.exe')
        done = self.config('MessageInterval', '30')
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'Power Options > UPS', done.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
