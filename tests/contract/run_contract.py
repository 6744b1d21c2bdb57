#!/usr/bin/env python3
"""Runs a test program against a simulated UPS on a serial port, natively or under Wine, each test in a process of its own.

run_contract.py --suite PROGRAM --driver MINIDRIVER [--sim UPSMD_SIM] [--preload FOLDER] [--wine SCRIPTS_WINE] [TEST...]

Prints a line a test, what a failed one printed, and "N passed, M failed". (One process for all is not possible: in Wine 8 each
WaitCommEvent leaves an entry behind in the list of threads at which a later LoadLibrary stumbles.) The program may run inside Wine while the simulator runs outside, so it asks for what it needs over its standard output:
a line "@@ REQUEST", answered on its standard input by "ok N" or "error N" and N lines. Requests (tests/contract/bridge.h wraps them):

  sim PROTOCOL [ARGUMENT...]  start upsmd-sim behind the port; an earlier one ends
  nosim                       end it; the port is gone
  cmd COMMAND                 one command to the simulator; its answer
  mark                        forget the simulator's log so far
  log                         the simulator's log since the mark
  await SECONDS REGEX         the first line of the log since the mark that matches, as soon as it is there
  link TARGET                 make the port a link to TARGET
  child ARGUMENT...           run the program again with these arguments; "ok" with its exit code, and what it printed
"""
import argparse
import contextlib
import fcntl
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

NATIVE_BIN = pathlib.Path(__file__).resolve().parents[2] / 'build' / 'bin'
REQUEST = '@@ '
START_SECONDS = 20
ANSWER_SECONDS = 20
CHILD_SECONDS = 60
TEST_SECONDS = 240
LAST_LINES_SECONDS = 3


class RunnerError(Exception):
    pass


class Lines:
    """Lines that a pipe delivers, collected by a thread, to be waited for."""

    def __init__(self, pipe):
        self.lines = []
        self.ended = False
        self.changed = threading.Condition()
        self.collector = threading.Thread(target=self._collect, args=(pipe,), daemon=True)
        self.collector.start()

    def _collect(self, pipe):
        for line in pipe:
            with self.changed:
                self.lines.append(line.rstrip('\r\n'))
                self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def end(self):
        """Nothing more is written, though somebody may still hold the pipe open."""
        self.collector.join(LAST_LINES_SECONDS)
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def wait_for(self, pick, seconds):
        """pick(lines) until it gives something; None when the time is over or the pipe has ended."""
        end = time.monotonic() + seconds
        with self.changed:
            while True:
                found = pick(self.lines)
                left = end - time.monotonic()
                if found is not None or left <= 0 or self.ended:
                    return found
                self.changed.wait(left)


