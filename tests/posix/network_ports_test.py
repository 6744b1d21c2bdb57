#!/usr/bin/env python3
"""network_ports_test.py UPSMD UPSMD_SIM [PRELOAD]: UPSes behind a serial server, the real ser2net on the loopback.

Without ser2net the tests are left out by name; without PRELOAD those with modem lines.
"""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

from cli_tools import PRELOAD, SECONDS, SIMULATOR, UPSMD, upsmd
from network_tools import SER2NET, Ser2net, free_port
from peers import wait_for

TELNET = 'telnet(rfc2217),tcp'


class Rig(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='upsmd-network-'))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        # ser2net's, where it was killed.
        lock = pathlib.Path('/var/lock/LCK..' + str(self.folder / 'ups').replace('/', '_'))
        self.addCleanup(lock.unlink, missing_ok=True)
        (self.folder / 'lines').mkdir()
        self.lines = {'LD_PRELOAD': f'{PRELOAD}/$LIB/libupsmd-lines.so', 'UPSMD_LINES_DIR': str(self.folder / 'lines')}

    def start(self, *command, **options):
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   **options)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        process.terminate()
        process.wait(SECONDS)
        process.stdout.close()
        if process.stdin:
            process.stdin.close()

    def simulate(self, *arguments):
        self.simulator = self.start(SIMULATOR, *arguments, '--link', self.folder / 'ups', '--log', self.folder / 'log',
                                    '--lines-dir', self.folder / 'lines', stdin=subprocess.PIPE)
        self.simulator.stdout.readline()

    def tell(self, command):
        self.simulator.stdin.write(command + '\n')
        self.simulator.stdin.flush()
        return self.simulator.stdout.readline().strip()

    def serve(self, accepter='tcp', **environment):
        def start(*command):
            return self.start(*command, env={**os.environ, **environment})
        server = Ser2net(self.folder, self.folder / 'ups', accepter, start)
        server.run()
        return server

    def until(self, process, words):
        for line in process.stdout:
            if words in line:
                return
        self.fail(f'upsmd ended before "{words}"')


@unittest.skipUnless(SER2NET, 'ser2net is not installed')
class Outage(Rig):
    def outage(self, scheme, accepter):
        self.simulate('megatec')
        server = self.serve(accepter)
        process = self.start(UPSMD, 'monitor', f'{scheme}://localhost:{server.port}', '--protocol', 'megatec')
        self.until(process, 'upsmd.state: ONLINE')
        self.tell('mains off')
        self.until(process, 'upsmd.state: ONBATTERY')
        server.kill()
        self.until(process, 'upsmd.state: NOCOMM')
        server.run()
        self.until(process, 'upsmd.state: ONBATTERY')
        self.tell('mains on')
        self.until(process, 'upsmd.state: ONLINE')
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(SECONDS), 0)

    def test_raw(self):
        self.outage('tcp', 'tcp')

    def test_rfc2217(self):
        self.outage('rfc2217', TELNET)

    def test_turn_off(self):
        self.simulate('megatec')
        for scheme, accepter in (('tcp', 'tcp'), ('rfc2217', TELNET)):
            server = self.serve(accepter)
            result = upsmd('turn-off', f'{scheme}://127.0.0.1:{server.port}', '--delay', '180', '--protocol', 'megatec')
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn('S03R0003', (self.folder / 'log').read_text())
            server.kill()


@unittest.skipUnless(SER2NET and PRELOAD, 'ser2net is not installed, or no modem lines')
class ContactClosure(Rig):
    def test_edges_and_the_kill_line(self):
        self.simulate('simple', '-o', 'turn-off-delay=60')
        server = self.serve(TELNET, **self.lines)
        port = f'rfc2217://127.0.0.1:{server.port}'
        process = self.start(UPSMD, 'monitor', port, '--cable', '0x7f')
        self.until(process, 'upsmd.state: ONLINE')
        self.tell('mains off')
        self.until(process, 'upsmd.state: ONBATTERY')
        self.tell('battery-low on')
        self.until(process, 'upsmd.state: LOWBATTERY')
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(SECONDS), 0)
        wait_for(lambda: 'port closed' in (self.folder / 'log').read_text(), 'the server lets go of the port')
        result = upsmd('turn-off', port, '--cable', '0x7f', '--delay', '60', '--kill-line-delay', '60')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn('turn-off=none', self.tell('status'))

    def last_levels(self, port, **environment):
        process = self.start(UPSMD, 'monitor', port, '--cable', '0x7f', env={**os.environ, **environment})
        self.until(process, 'upsmd.state: ONLINE')
        levels = [line.split(' ', 1)[1] for line in (self.folder / 'log').read_text().splitlines() if ' lines DTR=' in line]
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(SECONDS), 0)
        return levels[-1]

    def test_the_lines_are_those_of_a_local_port(self):
        self.simulate('simple')
        local = self.last_levels(str(self.folder / 'ups'), **self.lines)
        server = self.serve(TELNET, **self.lines)
        self.assertEqual(self.last_levels(f'rfc2217://127.0.0.1:{server.port}'), local)
        self.assertNotEqual(local, 'lines DTR=1 RTS=1')  # what opening it does


class Mistakes(Rig):
    def refused(self, name, *words, arguments=('--protocol', 'megatec')):
        result = upsmd('status', name, *arguments)
        self.assertEqual((result.returncode, result.stdout), (1, b''))
        message = result.stderr.decode()
        self.assertTrue(message.startswith('upsmd: '), message)
        for word in (name, *words):
            self.assertIn(word, message)

    def test_names(self):
        self.refused('tcp://localhost', 'no port number')
        self.refused('tcp://::1:3001', 'brackets')
        self.refused('telnet://localhost:1', 'rfc2217://HOST:PORT')

    def test_nobody_listens(self):
        self.refused(f'tcp://127.0.0.1:{free_port()}', 'refused')
        self.refused(f'rfc2217://[::1]:{free_port()}', '')

    def test_what_a_raw_port_cannot_do(self):
        with socket.create_server(('127.0.0.1', 0)) as server:
            name = f'tcp://127.0.0.1:{server.getsockname()[1]}'
            self.refused(name, '`auto`', arguments=())
            self.refused(name, 'modem lines', arguments=('--cable', '0x7f'))

    def test_a_server_that_says_nothing(self):
        with socket.create_server(('127.0.0.1', 0)) as server:
            self.refused(f'rfc2217://127.0.0.1:{server.getsockname()[1]}', 'RFC 2217')
            connection = server.accept()[0]
            with connection:
                # No letter, no line end: nothing that a UPS acts on.
                self.assertEqual(connection.recv(1000), bytes.fromhex('fffb2c fffb00 fffd00 fffb03 fffd03'))


if __name__ == '__main__':
    unittest.main(argv=['network_ports_test.py'], verbosity=2)
