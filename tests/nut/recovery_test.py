#!/usr/bin/env python3
"""What ends and comes back: the driver, upsd, the UPS; and what NUT's clients see of it."""
import unittest

from rig import MEGATEC, OURS, RigCase, main

NOT_CONNECTED = 'Error: Driver not connected'
STALE = 'Error: Data stale'


class Recovery(RigCase):
    def setUp(self):
        super().setUp()
        self.ups = self.rig.add('ups', MEGATEC).start()
        self.rig.start_upsd()
        self.ups.expect('OL')

    def expect_error(self, error):
        self.rig.until(lambda: self.rig.status('ups') == error or self.rig.status('ups'), error)

    def test_driver_killed_and_started_again(self):
        self.ups.kill()
        self.expect_error(NOT_CONNECTED)
        self.assertTrue(self.ups.socket.exists(), 'a killed one cannot remove it')
        self.ups.tell('mains off')
        self.ups.start()
        self.ups.expect('OB')

    def test_driver_stopped(self):
        self.ups.stop()
        self.expect_error(NOT_CONNECTED)
        self.ups.start()
        self.ups.expect('OL')

    def test_driver_frozen(self):
        self.ups.freeze()
        self.expect_error(STALE)
        self.ups.thaw()
        self.ups.expect('OL')

    def test_upsd_killed_and_started_again(self):
        self.rig.upsd.kill()
        self.rig.upsd.wait()
        self.ups.tell('mains off')
        self.rig.start_upsd()
        self.ups.expect('OB')
        self.assertIsNone(self.ups.process.poll())

    @unittest.skipUnless(OURS, "NUT's serial drivers do not open a port again")
    def test_cable_pulled_and_put_back(self):
        self.ups.tell('hangup')
        self.expect_error(STALE)
        self.ups.tell('replug')
        self.ups.expect('OL')
        self.assertIsNone(self.ups.process.poll())

    def test_ups_deaf_for_a_while(self):
        self.ups.tell('deaf on')
        self.expect_error(STALE)
        self.ups.tell('mains off', 'deaf off')
        self.ups.expect('OB')

    def test_garbage_is_no_outage(self):
        self.ups.tell('garbage 40', 'truncated', 'duplicate')
        before = self.ups.replies()
        self.rig.until(lambda: self.ups.replies() > before + 3, 'four more replies')
        self.assertEqual(self.rig.status('ups'), 'OL')


main()
