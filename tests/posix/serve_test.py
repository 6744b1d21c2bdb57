#!/usr/bin/env python3
"""serve_test.py UPSMD_HOST ODD_MINIDRIVER LACKING_MINIDRIVER [SCRIPTS_WINE]: `upsmd-host --serve` over pipes, with a minidriver that
misbehaves as it is told. With SCRIPTS_WINE the files are Windows ones."""
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HOST, ODD, LACKING = (os.path.abspath(path) for path in sys.argv[1:4])
WINE = [os.path.abspath(path) for path in sys.argv[4:5]]
LIMIT = 20      # seconds, for what has to come
END_LIMIT = 3   # of the host after the end of its input
SLACK = 2       # for a busy machine


def system_path(path):
    """As the host program knows it."""
    return 'Z:' + str(path).replace('/', '\\') if WINE else str(path)


class Child:
    """The host program, and the lines that it says."""

    def __init__(self, folder, words):
        self.folder = pathlib.Path(folder)
        self.odd = self.folder / 'odd.txt'
        self.behave(words)
        self.process = subprocess.Popen([*WINE, HOST, '--serve'], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, env={**os.environ, 'UPSMD_ODD': system_path(self.odd)})
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.decode().removesuffix('\n'))
        self.lines.put(None)

    def behave(self, words):
        """As a whole: the file is read all the time."""
        new = self.folder / 'new.txt'
        new.write_text(words)
        new.replace(self.odd)

    def say(self, line):
        self.process.stdin.write(line.encode() + b'\n')
        self.process.stdin.flush()

    def next(self):
        return self.lines.get(timeout=LIMIT)

    def calls(self):
        log = self.folder / 'odd.txt.log'
        return log.read_text().replace('\r', '').split('\n')[:-1] if log.exists() else []

    def wait_for_call(self, name):
        end = time.monotonic() + LIMIT
        while name not in self.calls():
            if time.monotonic() > end:
                raise AssertionError(f'{name} is not called: {self.calls()}')
            time.sleep(0.02)

    def end(self):
        """Ends its input; gives its exit code and how long it took."""
        begin = time.monotonic()
        self.process.stdin.close()
        code = self.process.wait(LIMIT)
        return code, time.monotonic() - begin

    def close(self):
        self.process.kill()
        self.process.wait()
        self.reader.join(LIMIT)
        self.process.stdout.close()
        if not self.process.stdin.closed:
            try:
                self.process.stdin.close()
            except BrokenPipeError:
                pass  # it has gone with a line unread


