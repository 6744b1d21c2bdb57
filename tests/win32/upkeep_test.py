#!/usr/bin/env python3
"""What happens to an installation under Wine: repair, upgrade, refusals, Windows XP, the INF.

    upkeep_test.py x86|x64 UPSMD_SIM
"""
import pathlib
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / 'packaging' / 'windows'), str(ROOT / 'tests' / 'posix')]

import contents  # noqa: E402
import make  # noqa: E402
import msi_file  # noqa: E402
from machine import Machine  # noqa: E402
from peers import Simulator  # noqa: E402

ARCH, SIMULATOR = sys.argv[1:3]
SERVICES = r'HKLM\SYSTEM\CurrentControlSet\Services'
UPS = SERVICES + r'\UPS'
CONFIG = UPS + r'\Config'
EVENT_SOURCE = SERVICES + r'\EventLog\Application\upsmd'
CHOICE = ('VENDOR=Generic', 'MODEL=Megatec Q1', 'PORT=COM7')
OWN_SETTINGS = r'HKLM\SOFTWARE\upsmd'
NEWER = '99.0.0'


def setUpModule():
    global folder, machine, installer, newer
    folder = pathlib.Path(tempfile.mkdtemp(prefix='upsmd-upkeep-'))
    (folder / 'lines').mkdir()  # of the simulator
    make.make(folder)
    installer = folder / f'upsmd-{contents.version()}-{ARCH}.msi'
    newer = folder / 'newer.msi'
    msi_file.build(newer, ARCH, make.models(), NEWER)
    machine = Machine(folder, ARCH)


def tearDownModule():
    machine.close()
    shutil.rmtree(folder, ignore_errors=True)


