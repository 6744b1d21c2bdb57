#!/usr/bin/env python3
"""cli_config_test.py UPSMD UPSMD_SIM [PRELOAD]: `upsmd config`, and `upsmd status` without a port, with a
registry file of their own."""
import json
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

    def test_status_without_port(self):
        nothing = upsmd('status', UPSMD_REGISTRY=self.file)
        self.assertEqual((nothing.returncode, nothing.stderr), (2, b''))
        self.assertEqual(nothing.stdout, b'minidriver: no UPS selected\ncommunication: not known\n')
        for key, name, kind, value in ((r'\Config', 'ServiceProviderDLL', 'sz', 'upsmd.dll'), (r'\Config', 'Port', 'sz', 'COM7'),
                                       (r'\Status', 'CommStatus', 'dword', '1'), (r'\Status', 'UtilityPowerStatus', 'dword', '2'),
                                       (r'\Status', 'BatteryCapacity', 'dword', '87'), (r'\Status', 'BatteryStatus', 'dword', '1'),
                                       (r'\Status', 'TotalUPSRuntime', 'dword', '12'), (r'\Status', 'FirmwareRev', 'sz', '4.1')):
            upsmd('registry', self.file, 'set', UPS + key, name, kind, value)
        done = upsmd('status', '--json', UPSMD_REGISTRY=self.file)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(json.loads(done.stdout), {
            'port': 'COM7', 'minidriver': 'upsmd.dll', 'communication': 'ok', 'mains': 'failed', 'battery': 'ok',
            'charge': '87 %', 'run time': '12 min', 'firmware': '4.1'})
        self.assertEqual(upsmd('status', '--protocol', 'megatec', UPSMD_REGISTRY=self.file).returncode, 1)

    def test_the_systems_own_service(self):
        upsmd('registry', self.file, 'set', UPS, 'ImagePath', 'expand_sz', r'%SystemRoot%\System32\ups.exe')
        done = self.config('MessageInterval', '30')
        self.assertEqual(done.returncode, 1)
        self.assertIn(b'Power Options > UPS', done.stderr)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