class Serve(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, words=''):
        child = Child(self.folder, words)
        self.addCleanup(child.close)
        self.assertEqual(child.next(), 'ready')
        return child

    def start_loaded(self, words=''):
        child = self.start(words)
        child.say('load ' + system_path(ODD))
        self.assertEqual(child.next(), 'loaded')
        return child

    def start_initialised(self, words='', state=1):
        child = self.start_loaded(words)
        child.say('init')
        self.assertEqual([child.next(), child.next()], ['init 1', f'state {state}'])
        return child

    def test_all_commands(self):
        child = self.start_initialised()
        child.behave('state=2')
        self.assertEqual(child.next(), 'state 2')
        child.say('turn-off 60\r')
        self.assertEqual(child.next(), 'turned-off')
        child.say('cancel')
        self.assertEqual(child.next(), 'state 2')   # the wait has ended
        child.say('stop')
        self.assertEqual(child.next(), 'stopped')
        child.say('quit')
        self.assertIsNone(child.next())
        self.assertEqual(child.process.wait(LIMIT), 0)
        self.assertEqual(child.calls(), ['init', 'turn-off 60', 'cancel', 'cancel', 'stop', 'stop'])

    def test_lines_that_it_does_not_understand(self):
        child = self.start()
        for line in ('init', 'stop', 'turn-off 5', 'x' * 4000):
            child.say(line)
            self.assertRegex(child.next(), '^error ')
        child.say('load ' + system_path(ODD))
        self.assertEqual(child.next(), 'loaded')
        for line in ('load ' + system_path(ODD), 'turn-off 5', 'init 1', 'INIT', ''):
            child.say(line)
            self.assertRegex(child.next(), '^error ')
        child.say('init')
        self.assertEqual([child.next(), child.next()], ['init 1', 'state 1'])
        for line in ('turn-off', 'turn-off -1', 'turn-off 5x', 'turn-off 4294967296', 'init'):
            child.say(line)
            self.assertRegex(child.next(), '^error ')
        self.assertEqual(child.calls(), ['init'])

    def test_a_line_that_is_too_long_is_the_end(self):
        child = self.start_initialised()
        child.say('x' * 4097)
        self.assertIsNone(child.next())
        self.assertEqual(child.process.wait(LIMIT), 0)
        self.assertEqual(child.calls(), ['init', 'cancel', 'stop'])

    def test_files_that_are_no_minidriver(self):
        child = self.start()
        child.say('load ' + system_path('/nowhere/x.dll'))
        self.assertRegex(child.next(), '^no-such-driver .*x.dll')
        child.say('load ' + system_path(LACKING))
        self.assertRegex(child.next(), '^bad-interface .*UPSInit, UPSStop, UPSWaitForStateChange, UPSCancelWait, UPSTurnOff$')

    def test_full_paths_only(self):
        shutil.copy(ODD, self.folder)
        name = os.path.basename(ODD)
        child = self.start()
        for path in (name, './' + name, '.\\' + name, 'C:' + name, '\\' + name, '../x/' + name):
            child.say('load ' + path)
            self.assertRegex(child.next(), '^no-such-driver ', path)
        if WINE:
            child.say('load kernel32.dll')  # stands in the system's folder, and is no minidriver
            self.assertRegex(child.next(), '^bad-interface ')

    def test_the_command_line_takes_relative_paths(self):
        shutil.copy(LACKING, self.folder)
        name = os.path.basename(LACKING)
        for path in (name, os.path.join('.', name)):
            done = subprocess.run([*WINE, HOST, path], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, timeout=LIMIT)
            self.assertEqual(done.returncode, 3, done.stdout)   # found, but it lacks a function

    def test_init_that_fails_is_followed_by_stop(self):
        child = self.start_loaded('init=5')
        child.say('init')
        self.assertEqual(child.next(), 'init 5')
        self.assertEqual(child.calls(), ['init', 'stop'])
        child.behave('slow-init')
        child.say('init')
        self.assertEqual([child.next(), child.next()], ['init 1', 'state 1'])

    def test_states_are_told_as_they_are(self):
        child = self.start_initialised('state=3', state=3)
        for state in (16, 99, 4294967295, 0):
            child.behave(f'state={state}')
            self.assertEqual(child.next(), f'state {state}')

    def test_a_crash_is_the_end(self):
        child = self.start_initialised()
        child.behave('crash-wait')
        self.assertIsNone(child.next())
        code = child.process.wait(LIMIT)
        if not WINE:  # the exit code that Linux sees is the last thread's there, whichever that is
            self.assertNotEqual(code, 0)

    def test_a_wait_that_ignores_the_cancel_holds_nothing_up(self):
        child = self.start_initialised('ignore-cancel')
        child.say('cancel')
        child.say('stop')
        self.assertEqual(child.next(), 'stopped')

    def assert_ends(self, child, least):
        code, seconds = child.end()
        self.assertEqual(code, 0)
        self.assertGreaterEqual(seconds, least)
        self.assertLess(seconds, END_LIMIT + SLACK)
        self.assertIsNone(child.next())

    def test_the_end_of_input_is_the_end(self):
        child = self.start_initialised()
        self.assert_ends(child, 0)
        self.assertEqual(child.calls(), ['init', 'cancel', 'stop'])

    def test_functions_that_never_return_end_with_the_input(self):
        for command, words in (('init', 'hang-init'), ('stop', 'hang-stop'), ('turn-off 60', 'hang-turn-off')):
            with self.subTest(words):
                (pathlib.Path(self.folder) / 'odd.txt.log').unlink(missing_ok=True)
                child = self.start_loaded(words) if command == 'init' else self.start_initialised(words)
                child.say(command)
                child.wait_for_call(command)
                self.assert_ends(child, END_LIMIT - 0.5)

    def test_quit_has_the_limit_too(self):
        child = self.start_initialised('hang-stop')
        child.say('quit')
        self.assertIsNone(child.next())
        self.assertEqual(child.process.wait(LIMIT), 0)

    def test_a_sign_of_life_every_five_seconds(self):
        for words in ('', 'spin'):
            with self.subTest(words):
                child = self.start_initialised(words)
                begin = time.monotonic()
                self.assertEqual(child.next(), 'state 1')
                seconds = time.monotonic() - begin
                self.assertGreater(seconds, 4)
                self.assertLess(seconds, 5 + SLACK)
                # A wait that returns at once is asked ten times a second.
                calls = child.calls().count('spin')
                self.assertEqual(calls > 0, words == 'spin')
                self.assertLessEqual(calls, 10 * (seconds + 1))
                child.end()     # it would read the next one's words

    def test_what_the_minidriver_prints_goes_nowhere(self):
        child = self.start_initialised('print')     # "state 4", at every call
        child.say('turn-off 60')
        self.assertEqual(child.next(), 'turned-off')
        child.say('stop')
        self.assertEqual(child.next(), 'stopped')


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1])
