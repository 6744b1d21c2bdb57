#!/usr/bin/env python3
"""NUT's upsdrvctl with upsmd-nut: start, stop, and the turn-off at the end of a shutdown."""
import unittest

from rig import CONTACTS, MEGATEC, OURS, USER, RigCase, main

OFF = 'S.2R0003: output off in 12 s, return with mains not before 180 s'


class Upsdrvctl(RigCase):
    def setUp(self):
        super().setUp()
        self.started = []
        self.addCleanup(self.stop_all)

    def stop_all(self):
        """upsdrvctl's drivers are no children of ours."""
        for ups in self.started:
            if ups.pid_file.exists():
                self.upsdrvctl('stop', ups.name)

    def end(self):
        self.stop_all()
        super().end()

    def upsdrvctl(self, *arguments):
        return self.rig.run('upsdrvctl', '-u', USER, *arguments, limit=60, drivers=True)

    def begin(self, *names, kind=MEGATEC, **settings):
        self.started = [self.rig.add(name, kind, settings) for name in names]
        return self.started

    def number(self, ups):
        """Of its process. NUT's drivers write the file twice: the first time it is that of a parent that ends."""
        self.rig.until(lambda: is_alive(int(ups.pid_file.read_text())), f'{ups.name} runs')
        return int(ups.pid_file.read_text())

    def assert_done(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_start_and_stop(self):
        first, second = self.begin('first', 'second')
        self.assert_done(self.upsdrvctl('start'))
        numbers = [self.number(ups) for ups in (first, second)]
        self.rig.start_upsd()
        first.expect('OL')
        second.expect('OL')
        self.assert_done(self.upsdrvctl('stop', 'first'))
        self.rig.until(lambda: not is_alive(numbers[0]), 'the first has ended')
        self.assertFalse(first.pid_file.exists())
        self.assertTrue(is_alive(numbers[1]))
        second.expect('OL')
        self.assert_done(self.upsdrvctl('stop', 'second'))
        self.rig.until(lambda: not is_alive(numbers[1]), 'the second has ended')

    def test_start_again_replaces(self):
        ups, = self.begin('ups')
        self.assert_done(self.upsdrvctl('start'))
        before = self.number(ups)
        self.assert_done(self.upsdrvctl('stop'))
        self.assert_done(self.upsdrvctl('start'))
        self.assertNotEqual(self.number(ups), before)
        self.rig.start_upsd()
        ups.expect('OL')

    def test_start_of_what_cannot_be_opened_fails(self):
        ups, = self.begin('ups')
        ups.port = '/dev/no-such-port'
        self.rig.write_ups_conf()
        done = self.upsdrvctl('start')
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('/dev/no-such-port', done.stdout + done.stderr)
        self.assertFalse(ups.pid_file.exists())

    @unittest.skipUnless(OURS, "NUT 2.8.0's ends a driver that runs before it turns off")
    def test_shutdown_by_the_driver_that_runs(self):
        ups, = self.begin('ups', offdelay=12)
        ups.start()
        self.rig.start_upsd()
        ups.expect('OL')
        ups.tell('mains off')
        ups.expect('OB')
        self.assert_done(self.upsdrvctl('shutdown'))
        self.assertIn(OFF, ups.simulator.executed())
        self.assertIsNone(ups.process.poll())
        ups.expect('OB')

    def test_shutdown_without_a_driver(self):
        ups, = self.begin('ups', offdelay=12)
        ups.tell('mains off')
        self.assert_done(self.upsdrvctl('shutdown'))
        self.assertIn(OFF, ups.simulator.executed())
        self.assertFalse(ups.socket.exists())

    def test_shutdown_of_all(self):
        upses = self.begin('first', 'second', offdelay=12)
        if OURS:
            upses[0].start()
            self.rig.until(upses[0].socket.exists, 'one driver runs')
        for ups in upses:
            ups.tell('mains off')
        self.assert_done(self.upsdrvctl('shutdown'))
        for ups in upses:
            self.assertIn(OFF, ups.simulator.executed())

    @unittest.skipUnless(OURS, 'ours needs the setting')
    def test_shutdown_of_contacts(self):
        ups, = self.begin('ups', kind=CONTACTS, killlinedelay=2, offdelay=0)
        ups.tell('mains off')
        self.assert_done(self.upsdrvctl('shutdown'))
        self.rig.until(lambda: not ups.is_on(), 'off')

    @unittest.skipUnless(OURS, 'NUT says what it likes')
    def test_shutdown_that_fails_says_so(self):
        ups, = self.begin('ups', offdelay=12)
        ups.tell('deaf on')
        done = self.rig.run(OURS, '-a', 'ups', '-k', '-u', USER, limit=80, drivers=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertNotEqual(done.stderr, '')
        self.assertTrue(ups.is_on())


def is_alive(number):
    """A zombie has ended: where nobody is init its parent is not told."""
    try:
        with open(f'/proc/{number}/stat') as stat:
            return stat.read().rsplit(')', 1)[1].split()[0] != 'Z'
    except OSError:
        return False


main()
