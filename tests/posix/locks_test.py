#!/usr/bin/env python3
"""locks_test.py UPSMD UPSMD_SIM [PRELOAD]: upsmd and other programs keep out of each other's ports, in both directions.

The other programs: NUT's blazer_ser (flock) and ser2net (lock file). What is not installed is left out by name.
As root everything runs twice: as root, whom TIOCEXCL does not stop, and as a user without rights.
"""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from cli_tools import SECONDS, SIMULATOR, UPSMD
from network_tools import SER2NET, Ser2net, connect
from peers import find_nut, wait_for

NUT = find_nut('blazer_ser')
NOBODY = 65534
LOCKS = pathlib.Path('/var/lock')
IN_USE = 'another program is using it'


class Rig(unittest.TestCase):
    user = os.getuid()

    def setUp(self):
        # Below /dev, as the links of udev are: the lock files carry the link's name too.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='upsmd-locks-', dir='/dev/shm'))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        if self.user != os.getuid():
            os.chown(self.folder, self.user, self.user)
        self.port = str(self.folder / 'port')
        self.simulator = self.start(SIMULATOR, 'megatec', '--link', self.port, stdin=subprocess.PIPE)
        self.device = self.simulator.stdout.readline().strip()
        self.addCleanup(lambda: self.simulator.stdin.close())
        self.files = {LOCKS / f'LCK..pts_{pathlib.Path(self.device).name}', LOCKS / f'LCK..shm_{self.folder.name}_port',
                      LOCKS / 'LCK..port'}

    def start(self, *command, **options):
        if self.user != os.getuid():
            options.update(user=self.user, group=self.user, extra_groups=[])
        options.setdefault('stderr', subprocess.STDOUT)
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True, **options)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        process.terminate()
        process.wait(SECONDS)
        process.stdout.close()

    def present(self):
        return {file for file in self.files if file.exists()}

    def monitor(self):
        process = self.start(UPSMD, 'monitor', self.port, '--protocol', 'megatec')
        self.assertRegex(process.stdout.readline(), r' upsmd\.state: ONLINE$')
        return process

    def status(self):
        process = self.start(UPSMD, 'status', self.port, '--protocol', 'megatec')
        output = process.communicate(timeout=SECONDS)[0]
        return process.returncode, output

    def nut(self):
        paths = dict(NUT_STATEPATH=str(self.folder), NUT_ALTPIDPATH=str(self.folder), NUT_CONFPATH=str(self.folder))
        name = subprocess.run(['id', '-nu', str(self.user)], capture_output=True, text=True, check=True).stdout.strip()
        return self.start(NUT, '-u', name, '-D', '-s', 'sim', '-x', f'port={self.port}', env={**os.environ, **paths})


class Locks(Rig):
    def test_files_while_the_port_is_open(self):
        process = self.monitor()
        self.assertEqual(self.present(), self.files)
        for file in self.files:
            self.assertEqual(file.read_text(), f'{process.pid:10d}\n')
        code, output = self.status()
        self.assertEqual(code, 1, output)
        self.assertIn(f'{self.port}: {IN_USE}', output)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(SECONDS), 0)
        self.assertEqual(self.present(), set())
        self.assertEqual(self.status()[0], 0)
        self.assertEqual(self.present(), set())

    def test_a_killed_process_is_no_owner(self):
        process = self.monitor()
        process.kill()
        process.wait(SECONDS)
        self.assertEqual(self.present(), self.files)
        code, output = self.status()
        self.assertEqual(code, 0, output)
        self.assertEqual(self.present(), set())

    @unittest.skipUnless(NUT, 'NUT is not installed')
    def test_nut_has_it(self):
        driver = self.nut()
        wait_for(lambda: (self.folder / 'blazer_ser-sim').exists(), "NUT's driver runs")
        code, output = self.status()
        self.assertEqual(code, 1, output)
        self.assertIn(f'{self.port}: {IN_USE}', output)
        self.assertIsNone(driver.poll())
        self.assertEqual(self.present(), set())

    @unittest.skipUnless(NUT, 'NUT is not installed')
    def test_nut_is_refused(self):
        process = self.monitor()
        driver = self.nut()
        output = driver.communicate(timeout=SECONDS)[0]
        self.assertNotEqual(driver.returncode, 0)
        self.assertIn('is locked by another process', output)
        self.assertIsNone(process.poll())

    @unittest.skipUnless(SER2NET, 'ser2net is not installed')
    def test_ser2net_has_it(self):
        with Ser2net(self.folder, self.port, start=self.start) as server:
            with connect(server.port):
                wait_for(lambda: bool(self.present()), 'the lock file of ser2net')
                code, output = self.status()
                self.assertEqual(code, 1, output)
                self.assertRegex(output, rf'{self.port}: {IN_USE} .*process {server.process.pid}\)')
                self.assertEqual(len(self.present()), 1)  # theirs

    @unittest.skipUnless(SER2NET, 'ser2net is not installed')
    def test_ser2net_is_refused(self):
        self.monitor()
        with Ser2net(self.folder, self.port, start=self.start) as server:
            with connect(server.port) as connection, contextlib.suppress(ConnectionResetError):
                self.assertIn(b'in use', connection.recv(1000).lower())
        self.assertEqual(self.present(), self.files)


@unittest.skipUnless(os.getuid() == 0, 'not root: the tests above ran as a user without rights')
class LocksOfAUser(Locks):
    user = NOBODY


if __name__ == '__main__':
    unittest.main(argv=['locks_test.py'], verbosity=2)
