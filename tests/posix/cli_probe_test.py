#!/usr/bin/env python3
"""cli_probe_test.py UPSMD UPSMD_SIM [PRELOAD]: `upsmd probe`, against several simulated UPSes at once."""
import json
import os
import pathlib
import pty
import sys
import tempfile
import time
import unittest

from cli_tools import Simulator, upsmd


class Probe(unittest.TestCase):
    def test_several_ports(self):
        """Each port has its own answer, and none waits for another: the silent one needs the longest, under 20 s."""
        with Simulator('megatec') as megatec, Simulator('apc-smart') as apc, Simulator('megatec') as silent:
            silent.tell('silent on')
            start = time.monotonic()
            result = upsmd('probe', megatec.port, apc.port, silent.port, '/dev/no-such-port')
            self.assertLess(time.monotonic() - start, 25)
            self.assertNotIn('DANGER', apc.log.read_text() + megatec.log.read_text())
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = result.stdout.decode().splitlines()
        self.assertEqual(lines[0].split(), ['PORT', 'BAUD', 'PROTOCOL', 'MAKER', 'MODEL', 'STATE'])
        rows = {line.split()[0]: line for line in lines[1:]}
        self.assertEqual(set(rows), {megatec.port, apc.port})
        self.assertRegex(rows[megatec.port], r' 2400  megatec .*ACME CORP .*LINE-700 .*ONLINE$')
        self.assertRegex(rows[apc.port], r' 2400  apc-smart .*ONLINE$')
        errors = result.stderr.decode()
        self.assertRegex(errors, f'{silent.port}: no UPS answers; tried .*apc-smart.* at 1200, 2400, 9600 baud')
        self.assertIn('/dev/no-such-port', errors)

    def test_json(self):
        with Simulator('voltronic') as unit:
            result = upsmd('probe', '--json', unit.port, '/dev/no-such-port')
        self.assertEqual(result.returncode, 0, result.stderr)
        found, missing = json.loads(result.stdout)
        self.assertEqual((found['port'], found['baud'], found['protocol'], found['upsmd.state']),
                         (unit.port, 2400, 'voltronic', 'ONLINE'))
        self.assertTrue(found['device.model'])
        self.assertEqual(missing['port'], '/dev/no-such-port')
        self.assertIn('/dev/no-such-port', missing['error'])
        self.assertEqual(result.stderr, b'')

    def registry(self, folder, protocol, port):
        file = pathlib.Path(folder) / 'registry.reg'
        services = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\UPS\\Config'
        for key, name, kind, value in ((services, 'Port', 'sz', port), (services, 'Options', 'dword', '0x7f'),
                                       ('HKEY_LOCAL_MACHINE\\SOFTWARE\\upsmd', 'Protocol', 'sz', protocol)):
            done = upsmd('registry', str(file), 'set', key, name, kind, value)
            self.assertEqual(done.returncode, 0, done.stderr)
        return str(file)

    def test_a_port_with_contacts_is_never_asked(self):
        """Whatever it is called, and where the settings are contradictory no port is taken that was not named."""
        with Simulator('megatec') as unit, tempfile.TemporaryDirectory() as folder:
            link = str(pathlib.Path(folder) / 'link')
            os.symlink(unit.port, link)
            result = upsmd('probe', link, UPSMD_REGISTRY=self.registry(folder, 'simple', unit.port))
            self.assertEqual(result.returncode, 1)
            self.assertIn(b'configured for contacts', result.stderr)
            result = upsmd('probe', UPSMD_REGISTRY=self.registry(folder, 'auto', unit.port))
            self.assertEqual(result.returncode, 1)
            self.assertIn(b'name the ports', result.stderr)
            self.assertNotIn(' rx ', unit.log.read_text())

    def test_nothing_there(self):
        result = upsmd('probe', '/dev/no-such-port')
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stdout, b'')
        self.assertEqual(json.loads(upsmd('probe', '--json', '/dev/null').stdout)[0]['port'], '/dev/null')

    def test_progress_on_a_terminal_only(self):
        with Simulator('megatec') as unit:
            self.assertEqual(upsmd('probe', unit.port).stderr, b'')
            child, terminal = pty.fork()
            if child == 0:
                os.execv(sys.argv[1], [sys.argv[1], 'probe', unit.port])
            shown = b''
            try:
                while part := os.read(terminal, 4096):
                    shown += part
            except OSError:
                pass
            self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertIn(b'0 of 1 ports', shown)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1], verbosity=2)
