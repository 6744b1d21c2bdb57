#!/usr/bin/env python3
"""Builds and runs the tests.

    ./test [unit|sim|posix|foreign|packages|win32|checks]... [--asan|--ubsan|--tsan]

Without names: all suites; with a sanitizer: unit, sim and posix, built with it.
    unit    the core and everything without I/O           sim     whole outages in virtual time
    posix   real ptys, programs, the Linux minidriver     foreign  NUT and apcupsd against the simulator
    win32   the Windows files, under Wine and as files    checks   rules of the source tree
    packages  the Debian packages, in a throw-away root
A suite is what Meson lists as tests under that name (win32: from both Windows builds). A test counts as many
cases as it reports: Catch2's or unittest's summary, or a last line "N passed, M failed"; one that crashes, hangs, reports nothing
or cannot run counts as one failed. The last line is the sum. Logs: build/log/.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

from build import LOG, ROOT, SANITIZERS, Build, BuildError

SUITES = ('unit', 'sim', 'posix', 'foreign', 'packages', 'win32', 'checks')
SANITIZED_SUITES = ('unit', 'sim', 'posix')
BUILDS = {'win32': ('win64', 'win32')}  # suite -> builds, where it is not the native one
AT_ONCE = {'posix': 3, 'foreign': 4}  # tests of a suite; nearly all of these is waiting for serial lines
WINE = str(ROOT / 'scripts' / 'wine')
RUNNING = set()  # process groups of tests
SLOWER = {'native-asan': 3, 'native-ubsan': 3, 'native-tsan': 10}  # time limits

COUNT_LINE = re.compile(r'^(\d+) passed, (\d+) failed$')
CATCH_PASSED = re.compile(r'^All tests passed \(.*in (\d+) test cases?\)$')
CATCH_FAILED = re.compile(r'^test cases: +(\d+) \|')
UNITTEST_RAN = re.compile(r'^Ran (\d+) tests? in ')
UNITTEST_FAILED = re.compile(r'^FAILED \((.*)\)$')
CATCH_FAILED_COUNT = re.compile(r'\| +(\d+) failed')


def counts(output):
    """(passed, failed) as the last summary of the output says, or None."""
    unittest_failed = 0
    for line in reversed(output.splitlines()):
        line = line.strip()
        if match := UNITTEST_FAILED.match(line):
            unittest_failed = sum(int(part.split('=')[1]) for part in match[1].split(', ')
                                  if part.startswith(('failures', 'errors')))
        if match := UNITTEST_RAN.match(line):
            return int(match[1]) - unittest_failed, unittest_failed
        if match := COUNT_LINE.match(line):
            return int(match[1]), int(match[2])
        if match := CATCH_PASSED.match(line):
            return int(match[1]), 0
        if match := CATCH_FAILED.match(line):
            failed = CATCH_FAILED_COUNT.search(line)
            failed = int(failed[1]) if failed else 0
            return int(match[1]) - failed, failed
    return None


def judge(exit_code, output):
    """(passed, failed, reason): what a test's end means; reason is empty where all is well."""
    found = counts(output)
    if exit_code < 0:
        passed, failed = found or (0, 0)
        return passed, max(failed, 1), f'ended by signal {-exit_code}'
    if found is None:
        return 0, 1, f'no summary in its output, exit code {exit_code}'
    passed, failed = found
    if failed:
        return passed, failed, f'{failed} failed'
    if exit_code != 0:
        return passed, 1, f'exit code {exit_code}, though nothing failed by its own count'
    if passed == 0:
        return 0, 1, 'ran no test case'
    return passed, 0, ''


def kill_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run_command(command, env, cwd, limit):
    """Runs a command in a process group of its own, ended as a whole when the limit (s) is over: (exit code or None
    for a hang, output). To a file: what the command leaves behind must not hold us by a pipe."""
    with tempfile.TemporaryFile() as log, \
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=cwd,
                             env={**os.environ, **env}, start_new_session=True) as process:
        RUNNING.add(process.pid)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            code = None
        RUNNING.discard(process.pid)
        kill_group(process.pid)  # what the test left behind, too
        log.seek(0)
        return code, log.read().decode('utf-8', 'replace')


