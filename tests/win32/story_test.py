#!/usr/bin/env python3
"""From the package to the bytes that turn the UPS off, and back to a machine as it was: a whole installation under Wine.

    story_test.py x86|x64 UPSMD_SIM PRELOAD_FOLDER CONTROL_SERVICE ODD_MINIDRIVER

Real: Windows Installer, the service control manager, the service, its host process, the minidriver, the registry, the
wire. The system's own shutdown is replaced (DryRun 2 and ShutdownCommand), and its SHUTDOWN control stood for by code 200.
"""
import datetime
import pathlib
import shutil
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path += [str(ROOT / 'tests' / 'posix'), str(ROOT / 'packaging' / 'windows')]

import contents  # noqa: E402
import make  # noqa: E402
from machine import Machine  # noqa: E402
from peers import Simulator, wait_for  # noqa: E402

ARCH, SIMULATOR, PRELOAD, CONTROL_SERVICE, ODD_MINIDRIVER = sys.argv[1:6]
UPS = r'HKLM\SYSTEM\CurrentControlSet\Services\UPS'
OWN = r'HKLM\SOFTWARE\upsmd'
PORT = 'COM7'


class Place:
    """Packages, one machine, one simulated UPS at a time."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='upsmd-story-'))
        self.lines = self.folder / 'lines'
        self.lines.mkdir()
        packages = make.make(self.folder / 'packages')
        self.installer = next(path for path in packages if path.name == f'upsmd-{contents.version()}-{ARCH}.msi')
        self.machine = Machine(self.folder, ARCH, lines=(PRELOAD, self.lines))

    def close(self):
        self.machine.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def setUpModule():
    global place
    place = Place()


def tearDownModule():
    place.close()


class Story(unittest.TestCase):
    def setUp(self):
        self.machine = place.machine
        self.simulator = None
        # Every Windows has it, Wine does not.
        self.machine.must('reg', 'add', r'HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application', '/f')
        self.files_before = self.machine.files()
        self.services_before = self.machine.tree(r'HKLM\SYSTEM\CurrentControlSet\Services')

    def tearDown(self):
        if self._outcome.result.failures or self._outcome.result.errors:
            print(self.log(), file=sys.stderr)
        if self.simulator:
            self.simulator.close()
        # Where a test ended half-way.
        if self.machine.values(UPS):
            self.machine.run('msiexec', '/x', place.installer, '/qn')
            self.remove_traces()

    def msiexec(self, *words):
        done = self.machine.run('msiexec', *words, '/qn')
        self.assertEqual(done.returncode, 0, f'msiexec {words}: {done.stdout}')

    def simulate(self, *arguments):
        self.simulator = Simulator(SIMULATOR, place.folder, list(arguments))
        # The lines of a port are found by its name: the simulator's folder of them is the machine's.
        self.machine.connect(7, self.simulator.link.resolve())

    def status(self, name):
        return (self.machine.values(UPS + r'\Status') or {}).get(name)

    def wait_status(self, name, value):
        wait_for(lambda: self.status(name) == value or self.status(name), f'{name} = {value}')

    def log(self):
        """The service's log, then the minidriver's."""
        paths = (self.machine.drive / name for name in ('upsmd-service.log', 'upsmd.log'))
        return ''.join(path.read_text(encoding='utf-8', errors='replace') for path in paths if path.exists())

    def wait_log(self, text):
        wait_for(lambda: text in self.log() or self.log()[-500:], f'log: {text}')

    def settings(self, turn_off_wait):
        self.machine.set(OWN, 'LogFile', 'REG_SZ', r'C:\upsmd.log')
        self.machine.set(OWN, 'DryRun', 'REG_DWORD', 2)
        self.machine.set(OWN, 'ShutdownCommand', 'REG_SZ', r'C:\windows\system32\cmd.exe /c echo down>>C:\down.txt')
        self.machine.set(UPS, 'Options', 'REG_DWORD', 0x80)
        self.machine.set(UPS, 'CommandFile', 'REG_SZ', r'C:\task.cmd')
        (self.machine.drive / 'task.cmd').write_text('@echo task>>C:\\task.txt\r\n')
        # What the contact-closure UPS waits by itself; only it is asked for.
        self.machine.set(OWN, 'KillLineDelay', 'REG_DWORD', turn_off_wait)
        for name, value in (('TurnUPSOffEnable', 1), ('TurnUPSOffWait', turn_off_wait), ('FirstMessageDelay', 2)):
            self.machine.set(UPS + r'\Config', name, 'REG_DWORD', value)

    def remove_traces(self):
        for name in ('upsmd.log', 'upsmd-service.log', 'down.txt', 'task.txt', 'task.cmd', 'odd.dll', 'odd.txt', 'odd.txt.log'):
            (self.machine.drive / name).unlink(missing_ok=True)
        for key in (UPS, OWN):
            self.machine.run('reg', 'delete', key, '/f', *self.machine.view())

    def outage(self, vendor, model, simulator, turn_off_wait, turned_off):
        """One installation with one UPS. `turned_off`: what the simulated UPS carries out."""
        self.simulate(*simulator)
        self.settings(turn_off_wait)
        self.msiexec('/i', place.installer, f'VENDOR={vendor}', f'MODEL={model}', f'PORT={PORT}')
        config = self.machine.values(UPS + r'\Config')
        self.assertEqual((config['Vendor'], config['Model'], config['Port']), (vendor, model, PORT))
        self.wait_status('UtilityPowerStatus', '1')
        self.wait_status('CommStatus', '1')

        self.simulator.send('mains off')
        self.wait_status('UtilityPowerStatus', '2')
        self.wait_log('The mains have failed')
        self.simulator.send('battery 5')
        self.wait_log("The UPS's battery is low")
        wait_for(lambda: (self.machine.drive / 'down.txt').exists() or self.log()[-500:], 'the shutdown command')
        self.assertEqual((self.machine.drive / 'task.txt').read_text().split(), ['task'])
        self.assertEqual(self.simulator.executed(), [])

        self.machine.must(CONTROL_SERVICE, 'upsmd', '200')
        self.assertEqual(self.log().count('The computer is going down'), 1)
        wait_for(lambda: turned_off(self.simulator.executed()) or self.simulator.executed(), 'the UPS is told to turn off')
        wait_for(lambda: 'STOPPED' in self.machine.run('sc', 'query', 'upsmd').stdout or self.log()[-500:], 'the service stops')
        self.assertEqual((self.machine.drive / 'down.txt').read_text().split(), ['down'])

        refused = self.machine.upsmd('uninstall')
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn('Windows Installer', refused.stdout)

        self.msiexec('/x', place.installer)
        self.assertNotEqual(self.machine.run('sc', 'query', 'upsmd').returncode, 0)
        self.assertIsNone(self.machine.values(UPS + r'\Status'))
        self.assertEqual(self.machine.values(UPS + r'\Config'), config)
        self.remove_traces()
        self.assertEqual(self.machine.files() - self.files_before, set())
        self.assertEqual(self.machine.tree(r'HKLM\SYSTEM\CurrentControlSet\Services') ^ self.services_before, set())

    def test_dry_run(self):
        """All is said, the first message after its delay, and nothing is done."""
        self.simulate('megatec')
        self.settings(60)
        self.machine.set(OWN, 'DryRun', 'REG_DWORD', 1)
        self.msiexec('/i', place.installer, 'VENDOR=Generic', 'MODEL=Megatec Q1', f'PORT={PORT}')
        self.wait_status('UtilityPowerStatus', '1')
        self.simulator.send('mains off')
        self.wait_log('not done: tell the users: The mains have failed')
        self.assertGreaterEqual(self.moment('tell the users: The mains') - self.moment('warning The mains have failed'), 2.0)
        self.simulator.send('battery 5')
        self.wait_log('not done: shut the computer down')
        self.machine.must(CONTROL_SERVICE, 'upsmd', '200')
        self.wait_log('not done: turn the UPS off after at least 60 s')
        wait_for(lambda: 'STOPPED' in self.machine.run('sc', 'query', 'upsmd').stdout or self.log()[-500:], 'the service stops')
        self.assertEqual(self.simulator.executed(), [])
        for name in ('down.txt', 'task.txt'):
            self.assertFalse((self.machine.drive / name).exists(), name)

    def moment(self, text):
        """When the log's first line with this text was written, in seconds."""
        line = next(line for line in self.log().splitlines() if text in line)
        return datetime.datetime.fromisoformat(line.split(' ')[0]).timestamp()

    def test_suspend_and_resume(self):
        """The port is opened again, and the state is known again."""
        self.simulate('megatec')
        self.settings(60)
        self.msiexec('/i', place.installer, 'VENDOR=Generic', 'MODEL=Megatec Q1', f'PORT={PORT}')
        self.wait_status('UtilityPowerStatus', '1')
        opened = self.log().count('COM7: open, megatec')
        self.machine.must(CONTROL_SERVICE, 'upsmd', '201')
        self.simulator.send('mains off')
        self.machine.must(CONTROL_SERVICE, 'upsmd', '202')
        wait_for(lambda: self.log().count('COM7: open, megatec') > opened or self.log()[-500:], 'the port is opened again')
        self.wait_status('UtilityPowerStatus', '2')
        # Without DryRun they are nobody's.
        self.machine.set(OWN, 'DryRun', 'REG_DWORD', 0)
        time.sleep(2)  # for the service to notice; nothing else shows it
        opened = self.log().count('COM7: open, megatec')
        self.machine.must(CONTROL_SERVICE, 'upsmd', '202')
        time.sleep(2)
        self.assertEqual(self.log().count('COM7: open, megatec'), opened)

    def test_a_minidriver_that_misbehaves(self):
        shutil.copyfile(ODD_MINIDRIVER, self.machine.drive / 'odd.dll')
        odd = self.machine.drive / 'odd.txt'

        def behave(words):
            (self.machine.drive / 'new.txt').write_text(words)
            (self.machine.drive / 'new.txt').replace(odd)

        behave('state=1')
        self.settings(60)
        self.machine.set(UPS + r'\Config', 'ServiceProviderDLL', 'REG_SZ', r'C:\odd.dll')
        self.msiexec('/i', place.installer)
        wait_for(lambda: 'init' in self.odd_log(), 'UPSInit is called')
        behave('state=1 crash-wait')
        self.wait_log('The process that runs the minidriver has failed')
        self.wait_log('The communication with the UPS is lost')
        behave('state=99 spin')
        self.wait_log('a state that does not exist (99)')
        behave('state=4 ignore-cancel hang-turn-off')
        self.wait_log("The UPS's battery is low")
        wait_for(lambda: (self.machine.drive / 'down.txt').exists() or self.log()[-500:], 'the shutdown command')
        self.machine.must(CONTROL_SERVICE, 'upsmd', '200')
        self.wait_log('UPSTurnOff has not returned within 3 s')
        wait_for(lambda: 'STOPPED' in self.machine.run('sc', 'query', 'upsmd').stdout or self.log()[-500:], 'the service stops')
        self.assertIn('turn-off 60', self.odd_log())

    def odd_log(self):
        path = self.machine.drive / 'odd.txt.log'
        return path.read_text().split('\n') if path.exists() else []

    def test_megatec(self):
        self.outage('Generic', 'Megatec Q1', ['megatec'], 60, lambda done: any('S01' in line for line in done))

    def test_apc_smart(self):
        self.outage('APC', 'Smart-UPS', ['apc-smart'], 20, lambda done: any(line.startswith(('@', 'S')) for line in done))

    def test_contact_closure(self):
        self.outage('APC', 'Back-UPS, cable 940-0020B or C', ['simple', '-o', 'options=7f'], 60,
                    lambda done: any('kill' in line for line in done))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