class Simulator:
    def __init__(self, program, arguments, link, lines_folder):
        command = [program, *arguments, '--link', link, '--log', '-', '--lines-dir', lines_folder, '--stay']
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, errors='backslashreplace')
        self.answers = Lines(self.process.stdout)
        self.log = Lines(self.process.stderr)
        self.taken = 0
        self.begin = 0
        if self._answer(START_SECONDS) is None:
            self.log.wait_for(lambda lines: None, 1)
            raise RunnerError(f'{" ".join(command)} does not start: ' + ' '.join(self.log.lines))

    def _answer(self, seconds):
        answer = self.answers.wait_for(lambda lines: lines[self.taken] if len(lines) > self.taken else None, seconds)
        if answer is not None:
            self.taken += 1
        return answer

    def command(self, text):
        self.process.stdin.write(text + '\n')
        self.process.stdin.flush()
        answer = self._answer(ANSWER_SECONDS)
        # A port that comes back is announced before the command is confirmed.
        if answer is not None and text.split()[0] == 'replug' and answer.startswith('/dev/'):
            answer = self._answer(ANSWER_SECONDS)
        if answer is None:
            raise RunnerError(f'the simulator does not answer "{text}"')
        return answer

    def stop(self):
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Runner:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.simulator = None
        self.lines_folder = os.path.join(folder, 'lines')
        os.mkdir(self.lines_folder)
        self.environment = dict(os.environ, UPSMD_LINES_DIR=self.lines_folder)
        preload = ''
        if options.preload:
            preload = os.path.join(os.path.abspath(options.preload), '$LIB', 'libupsmd-lines.so')
            self.environment['UPSMD_CONTRACT_LINES'] = '1'
        driver = os.path.abspath(options.driver)
        if options.wine:
            self.prefix = subprocess.run([os.path.join(os.path.dirname(options.wine), 'wine-prefix')], check=True,
                                         stdout=subprocess.PIPE, text=True).stdout.strip()
            self.link = os.path.join(self.prefix, 'dosdevices', 'com7')
            # No debugger: it may hang itself, and a crash is to be seen as one.
            self.environment.update(WINEPREFIX=self.prefix, WINEDLLOVERRIDES='winedbg.exe=d', UPSMD_WINE_PRELOAD=preload,
                                    UPSMD_CONTRACT_PORT='COM7', UPSMD_CONTRACT_DRIVER='Z:' + driver.replace('/', '\\'))
        else:
            self.link = os.path.join(folder, 'port')
            if preload:
                self.environment['LD_PRELOAD'] = preload
            self.environment.update(UPSMD_REGISTRY=os.path.join(folder, 'registry.reg'),
                                    UPSMD_CONTRACT_PORT=self.link, UPSMD_CONTRACT_DRIVER=driver)
        self.remove_link()

    def lock(self):
        """One registry and one COM7 a prefix: one run at a time."""
        name = os.path.join(self.prefix, '.contract-lock') if self.options.wine else os.path.join(self.folder, 'lock')
        handle = open(name, 'w', encoding='ascii')
        fcntl.flock(handle, fcntl.LOCK_EX)
        return handle

    def program(self, arguments):
        return [*([self.options.wine] if self.options.wine else []), self.options.suite, *arguments]

    def remove_link(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.link)

    def stop_simulator(self):
        if self.simulator:
            self.simulator.stop()
        self.simulator = None
        self.remove_link()

    def running(self):
        if not self.simulator:
            raise RunnerError('no simulator runs')
        return self.simulator

    # One method a request. Each returns the lines of the answer.

    def do_sim(self, rest):
        self.stop_simulator()
        self.simulator = Simulator(self.options.sim, rest.split(), self.link, self.lines_folder)
        return []

    def do_nosim(self, _rest):
        self.stop_simulator()
        return []

    def do_cmd(self, rest):
        answer = self.running().command(rest)
        if answer.startswith('error'):
            raise RunnerError(f'"{rest}": {answer}')
        return [answer]

    def do_mark(self, _rest):
        simulator = self.running()
        with simulator.log.changed:
            simulator.begin = len(simulator.log.lines)
        return []

    def do_log(self, _rest):
        simulator = self.running()
        with simulator.log.changed:
            return simulator.log.lines[simulator.begin:]

    def do_await(self, rest):
        seconds, pattern = rest.split(' ', 1)
        simulator = self.running()
        expression = re.compile(pattern)
        found = simulator.log.wait_for(
            lambda lines: next((line for line in lines[simulator.begin:] if expression.search(line)), None), float(seconds))
        if found is None:
            raise RunnerError(f'no line matches "{pattern}" within {seconds} s; the log:\n' + '\n'.join(self.do_log('')))
        return [found]

    def do_link(self, rest):
        self.stop_simulator()
        os.symlink(rest, self.link)
        return []

    def do_child(self, rest):
        child = subprocess.run(self.program(rest.split()), env=self.environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='backslashreplace',
                               timeout=CHILD_SECONDS)
        return [str(child.returncode), *child.stdout.splitlines()]

    def answer(self, request):
        word, _, rest = request.partition(' ')
        try:
            method = getattr(self, 'do_' + word, None)
            if method is None:
                raise RunnerError(f'unknown request "{word}"')
            return 'ok', method(rest)
        except (RunnerError, OSError, ValueError, re.error, subprocess.SubprocessError) as error:
            return 'error', str(error).splitlines() or ['unknown']

    def test_names(self):
        """Catch2's exit code is the number of tests here."""
        listed = subprocess.run(self.program(['--list-test-names-only', *self.options.tests]), env=self.environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)
        return [line.strip() for line in listed.stdout.splitlines() if line.strip()]

    def run_test(self, name):
        """True where it passed, and what it printed."""
        pattern = re.sub(r'([\\,\[\]"*])', r'\\\1', name)
        suite = subprocess.Popen(self.program([pattern]), env=self.environment, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='backslashreplace')
        lines = Lines(suite.stdout)
        # Its end is the process's, not the pipe's: a debugger or a server of Wine's may hold that open for ever.
        threading.Thread(target=lambda: (suite.wait(), lines.end()), daemon=True).start()
        end = time.monotonic() + TEST_SECONDS
        printed = []
        try:
            for taken in itertools.count():
                line = lines.wait_for(lambda found, n=taken: found[n] if len(found) > n else None, end - time.monotonic())
                if line is None:
                    break
                if not line.startswith(REQUEST):
                    printed.append(line)
                    continue
                outcome, answer = self.answer(line[len(REQUEST):])
                with contextlib.suppress(BrokenPipeError):
                    suite.stdin.write(''.join(text + '\n' for text in [f'{outcome} {len(answer)}', *answer]))
                    suite.stdin.flush()
        finally:
            with contextlib.suppress(subprocess.TimeoutExpired):
                suite.wait(max(end - time.monotonic(), 1))  # its output may end a moment before it does
            if suite.poll() is None:
                printed.append(f'killed after {TEST_SECONDS} s')
                suite.kill()
            code = suite.wait()
            self.stop_simulator()
        if code != 0:
            printed.append(f'exit code {code}')
        # A pattern that matches nothing would pass too.
        return code == 0 and any('1 test case' in line for line in printed), printed

    def run(self):
        failed = []
        names = self.test_names()
        for name in names:
            begin = time.monotonic()
            passed, printed = self.run_test(name)
            print(f'{"ok    " if passed else "FAILED"} {name} ({time.monotonic() - begin:.1f} s)', flush=True)
            if not passed:
                failed.append(name)
                print('\n'.join('    ' + line for line in printed), flush=True)
        print(f'{len(names) - len(failed)} passed, {len(failed)} failed')
        return 1 if failed or not names else 0


