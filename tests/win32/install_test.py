#!/usr/bin/env python3
"""install_test.py WINE UPSMD_EXE SERVICE_EXE HOST_EXE DLL: `upsmd install` out of an unpacked folder, the service through
the service manager, `upsmd uninstall`; registry and files before and after are the same but for Config."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

WINE, *FILES = sys.argv[1:6]
UPS = r'HKLM\SYSTEM\CurrentControlSet\Services\UPS'
OWN = r'HKLM\SOFTWARE\upsmd'


def wine(*words):
    return subprocess.run([WINE, *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=False)


def windows_folder():
    prefix = subprocess.run([WINE, 'cmd', '/c', 'echo %SystemRoot%'], capture_output=True, text=True, timeout=60, check=True)
    unix = subprocess.run([WINE, 'winepath', '-u', prefix.stdout.strip()], capture_output=True, text=True, timeout=60, check=True)
    return pathlib.Path(unix.stdout.strip())


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = pathlib.Path(cls.folder.name) / 'un packed'
        cls.home.mkdir()
        for file in FILES:
            shutil.copy(file, cls.home)
        cls.windows = windows_folder()

    @classmethod
    def tearDownClass(cls):
        wine(cls.home / 'upsmd.exe', 'uninstall')
        for key in (UPS, OWN):
            wine('reg', 'delete', key, '/f', '/reg:64')
        cls.folder.cleanup()

    def setUp(self):
        wine(self.home / 'upsmd.exe', 'uninstall')  # what a test that failed has left
        for key in (UPS, OWN):
            wine('reg', 'delete', key, '/f', '/reg:64')

    def upsmd(self, *words):
        return wine(self.home / 'upsmd.exe', *words)

    def must(self, *words):
        done = self.upsmd(*words)
        self.assertEqual((done.returncode, done.stderr.count(b'upsmd: ')), (0, 0), done.stderr)
        return done.stdout.decode()

    def state(self):
        done = wine('sc', 'query', 'upsmd')
        for line in done.stdout.decode().splitlines():
            if 'STATE' in line:
                return line.split()[-1]
        return None

    def services(self):
        """Every service's key and values, as the registry's editor writes them."""
        file = self.home.parent / 'services.reg'
        done = wine('reg', 'export', r'HKLM\SYSTEM\CurrentControlSet\Services', 'Z:' + str(file), '/y')
        self.assertEqual(done.returncode, 0, done.stderr)
        return file.read_text(encoding='utf-16')

    def files(self):
        return {path for name in ('system32', 'syswow64') for path in (self.windows / name).glob('*')}

    def own_key(self):
        return wine('reg', 'query', OWN, '/s', '/reg:64').returncode

    def test_whole(self):
        services, files = self.services(), self.files()
        out = self.must('install')
        self.assertIn('the service upsmd runs', out)
        self.assertEqual(self.state(), 'RUNNING')
        self.assertEqual(len(self.files() - files), 1)
        again = self.upsmd('install')
        self.assertEqual(again.returncode, 1)
        self.assertIn(b'there already', again.stderr)
        self.assertEqual(self.state(), 'RUNNING')

        status = self.upsmd('status')
        self.assertEqual(status.returncode, 2)  # no UPS is selected, so nothing is heard of one
        self.assertIn(b'service: running', status.stdout)
        self.assertIn(b'no UPS selected', status.stdout)
        self.assertEqual(wine('net', 'stop', 'upsmd').returncode, 0)
        self.assertEqual(self.state(), 'STOPPED')
        self.assertIn(b'service: stopped', self.upsmd('status').stdout)
        self.assertEqual(wine('net', 'start', 'upsmd').returncode, 0)
        self.assertEqual(self.state(), 'RUNNING')

        with_service = self.services()
        self.assertIn('"ImagePath"="\\"Z:', with_service)
        self.assertIn(r'ServiceProviders\Liebert]', with_service)
        self.assertIn('"EventMessageFile"', with_service)
        self.must('uninstall')
        self.assertIsNone(self.state())
        self.assertEqual(self.files(), files)
        left = wine('reg', 'query', UPS, '/s').stdout.decode().split()
        self.assertEqual(left, [r'HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\UPS\Config'])
        wine('reg', 'delete', UPS, '/f')
        self.assertEqual(self.services(), services)
        self.assertNotEqual(self.own_key(), 0)
        self.assertEqual(self.upsmd('uninstall').returncode, 1)

    def test_settings_stay(self):
        self.must('install')
        self.must('config', 'MessageInterval', '30')
        self.must('config', 'LostOnBatteryWait', '90')
        self.must('uninstall')
        self.assertIn('MessageInterval: 30 ', self.must('config', 'MessageInterval'))
        self.assertIn('LostOnBatteryWait: 90 ', self.must('config', 'LostOnBatteryWait'))

    def test_shutdown_with_dry_run_only(self):
        self.must('install')
        refused = self.upsmd('test-shutdown', '--yes')
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b'DryRun is 0', refused.stderr)
        # Without DryRun the stand-in for SHUTDOWN is nothing to the service.
        log = self.home.parent / 'upsmd-service.log'
        wine('net', 'stop', 'upsmd')
        self.must('config', 'DryRun', '1')
        self.must('config', 'LogFile', 'Z:' + str(log.with_name('upsmd.log')))
        wine('net', 'start', 'upsmd')
        self.assertIn('runs again', self.must('test-shutdown', '--yes'))
        self.assertEqual(self.state(), 'RUNNING')
        text = log.read_text(encoding='utf-8')
        self.assertEqual(text.count('The UPS service has started'), 2, text)
        self.assertEqual(text.count('The UPS service has stopped.'), 1)
        self.must('uninstall')

    def test_the_systems_own_service(self):
        wine('reg', 'add', UPS, '/v', 'Start', '/t', 'REG_DWORD', '/d', '3', '/f')
        before = self.services()
        self.assertIn('Power Options', self.must('install'))
        self.assertIsNone(self.state())
        self.assertIn('upsmd.dll"', self.services())
        refused = wine(self.home / 'upsmd-service.exe', '--console')
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b'This system has a UPS service of its own', refused.stderr)
        self.must('uninstall')
        self.assertEqual(self.services(), before)

    def test_the_programs_own_words(self):
        by_hand = wine(self.home / 'upsmd-service.exe')
        self.assertEqual(by_hand.returncode, 1)
        self.assertIn(b'net start upsmd', by_hand.stderr)
        self.assertIn(b'upsmd-service ', wine(self.home / 'upsmd-service.exe', '--version').stdout)

    def test_half_way(self):
        """Its own program cannot be started: nothing stays."""
        services, files = self.services(), self.files()
        program = self.home / 'upsmd-service.exe'
        kept = program.read_bytes()
        program.write_bytes(b'no program')
        try:
            done = self.upsmd('install')
            self.assertEqual((done.returncode, done.stdout), (1, b''))
            self.assertIn(b'upsmd: install: ', done.stderr)
            self.assertEqual(self.services(), services)
            self.assertEqual(self.files(), files)
            program.unlink()
            done = self.upsmd('install')
            self.assertIn(b'upsmd-service.exe is missing', done.stderr)
            self.assertEqual(self.services(), services)
        finally:
            program.write_bytes(kept)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