class Suite:
    def __init__(self, name, builds):
        self.name = name
        self.builds = builds
        self.passed = 0
        self.failed = 0
        self.log_path = LOG / f'test-{name}.log'
        self.lock = threading.Lock()

    def cannot_run(self, reason):
        self.failed += 1
        print(f'{self.name} suite cannot run: {reason}', flush=True)

    def run_test(self, test, build, log):
        command = list(test['cmd'])
        if command[0].endswith('.exe'):
            command.insert(0, WINE)
        limit = (test['timeout'] or 30) * SLOWER.get(build.name, 1)
        name = f"{test['name']} ({build.name})"
        start = time.monotonic()
        code, output = run_command(command, test['env'], test['workdir'] or build.folder, limit)
        if code is None:
            passed, failed, reason = 0, 1, f'hung: not finished after {limit} s'
        else:
            passed, failed, reason = judge(code, output)
        with self.lock:
            log.write(f'\n===== {name}: {time.monotonic() - start:.1f} s\n{output}')
            log.flush()
            self.passed += passed
            self.failed += failed
            if reason:
                print('\n'.join(output.splitlines()[-40:]))
                print(f'{self.name}: {name}: {reason}', flush=True)

    def run(self):
        start = time.monotonic()
        LOG.mkdir(parents=True, exist_ok=True)
        with self.log_path.open('w', encoding='utf-8', errors='replace') as log, \
                concurrent.futures.ThreadPoolExecutor(AT_ONCE.get(self.name, 1)) as pool:
            for build in self.builds:
                tests = [test for test in build.info('tests') if f'upsmd:{self.name}' in test['suite']]
                if not tests:
                    self.cannot_run(f'the {build.name} build lists no test of it')
                # The longest first, as far as their limits tell.
                tests.sort(key=lambda test: -(test['timeout'] or 30))
                for done in [pool.submit(self.run_test, test, build, log) for test in tests]:
                    done.result()
        self.print_line(time.monotonic() - start)

    def print_line(self, seconds):
        print(f'{self.name:8}{self.passed:6} passed, {self.failed} failed   {seconds:7.1f} s', flush=True)


def setup(*sets):
    """The reason why the sets of tools cannot be installed, or ''."""
    done = subprocess.run([str(ROOT / 'scripts' / 'setup'), *sets], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True, check=False)
    sys.stderr.write(done.stderr)
    lines = done.stderr.strip().splitlines() or ['scripts/setup failed']
    return '' if done.returncode == 0 else lines[-1]


class WinePrefix(threading.Thread):
    """Makes the Wine prefix while the compiler runs."""

    def __init__(self):
        super().__init__(daemon=True)
        self.reason = ''

    def run(self):
        done = subprocess.run([str(ROOT / 'scripts' / 'wine-prefix')], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.reason = (done.stderr.strip().splitlines() or ['scripts/wine-prefix failed'])[-1]

    @staticmethod
    def end():
        subprocess.run([WINE, '--server', '-k'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)


def run_suites(names, sanitizer):
    """The suites that were asked for, run."""
    native = Build(f'native-{sanitizer}' if sanitizer else 'native')
    builds = {'native': native, 'win64': Build('win64'), 'win32': Build('win32')}
    suites = [Suite(name, [builds[build] for build in BUILDS.get(name, ('native',))]) for name in names]
    reasons = {}  # suite -> why it cannot run
    others = {'foreign', 'posix'} & {*names}  # suites with programs of others
    if others:
        if reason := setup('tests'):
            reasons.update(dict.fromkeys(others, reason))
        elif 'foreign' in others:
            os.environ['UPSMD_APCUPSD'] = subprocess.run(
                [str(ROOT / 'scripts' / 'setup-apcupsd')], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    if 'packages' in names:
        if reason := setup('packages'):
            reasons['packages'] = reason
    prefix = None
    if 'win32' in names:
        if reason := setup('windows'):
            reasons['win32'] = reason
        else:
            prefix = WinePrefix()
            prefix.start()
    needed = {build.name: build for suite in suites if suite.name not in reasons for build in suite.builds}
    # The simulator and the preload library are native, always; what else is native, only its own suites need.
    needed = {native.name: native, **needed}
    broken = {}
    for build in needed.values():
        start = time.monotonic()
        try:
            build.run(all_targets=build is not native or bool({*names} - {'win32', 'checks', 'packages'}))
            print(f'built {build.name} in {time.monotonic() - start:.0f} s', flush=True)
        except BuildError as error:
            print(error, flush=True)
            broken[build.name] = f'building {build.name} failed'
    if prefix:
        prefix.join()
        if prefix.reason:
            reasons['win32'] = prefix.reason
    for suite in suites:
        reason = reasons.get(suite.name) or next(
            (broken[name] for name in [native.name] + [build.name for build in suite.builds] if name in broken), '')
        if reason:
            suite.cannot_run(reason)
            suite.print_line(0)
        else:
            suite.run()
    if prefix:
        prefix.end()
    return suites


def main():
    parser = argparse.ArgumentParser(prog='./test', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('suite', nargs='*', help=', '.join(SUITES))
    choice = parser.add_mutually_exclusive_group()
    for name in SANITIZERS:
        choice.add_argument(f'--{name}', dest='sanitizer', action='store_const', const=name)
    options = parser.parse_args()
    known = SANITIZED_SUITES if options.sanitizer else SUITES
    for name in options.suite:
        if name not in known:
            parser.error(f'no suite is called {name}' + (f' with --{options.sanitizer}' if options.sanitizer else '') +
                         ': ' + ', '.join(known))
    names = [name for name in known if not options.suite or name in options.suite]
    try:
        suites = run_suites(names, options.sanitizer)
    except KeyboardInterrupt:
        for pid in list(RUNNING):
            kill_group(pid)
        os._exit(1)  # without waiting for the tests that have not begun
    passed, failed = sum(suite.passed for suite in suites), sum(suite.failed for suite in suites)
    if passed == 0 and failed == 0:
        failed = 1
    print(f'{passed} passed, {failed} failed', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