class Upkeep(unittest.TestCase):
    def setUp(self):
        # Every Windows has it, Wine does not.
        machine.must('reg', 'add', SERVICES + r'\EventLog\Application', '/f')
        self.files = machine.files()
        self.services = machine.tree(SERVICES)

    def tearDown(self):
        for package in (newer, installer):
            machine.run('msiexec', '/x', package, '/qn')
        machine.run('reg', 'delete', r'HKCU\Software\Wine', '/v', 'Version', '/f')
        for key in (UPS, r'HKLM\SOFTWARE\upsmd'):
            machine.run('reg', 'delete', key, '/f', *machine.view())

    def msiexec(self, *words):
        done = machine.run('msiexec', *words, '/qn')
        self.assertEqual(done.returncode, 0, f'msiexec {words}: {done.stdout}')

    def refuse(self, *words):
        self.assertNotEqual(machine.run('msiexec', *words, '/qn').returncode, 0, words)

    def state(self):
        return machine.run('sc', 'query', 'upsmd').stdout

    def assert_as_before(self, but=()):
        """`but`: keys that stay."""
        self.assertEqual(machine.files() ^ self.files, set())
        added = {block.splitlines()[0] for block in machine.tree(SERVICES) ^ self.services}
        self.assertEqual(added, {f'[{key.replace("HKLM", "HKEY_LOCAL_MACHINE")}]' for key in but})

    def choose(self):
        done = machine.upsmd('select', 'APC', 'Smart-UPS', '--port', 'COM9')
        self.assertEqual(done.returncode, 0, done.stdout)
        return machine.values(CONFIG)

    def test_repair_keeps_the_choice(self):
        self.msiexec('/i', installer, *CHOICE)
        chosen = self.choose()
        machine.run('net', 'stop', 'upsmd')
        machine.system_file('upsmd.dll').unlink()
        self.msiexec('/i', contents.code('product', ARCH, contents.version()), 'REINSTALL=ALL', 'REINSTALLMODE=amus')
        self.assertTrue(machine.system_file('upsmd.dll').exists())
        self.assertEqual(machine.values(CONFIG), chosen)
        self.assertIn('RUNNING', self.state())
        self.msiexec('/x', installer)
        self.assert_as_before(but=(UPS, CONFIG))

    def test_upgrade_keeps_the_choice_and_all_files(self):
        self.msiexec('/i', installer)
        chosen, files = self.choose(), machine.files()
        self.msiexec('/i', newer)
        self.assertEqual(machine.values(CONFIG), chosen)
        self.assertEqual(machine.files(), files)
        self.assertIn('RUNNING', self.state())
        uninstall = r'HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall' + '\\'
        self.assertIsNone(machine.values(uninstall + contents.code('product', ARCH, contents.version())))
        self.assertEqual(machine.values(uninstall + contents.code('product', ARCH, NEWER))['DisplayVersion'], NEWER)
        self.msiexec('/x', newer)
        self.assert_as_before(but=(UPS, CONFIG))

    def test_an_older_version_is_refused(self):
        # Not after an upgrade: removing the older product, Wine forgets the newer one's upgrade code.
        self.msiexec('/i', newer)
        self.refuse('/i', installer)
        self.assertIn('RUNNING', self.state())

    if ARCH == 'x64':
        def test_the_32_bit_package_is_refused_on_64_bit_windows(self):
            self.refuse('/i', folder / f'upsmd-{contents.version()}-x86.msi')
            self.assert_as_before()

    def test_a_choice_that_does_not_exist_undoes_the_installation(self):
        self.refuse('/i', installer, 'VENDOR=Generic', 'MODEL=Nonsense', 'PORT=COM7')
        self.assertEqual(machine.files() ^ self.files, set())
        self.assertNotIn('RUNNING', self.state())

    def test_a_choice_without_its_port_is_refused(self):
        self.refuse('/i', installer, *CHOICE[:2])
        self.assert_as_before()

    def set_windows(self, version):
        machine.must('reg', 'add', r'HKCU\Software\Wine', '/v', 'Version', '/d', version, '/f')

    def test_windows_xp_gets_no_service(self):
        self.set_windows({'x86': 'winxp', 'x64': 'winxp64'}[ARCH])
        self.assert_without_service()

    def test_windows_7(self):
        self.set_windows('win7')
        self.msiexec('/i', installer)
        self.assertIn('RUNNING', self.state())
        self.msiexec('/x', installer)
        self.assert_as_before(but=(UPS, CONFIG))

    def test_windows_xp_runs_the_minidriver(self):
        """upsmd-host stands in for the system's service; the choice is Power Options'."""
        self.set_windows({'x86': 'winxp', 'x64': 'winxp64'}[ARCH])
        self.msiexec('/i', installer)
        machine.set(UPS, 'ImagePath', 'REG_EXPAND_SZ', r'C:\windows\system32\ups.exe')
        refused = machine.upsmd('select', 'Generic', 'Megatec Q1', '--port', 'COM7')
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn('Power Options', refused.stdout)
        machine.set(CONFIG, 'Port', 'REG_SZ', 'COM7')
        machine.set(OWN_SETTINGS, 'Protocol', 'REG_SZ', 'megatec')
        simulator = Simulator(SIMULATOR, folder, ['megatec'])
        try:
            machine.connect(7, simulator.link.resolve())
            host = machine.program({'x86': 'upsmd-host32.exe', 'x64': 'upsmd-host64.exe'}[ARCH])
            done = machine.run(host, 'upsmd.dll', '--until', 'online', '--duration', '20')
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertEqual(machine.values(UPS + r'\Status')['UtilityPowerStatus'], '1')
        finally:
            simulator.close()
        self.msiexec('/x', installer)

    def test_beside_another_makers_service_there_is_none(self):
        machine.set(UPS, 'ImagePath', 'REG_EXPAND_SZ', r'C:\other.exe')
        self.services = machine.tree(SERVICES)
        self.assert_without_service()

    def assert_without_service(self):
        self.msiexec('/i', installer)
        self.assertTrue(machine.system_file('upsmd.dll').exists())
        self.assertTrue(machine.program('upsmd.exe').exists())
        self.assertFalse(machine.program('upsmd-service.exe').exists())
        self.assertIsNone(machine.values(SERVICES + r'\upsmd'))
        self.assertIsNone(machine.values(EVENT_SOURCE))
        self.assertIn('Megatec Q1', machine.values(UPS + r'\ServiceProviders\Generic'))
        self.msiexec('/x', installer)
        self.assertEqual(machine.files() ^ self.files, set())

    def test_inf(self):
        unpacked = machine.drive / 'inf'
        shutil.unpack_archive(folder / f'upsmd-{contents.version()}-{ARCH}.zip', unpacked)
        self.files = machine.files()
        for section, there in (('DefaultInstall', True), ('DefaultUninstall', False)):
            machine.must('rundll32', 'setupapi,InstallHinfSection', section, '132',
                         rf'C:\inf\upsmd-{contents.version()}-{ARCH}\upsmd.inf')
            self.assertEqual(machine.system_file('upsmd.dll').exists(), there)
            self.assertEqual(machine.program('upsmd.exe').exists(), there)
            self.assertFalse(machine.program('upsmd-service.exe').exists())
            self.assertEqual((machine.values(UPS + r'\ServiceProviders\Generic') or {}).get('Megatec Q1'),
                             '0x1;upsmd.dll' if there else None)
        self.assertEqual(machine.files() ^ self.files, set())
        shutil.rmtree(unpacked)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
