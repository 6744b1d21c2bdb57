#!/usr/bin/env python3
"""upsmdd_test.py UPSMDD UPSMD_SIM SOURCE_ROOT: the daemon, the real program, with simulated UPSes."""
import os
import re
import select
import signal
import socket
import subprocess
import sys
import unittest

from upsmdd_rig import ROOT, SECONDS, UPSMDD, Rig, run

UPS = '''
[[ups]]
name = "{0}"
port = "FOLDER/{0}"
protocol = "megatec"
poll_interval = 100
'''
POLICY = '''
[ups.policy]
notify = ["wall", "syslog"]
notify_command = ["BIN/tell", "to me"]
first_message_delay = 0
task = "BIN/save 'all of it'"
turn_off = true
turn_off_wait = 20
'''
A = UPS.format('a')
KILL = '''[[ups]]
name = "{0}"
port = "{1}/{0}"
delay = 12
remembered = "megatec 2400 DTR {1}/{0}"
'''
SILENT = Rig()


def setUpModule():
    """The one that takes 20 s begins now, and is looked at last."""
    SILENT.simulate('b').tell('silent on')
    SILENT.killpower.write_text(KILL.format('b', SILENT.folder))
    SILENT.process = subprocess.Popen([UPSMDD, '--kill-power', SILENT.killpower], stderr=subprocess.PIPE, text=True)