def main():
    parser = argparse.ArgumentParser(description='Runs a test program against a simulated UPS.')
    parser.add_argument('--suite', required=True)
    parser.add_argument('--driver', required=True)
    parser.add_argument('--sim', help='upsmd-sim; for Wine by default the one of the native build')
    parser.add_argument('--preload', help="the preload library's folder, with $LIB folders in it (default likewise); "
                                          'without it the port has no modem lines')
    parser.add_argument('--wine', help='scripts/wine; makes the port COM7 of its prefix')
    parser.add_argument('tests', nargs='*', help="names or [tags] of tests, as Catch2 takes them; default: all")
    options = parser.parse_args()
    if options.wine:
        native = pathlib.Path(os.environ.get('UPSMD_NATIVE_BIN') or NATIVE_BIN)
        options.sim = options.sim or str(native / 'upsmd-sim')
        options.preload = options.preload or str(native / 'preload')
    if not options.sim:
        parser.error('--sim is needed')
    for path in (options.suite, options.driver, options.sim):
        if not pathlib.Path(path).exists():
            sys.exit(f'run_contract: {path} is missing')
    folder = tempfile.mkdtemp(prefix='upsmd-contract-')
    try:
        runner = Runner(options, folder)
        with runner.lock():
            return runner.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main())
