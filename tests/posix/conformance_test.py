#!/usr/bin/env python3
"""conformance_test.py UPSMD_HOST UPSMD UPSMD_SIM MINIDRIVER BROKEN_MINIDRIVER: `upsmd-host --conformance` passes our minidriver
and sees each way of another one to break the contract."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HOST, UPSMD, SIM, MINIDRIVER, BROKEN = sys.argv[1:6]

# What $BROKEN does to the minidriver, and the line that has to say so.
FAULTS = {
    'init': 'FAIL UPSInit returns 0, 1, 4, 5 or 6',
    'no-ups': 'FAIL UPSInit finds the port (UPS_INITOK)',
    'state': 'FAIL UPSGetState returns 1, 2, 4 or 8',
    'status': r'FAIL UPS\Status\BatteryCapacity is a REG_DWORD of 0..100',
    'config': r'FAIL UPS\Config is as before',
    'short-wait': 'FAIL it lasts as long as its time-out',
    'deaf-wait': 'FAIL a wait for the change from a state that is over returns',
    'no-cancel': 'FAIL UPSCancelWait ends 4 waits: 0 ended',
    'slow-stop': 'FAIL UPSStop without UPSInit returns within 4000 ms',
    'stop-leaves-waits': 'FAIL UPSStop ends 4 waits: 0 ended',
}


class Conformance(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def start(self, minidriver, how=''):
        environment = {**os.environ, 'BROKEN': how, 'UPSMD_REGISTRY': str(pathlib.Path(self.folder.name) / f'{how}.reg')}
        return subprocess.Popen([HOST, '--conformance', minidriver], env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def test_faults(self):
        running = {how: self.start(BROKEN, how) for how in ('', *FAULTS)}
        outputs = {how: (process.communicate(timeout=120)[0], process.returncode) for how, process in running.items()}
        text, code = outputs.pop('')
        self.assertEqual((code, text.splitlines()[-1].split(', ')[1]), (0, '0 failed'), text)
        for how, (text, code) in outputs.items():
            with self.subTest(how):
                self.assertEqual(code, 9, text)
                self.assertIn(FAULTS[how], text)

    def test_our_own(self):
        link = str(pathlib.Path(self.folder.name) / 'ups')
        with subprocess.Popen([SIM, 'megatec', '--link', link, '--no-pace'], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sim:
            self.assertTrue(sim.stdout.readline())
            environment = {**os.environ, 'UPSMD_REGISTRY': str(pathlib.Path(self.folder.name) / '.reg')}
            for setting in (('Port', link), ('Protocol', 'megatec')):
                subprocess.run([UPSMD, 'config', *setting], env=environment, check=True, stdout=subprocess.DEVNULL)
            process = self.start(MINIDRIVER)
            text = process.communicate(timeout=120)[0]
            sim.stdin.close()
        self.assertEqual(process.returncode, 0, text)
        self.assertNotIn('FAIL', text)
        self.assertIn('ok UPSCancelWait ends 4 waits', text)


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