class Outage(unittest.TestCase):
    def bring_down(self, rig, policy=POLICY):
        ups = rig.simulate('a')
        rig.start(A + policy)
        rig.log.wait_for('state ONLINE')
        ups.tell('mains off')
        rig.log.wait_for('the mains have failed')
        return ups

    def test_to_the_end(self):
        with Rig() as rig:
            ups = self.bring_down(rig)
            told = sorted(rig.calls.next() for _ in range(3))
            text = 'a: The mains have failed. This computer runs on the battery of its UPS. Please save your work.'
            logger = 'logger -t upsmdd -p daemon.alert --'
            self.assertEqual(told, [f'{logger} {text}', f'tell to me {text}', f'wall {text}'])
            self.assertFalse(rig.killpower.exists())
            ups.tell('battery-low on')
            text = "a: This computer is going down now: the UPS's battery is low. Please save your work at once."
            calls = [rig.calls.next() for _ in range(5)]
            self.assertEqual(sorted(calls[:4]),
                             [f'{logger} {text}', 'save all of it', f'tell to me {text}', f'wall {text}'])
            self.assertEqual(calls[4], 'systemctl -i --no-ask-password poweroff')
            # It was there before the shutdown was ordered.
            order = rig.killpower.read_text()
            self.assertIn(f'name = "a"\nport = "{rig.folder}/a"\ndelay = 20\n', order)
            self.assertIn('protocol = "megatec"\n', order)
            code, lines = rig.stop()
            self.assertEqual(code, 0, lines)
            self.assertTrue(rig.calls.queue.empty())
            self.assertEqual(rig.killpower.read_text(), order)
            self.the_end_of_the_shutdown(rig, ups)

    def the_end_of_the_shutdown(self, rig, ups):
        hook = ROOT / 'packaging' / 'systemd' / 'system-shutdown-upsmd'
        environment = {**os.environ, 'UPSMDD': UPSMDD, 'UPSMD_KILLPOWER': str(rig.killpower)}

        def end(*arguments, **changed):
            return subprocess.run([hook, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False,
                                  env={**environment, **changed})
        for arguments in ((), ('reboot',), ('kexec',), ('suspend',), ('POWEROFF',)):
            result = end(*arguments)
            self.assertEqual((result.returncode, result.stdout, result.stderr), (0, '', ''), arguments)
        self.assertEqual(end('poweroff', UPSMD_KILLPOWER=str(rig.folder / 'none')).returncode, 0)
        self.assertNotIn('"S', ups.log.read_text())
        self.assertIn('turn-off=none', ups.tell('status'))
        result = end('poweroff')
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('a: turns off after 20 s or later', result.stderr)
        self.assertIn('"S.4R0003\\r"', ups.log.read_text())
        # This unit does not wait once its battery is low.
        self.assertIn('output=off', ups.tell('status'))
        other = rig.simulate('b')
        rig.killpower.write_text(rig.killpower.read_text().replace('/a"', '/b"'))
        self.assertEqual(end('halt').returncode, 0)
        self.assertIn('turn-off=pending', other.tell('status'))

    def test_environment_of_commands(self):
        with Rig() as rig:
            rig.fake('tell', f'env >{rig.folder}/env; echo done >{rig.folder}/calls')
            self.bring_down(rig, '[ups.policy]\nnotify = []\nnotify_command = ["BIN/tell"]\nfirst_message_delay = 0\n')
            rig.calls.wait_for('done')
            environment = (rig.folder / 'env').read_text().splitlines()
            for line in ('UPSNAME=a', 'NOTIFYTYPE=ONBATT', 'UPSMD_MEMBERS=a', 'UPSMD_REASON='):
                self.assertIn(line, environment)
            self.assertTrue(any(line.startswith('UPSMD_MESSAGE=The mains') for line in environment))
            self.assertTrue(any(line.startswith('PATH=') for line in environment))

    def test_own_command_that_fails(self):
        with Rig() as rig:
            rig.fake('halt', 'exit 3')
            policy = '[ups.policy]\nnotify = []\nshutdown_command = ["BIN/halt", "-h"]\n'
            self.bring_down(rig, policy).tell('battery-low on')
            rig.calls.wait_for('halt -h')
            rig.log.wait_for(f'the shutdown was refused, and is ordered again in 30 s: {rig.bin}/halt: exit code 3')
            self.assertFalse(rig.killpower.exists())

    def test_a_command_that_hangs_holds_nothing_up(self):
        with Rig() as rig:
            # What it has started is ended with it.
            rig.fake('tell', f'trap "" TERM; sleep 600 & echo $! >{rig.folder}/pid; echo started >{rig.folder}/calls\n'
                             'wait; sleep 600')
            policy = '[ups.policy]\nnotify = []\nnotify_command = ["BIN/tell"]\nfirst_message_delay = 0\n'
            ups = self.bring_down(rig, policy + '[daemon]\ncommand_limit = 1\n')
            rig.calls.wait_for('started')
            ups.tell('mains on')
            rig.log.wait_for('the mains are back', 1)
            rig.log.wait_for('users were not told: ' + str(rig.bin / 'tell') + ': not through after 1 s, ended')
            child = int((rig.folder / 'pid').read_text())
            self.assertRaises(ProcessLookupError, self.wait_until_gone, child)

    @staticmethod
    def wait_until_gone(pid):
        descriptor = os.pidfd_open(pid)
        try:
            if not select.select([descriptor], [], [], SECONDS)[0]:
                raise AssertionError('the command lives')
        finally:
            os.close(descriptor)
        raise ProcessLookupError

    def test_a_program_that_is_not_there(self):
        with Rig() as rig:
            ups = self.bring_down(rig, '[ups.policy]\nnotify = []\ntask = ["/no/such/program"]\n')
            ups.tell('battery-low on')
            rig.log.wait_for('the task: /no/such/program: No such file or directory')
            rig.calls.wait_for('systemctl -i --no-ask-password poweroff')

    def test_dry_run(self):
        with Rig() as rig:
            rig.killpower.write_text("another daemon's")
            ups = rig.simulate('a')
            rig.start(A + POLICY, '--dry-run')
            rig.log.wait_for('state ONLINE')
            ups.tell('mains off')
            ups.tell('battery-low on')
            for what in ('tell the users', f'run {rig.bin}', 'order that a be turned off after 20 s',
                         'shut this computer down'):
                rig.log.wait_for('dry run, not done: ' + what)
            self.assertEqual(list(rig.run.iterdir()), [rig.killpower])
            rig.stop()
            self.assertTrue(rig.calls.queue.empty())
            self.assertEqual(rig.killpower.read_text(), "another daemon's")

    def test_hibernation(self):
        with Rig() as rig:
            rig.fake('busctl', """echo 's "yes"'""")
            ups = self.bring_down(rig, '[ups.policy]\nnotify = []\ncritical_action = "hibernate"\n'
                                       'turn_off = true\nturn_off_wait = 60\n')
            ups.tell('battery-low on')
            rig.calls.wait_for('busctl call org.freedesktop.login1 /org/freedesktop/login1 '
                               'org.freedesktop.login1.Manager CanHibernate')
            rig.calls.wait_for('systemctl -i --no-ask-password hibernate')
            self.assertIn('"S01R0003\\r"', ups.log.read_text())

    def test_no_hibernation(self):
        with Rig() as rig:
            rig.fake('busctl', """echo 's "na"'""")
            self.bring_down(rig, '[ups.policy]\nnotify = []\ncritical_action = "hibernate"\n').tell('battery-low on')
            rig.calls.wait_for('systemctl -i --no-ask-password poweroff')
            rig.log.wait_for('no hibernation, shutting down in its place: logind says')

    def test_group(self):
        with Rig() as rig:
            first, second = rig.simulate('a'), rig.simulate('b')
            rig.start(A + UPS.format('b') + '[[group]]\nname = "machine"\nups = ["a", "b"]\n'
                                            '[group.policy]\nnotify = []\nturn_off = true\n')
            for _ in range(2):
                rig.log.wait_for('state ONLINE')
            first.tell('mains off')
            first.tell('battery-low on')
            rig.log.wait_for('a: state LOWBATTERY')
            second.tell('mains off')
            rig.log.wait_for('machine: the mains have failed')
            self.assertTrue(rig.calls.queue.empty())
            second.tell('battery-low on')
            rig.calls.wait_for('systemctl -i --no-ask-password poweroff')
            self.assertEqual(re.findall(r'name = "(.)"', rig.killpower.read_text()), ['a', 'b'])


class Running(unittest.TestCase):
    def test_sigterm(self):
        with Rig() as rig:
            rig.killpower.write_text('left over')
            rig.simulate('a')
            rig.start(A + POLICY)
            self.assertFalse(rig.killpower.exists())
            rig.log.wait_for('state ONLINE')
            self.assertTrue((rig.run / 'upsmdd-a').is_socket())
            code, lines = rig.stop()
            self.assertEqual(code, 0, lines)
            self.assertEqual(list(rig.run.iterdir()), [])

    def test_socket(self):
        with Rig() as rig:
            rig.simulate('a')
            rig.start(A)
            rig.log.wait_for('communication established')
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(SECONDS)
                client.connect(str(rig.run / 'upsmdd-a'))
                client.sendall(b'DUMPALL\n')
                text = ''
                while 'DUMPDONE' not in text:
                    text += client.recv(65536).decode()
            self.assertIn('SETINFO ups.status "OL"', text)
            self.assertIn('SETINFO driver.name "upsmdd"', text)

    def test_no_port_yet(self):
        with Rig() as rig:
            rig.start(A)
            rig.log.wait_for('No such file')
            rig.simulate('a')
            rig.log.wait_for('state ONLINE')

    def test_reload(self):
        with Rig() as rig:
            ups = rig.simulate('a')
            rig.start(A + POLICY)
            rig.log.wait_for('state ONLINE')
            with self.subTest('a bad file changes nothing'):
                rig.reload(A + 'colour = 1\n')
                self.assertIn('upsmdd.toml:7:1: [[ups]] "a": there is no key colour', rig.log.wait_for('upsmdd.toml'))
                rig.log.wait_for('not reloaded: the configuration stays as it was')
            with self.subTest('one that is added; the other goes on untouched'):
                rig.simulate('b')
                rig.reload(A + UPS.format('b') + POLICY)
                rig.log.wait_for('reloaded')
                rig.log.wait_for('b: state ONLINE')
                self.assertEqual(sum('a is open' in line for line in rig.log.seen), 1, rig.log.seen)
            with self.subTest('no UPS that is on battery is opened anew'):
                ups.tell('mains off')
                rig.log.wait_for('a: state ONBATTERY')
                rig.reload(A.replace('100', '200'))
                rig.log.wait_for('not reloaded yet')
                ups.tell('mains on')
                rig.log.wait_for('a: state ONLINE')
                rig.log.wait_for('reloaded')
                rig.log.wait_for('a is open')
                rig.log.wait_for('a: state ONLINE')
            self.assertFalse((rig.run / 'upsmdd-b').exists())

    def test_reload_of_a_group_on_battery(self):
        with Rig() as rig:
            ups = rig.simulate('a')
            group = '[[group]]\nname = "g"\nups = ["a"]\n[group.policy]\nnotify = []\n'
            rig.start(A + group)
            rig.log.wait_for('state ONLINE')
            ups.tell('mains off')
            rig.log.wait_for('g: the mains have failed')
            rig.reload(A + UPS.format('b') + group.replace('"a"]', '"a", "b"]'))
            rig.log.wait_for('not reloaded yet')
            ups.tell('mains on')
            rig.log.wait_for('g: the mains are back')
            rig.log.wait_for('reloaded')

    def test_what_auto_finds_is_kept(self):
        with Rig() as rig:
            rig.simulate('a')
            rig.start('[[ups]]\nname = "a"\nport = "FOLDER/a"\n')
            rig.log.wait_for('megatec')
            rig.stop()
            self.assertEqual((rig.state / 'found').read_text(), f'a megatec 2400 DTR {rig.folder}/a\n')
            asked = len(rig.simulators['a'].log.read_text())
            rig.start('[[ups]]\nname = "a"\nport = "FOLDER/a"\n')
            rig.log.wait_for('communication established')
            self.assertEqual(re.findall(r' rx .*"(.*)"', rig.simulators['a'].log.read_text()[asked:])[0], 'Q1\\r')

    def test_policy_holds_at_once(self):
        with Rig() as rig:
            ups = rig.simulate('a')
            rig.start(A)
            rig.log.wait_for('state ONLINE')
            ups.tell('mains off')
            rig.log.wait_for('state ONBATTERY')
            rig.reload(A + '[ups.policy]\nnotify = []\nnotify_command = ["BIN/tell"]\nfirst_message_delay = 0\n')
            rig.calls.wait_for('tell a: The mains have failed')

    def test_service_manager(self):
        with Rig() as rig, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.settimeout(SECONDS)
            manager.bind(str(rig.folder / 'notify'))

            def told(part):
                text = ''
                while part not in text:
                    text = manager.recv(4096).decode()
                return text
            rig.simulate('a')
            rig.start(A, NOTIFY_SOCKET=str(rig.folder / 'notify'), WATCHDOG_USEC='200000')
            self.assertEqual(told('READY=1'), 'READY=1\nSTATUS=1 NOCOMM')
            self.assertEqual(told('STATUS='), 'STATUS=1 ONLINE')
            for _ in range(3):
                self.assertEqual(told('WATCHDOG'), 'WATCHDOG=1')
            rig.process.send_signal(signal.SIGHUP)
            told('RELOADING=1')
            self.assertEqual(told('READY=1'), 'READY=1\nSTATUS=1 ONLINE')
            rig.stop()
            told('STOPPING=1')


class OnTheCommandLine(unittest.TestCase):
    def test_check(self):
        result = run('--check', ROOT / 'packaging' / 'upsmdd.toml')
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        self.assertIn('UPS ups: /dev/ttyS0, protocol auto', result.stdout)
        self.assertIn('at the end told to turn off, after 20 s or later, until the mains are back: ups', result.stdout)

    def test_every_line_of_the_example(self):
        """What is commented out has to be right, too."""
        text = (ROOT / 'packaging' / 'upsmdd.toml').read_text()
        text = re.sub(r'(?m)^#(?=[a-z_]+ = |\[)', '', text)
        text = text.replace('protocol = "auto"', 'protocol = "simple"')
        text = re.sub(r'ups = \["rack-a", "rack-b"\]', 'ups = ["rack-a"]', text)
        with Rig() as rig:
            rig.config.write_text(text + '\n[[ups]]\nname = "rack-a"\nport = "/dev/ttyS9"\n')
            result = run('--check', rig.config)
        self.assertEqual((result.returncode, result.stderr), (0, ''))

    def test_check_of_a_bad_file(self):
        with Rig() as rig:
            rig.config.write_text('[[ups]]\nname = "a"\nport = 1\n')
            for code, *arguments in ((1, '--check', rig.config), (1, '--check', '--config', rig.config),
                                     (78, '--config', rig.config)):
                result = run(*arguments)
                self.assertEqual((result.returncode, result.stdout), (code, ''))
                problem = 'port: has to be a text in quotation marks, and is a number'
                self.assertEqual(result.stderr, f'{rig.config}:3:8: [[ups]] "a": {problem}\n')

    def test_kill_power_without_order(self):
        result = run('--kill-power', '/nonexistent')
        self.assertEqual(result.returncode, 2)
        self.assertIn('/nonexistent', result.stderr)

    def test_kill_power_of_what_auto_has_found(self):
        with Rig() as rig:
            ups = rig.simulate('a')
            rig.killpower.write_text(KILL.format('a', rig.folder) + '[[ups]]\nname = "c"\n')
            result = run('--kill-power', rig.killpower)
            self.assertEqual(result.returncode, 1)
            self.assertIn('a: turns off after 12 s or later', result.stderr)
            self.assertIn(':6:1: [[ups]] "c": has no port', result.stderr)
            self.assertIn('"S.2R0003\\r"', ups.log.read_text())


class Unanswered(unittest.TestCase):
    def test_kill_power(self):
        with SILENT as rig:
            _, said = rig.process.communicate(timeout=SECONDS)
            self.assertEqual(rig.process.returncode, 1)
            self.assertIn('b: shutdown.return: the UPS has never answered', said)
            # Nothing but the protocol that was found was ever asked.
            self.assertEqual(set(re.findall(r'"(.*?)"', rig.simulators['b'].log.read_text())), {'Q1\\r'})


class Unit(unittest.TestCase):
    def test_unit_file(self):
        with Rig() as rig:
            unit = rig.folder / 'upsmdd.service'
            unit.write_text((ROOT / 'packaging/systemd/upsmdd.service').read_text().replace('/usr/sbin/upsmdd', UPSMDD))
            try:
                result = subprocess.run(['systemd-analyze', '--man=no', 'verify', unit], capture_output=True, text=True,
                                        timeout=SECONDS, check=False)
            except FileNotFoundError:
                self.skipTest('systemd-analyze is not installed')
            # What it thinks of the system's own units is another matter.
            said = result.stdout + result.stderr
            self.assertEqual([line for line in said.splitlines() if 'upsmdd.service' in line], [])


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
