#!/usr/bin/env python3
"""upsmd-nut's socket, word by word, as upsd and others talk to it."""
import os
import stat
import unittest

from rig import APC_SMART, MEGATEC, OURS, RigCase, main

from socket_client import SocketClient

only_ours = unittest.skipUnless(OURS, 'newer than NUT 2.8.0, or its own way')
MANY = 1_000_000


class Socket(RigCase):
    kind = MEGATEC.at_once()

    def setUp(self):
        super().setUp()
        self.ups = self.rig.add('ups', self.kind).start()
        self.rig.until(self.ups.socket.exists, 'the socket is there')
        self.client = self.connect()
        self.rig.until(self.is_ready, 'the data is good, and commands are offered')

    def is_ready(self):
        kinds = [line[0] for line in self.client.dump()]
        return 'DATAOK' in kinds and 'ADDCMD' in kinds

    def connect(self):
        client = SocketClient(self.ups.socket)
        self.addCleanup(client.socket.close)
        return client

    def test_dump(self):
        lines = self.client.dump()
        kinds = [line[0] for line in lines]
        commands, end = kinds.index('ADDCMD'), kinds.index('DATAOK')
        self.assertEqual(set(kinds[:commands]) - {'SETINFO', 'SETFLAGS', 'SETAUX', 'ADDENUM', 'ADDRANGE'}, set())
        self.assertEqual(set(kinds[commands:end]), {'ADDCMD'})
        self.assertEqual(kinds[end:], ['DATAOK', 'DUMPDONE'])
        values = {line[1]: line[2] for line in lines if line[0] == 'SETINFO'}
        self.assertEqual(values['ups.status'], 'OL')
        self.assertEqual(values['device.type'], 'ups')
        self.assertEqual(values['driver.name'], self.ups.kind.driver)
        self.assertEqual(len(values), kinds.count('SETINFO'), 'each variable once')

    def test_ping_and_number(self):
        self.client.send('ping', '  PING  ', '"PING"', 'PING # and so on')
        self.assertEqual([self.client.line() for _ in range(4)], [['PONG']] * 4)
        if OURS:  # NUT 2.8.0 has no GETPID
            self.assertEqual(self.client.ask('GETPID', 'PID'), [['PID', str(self.ups.process.pid)]])

    @only_ours
    def test_file(self):
        status = self.ups.socket.stat()
        self.assertTrue(stat.S_ISSOCK(status.st_mode))
        self.assertEqual(stat.S_IMODE(status.st_mode), 0o660)
        self.ups.stop()
        self.assertFalse(self.ups.socket.exists())
        self.assertIsNone(self.client.until('SETINFO', 'x') if self.client.left else self.client.line())

    @only_ours
    def test_one_variable(self):
        self.client.send('NOBROADCAST')
        self.assertEqual(self.client.ask('DUMPVALUE UPS.Status', 'DUMPDONE'),
                         [['SETINFO', 'ups.status', 'OL'], ['DATAOK'], ['DUMPDONE']])
        self.assertEqual(self.client.ask('DUMPSTATUS', 'DUMPDONE')[0], ['SETINFO', 'ups.status', 'OL'])
        self.assertEqual(self.client.ask('DUMPVALUE no.such', 'DUMPDONE'), [['DATAOK'], ['DUMPDONE']])

    def test_change_is_told_unasked(self):
        other = self.connect()
        other.send('PING')
        other.until('PONG')
        self.ups.tell('mains off')
        for client in (self.client, other):
            client.until('SETINFO', 'ups.status', 'OB')

    @only_ours
    def test_quiet_client_is_told_nothing(self):
        quiet = self.connect()
        for words, told in (('NOBROADCAST', False), ('BROADCAST', True), ('BROADCAST 0', False), ('BROADCAST 1', True)):
            with self.subTest(words):
                quiet.ask(f'{words}\nPING', 'PONG')
                command, status = ('mains on', 'OL') if quiet_status(self.client) == 'OB' else ('mains off', 'OB')
                self.ups.tell(command)
                self.client.until('SETINFO', 'ups.status', status)
                said = quiet.ask('PING', 'PONG')
                self.assertEqual(['SETINFO', 'ups.status', status] in said, told, said)

    def test_stale_and_good_again(self):
        self.ups.tell('deaf on')
        self.client.until('DATASTALE')
        kinds = [line[0] for line in self.connect().dump()]
        self.assertEqual((kinds[0], kinds[-1], 'DATAOK' in kinds), ('DATASTALE', 'DUMPDONE', False))
        self.ups.tell('deaf off')
        self.client.until('DATAOK')

    def test_commands(self):
        self.assertEqual(self.client.outcome('INSTCMD beeper.toggle'), 0)
        self.assertIn('Q: beeper off', self.ups.simulator.executed())
        self.assertNotEqual(self.client.outcome('INSTCMD no.such'), 0)

    @only_ours
    def test_outcomes(self):
        self.assertEqual(self.client.outcome('INSTCMD no.such'), 1)
        self.assertEqual(self.client.outcome('INSTCMD shutdown.return x'), 2)
        self.assertEqual(self.client.outcome('INSTCMD shutdown.return 3600'), 3)
        self.assertEqual(self.client.outcome('INSTCMD shutdown.return 60'), 0)
        self.assertEqual(self.client.outcome('SET ups.status "OL"'), 1)
        self.assertEqual(self.client.outcome('SET no.such "1"'), 1)
        self.assertEqual(self.client.outcome('INSTCMD driver.killpower'), 3)  # not allowed
        executed = [line for line in self.ups.simulator.executed() if line.startswith('S')]
        self.assertEqual(executed, ['S01R0003: output off in 60 s, return with mains not before 180 s'])

    @only_ours
    def test_malformed_orders_do_nothing(self):
        self.client.send('INSTCMD', 'INSTCMD load.off 1 2 3', 'INSTCMD load.off TRACKING', 'INSTCMD load.off 5 TRACKING',
                         'INSTCMD load.off 5 TRACKING a b', 'SET ups.id', 'INSTCMD "load.off', '"', 'INSTCMD load.off"#"',
                         '# INSTCMD load.off', 'TRACKING INSTCMD load.off')
        self.client.ask('PING', 'PONG')
        self.assertEqual(self.client.outcome('INSTCMD beeper.toggle'), 0)
        self.assertEqual([line for line in self.ups.simulator.executed() if line.startswith(('S', 'DANGER'))], [])
        self.assertTrue(self.ups.is_on())

    def test_garbage(self):
        self.client.socket.sendall(os.urandom(10_000).replace(b'\n', b' ') + b'\n')
        self.client.socket.sendall(b'A' * MANY)
        self.client.socket.sendall(b'\n' + b'x ' * 5000 + b'\n' + b'"' * 1001 + b'\n')
        other = self.connect()
        self.assertEqual(other.values()['ups.status'], 'OL')
        self.ups.tell('mains off')
        other.until('SETINFO', 'ups.status', 'OB')

    @only_ours
    def test_long_line_is_forgotten(self):
        before = self.memory()
        self.client.socket.sendall(b'PING' * (MANY * 2) + b'\n')
        self.assertEqual(self.client.ask('PING', 'PONG')[-1], ['PONG'])
        self.assertLess(self.memory(), before + 2048)

    def memory(self):
        """The most that the driver has had so far, in KiB."""
        with open(f'/proc/{self.ups.process.pid}/status') as status:
            return int(status.read().split('VmHWM:')[1].split()[0])

    @only_ours
    def test_slow_client_is_dropped(self):
        slow = self.connect()
        slow.socket.settimeout(5)
        before = self.memory()
        with self.assertRaises(OSError):
            for _ in range(MANY):
                slow.send(*['DUMPALL'] * 100)
        self.assertEqual(self.client.ask('PING', 'PONG')[-1], ['PONG'])
        self.ups.tell('mains off')
        self.client.until('SETINFO', 'ups.status', 'OB')
        self.assertLess(self.memory(), before + 4096)

    @only_ours
    def test_logout(self):
        self.client.ask('LOGOUT', 'OK', 'Goodbye')
        self.assertIsNone(self.client.line())

    @only_ours
    def test_many_clients(self):
        clients = [self.connect() for _ in range(40)]
        self.ups.tell('mains off')
        for client in clients:
            client.until('SETINFO', 'ups.status', 'OB')
        for client in clients[::2]:
            client.socket.close()
        self.ups.tell('mains on')
        for client in clients[1::2]:
            client.until('SETINFO', 'ups.status', 'OL')

    @only_ours
    def test_quoting(self):
        self.ups.settings['override.device.description'] = r'"say \"x\" \\ \#1 = 2"'
        self.rig.write_ups_conf()
        self.assertEqual(self.client.outcome('INSTCMD driver.reload'), 0)
        self.rig.until(lambda: self.described() == r'say "x" \ #1 = 2' or self.described(), 'the new section is served')
        self.rig.start_upsd()
        self.ups.expect('OL')
        self.assertEqual(self.rig.upsc('ups', 'device.description'), r'say "x" \ #1 = 2')

    def described(self):
        with SocketClient(self.ups.socket) as client:
            return client.values().get('device.description')

    @only_ours
    def test_second_driver_is_refused(self):
        done = self.rig.run(OURS, '-a', 'ups', '-F', drivers=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn('ups', done.stderr)
        self.assertEqual(self.client.values()['ups.status'], 'OL')


def quiet_status(client):
    return client.values()['ups.status']


class Settings(RigCase):
    def setUp(self):
        super().setUp()
        self.ups = self.rig.add('ups', APC_SMART.at_once()).start()
        self.rig.until(self.ups.socket.exists, 'the socket is there')
        self.client = SocketClient(self.ups.socket)
        self.addCleanup(self.client.socket.close)
        self.rig.until(lambda: any(line[:2] == ['ADDENUM', 'input.sensitivity'] for line in self.client.dump()),
                       'what can be set is told')

    def about(self, name):
        return [line for line in self.client.dump() if line[1:2] == [name]]

    def test_what_a_variable_takes(self):
        lines = self.about('input.sensitivity')
        self.assertEqual(lines[0], ['SETINFO', 'input.sensitivity', 'H'])
        self.assertEqual({line[2] for line in lines if line[0] == 'ADDENUM'}, {'H', 'M', 'L'} | self.more_sensitivities())
        self.assertEqual(lines[-1][:3], ['SETFLAGS', 'input.sensitivity', 'RW'])
        text = self.about('ups.id')
        self.assertIn(['SETAUX', 'ups.id', '8'], text)
        self.assertEqual(set(text[-1][2:]), {'RW', 'STRING'})

    def more_sensitivities(self):
        values = {line[2] for line in self.about('input.sensitivity') if line[0] == 'ADDENUM'}
        return values & {'A'}

    def test_set(self):
        self.assertEqual(self.client.outcome('SET input.sensitivity "M"'), 0)
        self.assertIn(['SETINFO', 'input.sensitivity', 'M'], self.about('input.sensitivity'))
        self.assertIn('s set to M', self.ups.simulator.executed())

    @only_ours
    def test_quoting(self):
        """What has a meaning in the protocol's lines goes there and back."""
        self.assertEqual(self.client.outcome(r'SET ups.id "a\"b c\\d"'), 0)
        self.assertEqual(self.about('ups.id')[0], ['SETINFO', 'ups.id', r'a"b c\d'])
        self.assertTrue(self.ups.simulator.executed()[-1].startswith('c set to "a"b c'))

    @only_ours
    def test_refused(self):
        before = self.ups.simulator.executed()
        self.assertEqual(self.client.outcome('SET input.sensitivity "Q"'), 2)
        self.assertEqual(self.client.outcome('SET ups.id "TOO LONG FOR IT"'), 2)
        self.assertEqual(self.client.outcome('SET battery.charge.restart "x"'), 2)
        self.assertEqual(self.ups.simulator.executed(), before)


class Offers(RigCase):
    @only_ours
    def test_commands_come_when_they_can_be_carried_out(self):
        ups = self.rig.add('ups', MEGATEC).start()  # at the wire's pace: all about it takes seconds
        self.rig.until(ups.socket.exists, 'the socket is there')
        with SocketClient(ups.socket) as client:
            client.send('DUMPALL')
            self.assertIn(['DATAOK'], client.until('ADDCMD'))
            lines = [client.line() for _ in range(3)]
        self.assertTrue(all(line[0] in ('ADDCMD', 'SETINFO') for line in lines), lines)


main()
