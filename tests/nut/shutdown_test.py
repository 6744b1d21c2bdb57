#!/usr/bin/env python3
"""A low battery, and what NUT's upsmons do about it: secondaries first, then the primary."""
import socket
import time

from rig import MEGATEC, LIMIT, PASSWORD, RigCase, main

from watchers import Watcher


class Shutdown(RigCase):
    users = Watcher.USERS

    def begin(self, *watchers, **primary):
        self.ups = self.rig.add('ups', MEGATEC).start()
        self.rig.start_upsd()
        self.ups.expect('OL')
        self.primary = Watcher(self.rig, 'primary', self.ups, **primary)
        return [watcher.start() for watcher in (self.primary, *(Watcher(self.rig, name, self.ups) for name in watchers))]

    def test_secondaries_go_first(self):
        watchers = self.begin('first', 'second', hostsync=15)
        self.ups.tell('mains off')
        for watcher in watchers:
            watcher.expect('ONBATT')
        self.assertEqual([watcher.went_down() for watcher in watchers], [None] * 3)
        self.ups.tell('battery 10')
        for watcher in watchers:
            watcher.expect_down()
        primary, first, second = (watcher.went_down() for watcher in watchers)
        self.assertLess(max(first, second), primary)
        self.assertIn('LOWBATT', self.primary.events())
        for watcher in watchers:
            watcher.expect('SHUTDOWN')
        self.assertTrue(self.primary.killpower.exists())

    def test_primary_waits_for_hostsync(self):
        self.begin(hostsync=3)
        with socket.create_connection(('127.0.0.1', self.rig.port), LIMIT) as never_leaves:
            answers = never_leaves.makefile()
            for line in ('USERNAME first', f'PASSWORD {PASSWORD}', 'LOGIN ups'):
                never_leaves.sendall(line.encode() + b'\n')
                self.assertEqual(answers.readline().strip(), 'OK')
            self.ups.tell('mains off', 'battery 10')
            self.rig.until(lambda: 'FSD' in self.rig.status('ups').split(), 'FSD')
            began = time.time()
            self.primary.expect_down()
            self.assertGreater(self.primary.went_down() - began, 2)
            self.assertTrue(self.primary.killpower.exists())

    def test_silent_on_battery_is_low(self):
        self.begin()
        self.ups.tell('mains off')
        self.primary.expect('ONBATT')
        self.ups.tell('deaf on')
        self.primary.expect_down()
        self.assertIn('COMMBAD', self.primary.events())

    def test_low_on_mains_is_none(self):
        self.begin()
        self.ups.tell('battery-low on')
        self.ups.expect('OL LB')
        self.ups.tell('battery-low off', 'mains off')
        self.primary.expect('ONBATT')
        self.assertIsNone(self.primary.went_down())


main()
