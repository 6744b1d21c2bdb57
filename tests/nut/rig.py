"""What the tests of upsmd-nut share: simulated UPSes, their drivers, NUT's own upsd and its clients, in one temporary folder.

Arguments of each test: DRIVER UPSMD_SIM PRELOAD [CLASS or CLASS.TEST...]. DRIVER is the program upsmd-nut, or the word `nut`: then NUT's
own drivers take its place, which shows that a test asks for nothing that they do not do. PRELOAD is the folder of the
library that gives ptys modem lines.

Nothing here touches /etc/nut or /run/nut: NUT's programs are told by their variables where everything is.
"""
import concurrent.futures
import contextlib
import copy
import getpass
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'posix'))
from peers import SKIPPED, Simulator, find_nut, wait_for  # noqa: E402

if len(sys.argv) < 4:
    sys.exit(__doc__)
OURS = None if sys.argv[1] == 'nut' else pathlib.Path(sys.argv[1]).resolve()
SIMULATOR, PRELOAD = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[2:4])
UPSD, UPSMON = find_nut('upsd'), find_nut('upsmon')
LIMIT = 20  # seconds until a program must have noticed
STEP = 0.03
AT_ONCE = 4  # tests
PASSWORD = 'secret'


class Kind:
    """A UPS: how the simulator is told to be one, what ups.conf says of it for upsmd-nut, and for NUT's own driver."""

    def __init__(self, simulator, settings, driver, driver_settings):
        self.simulator = simulator
        self.driver = 'upsmd-nut' if OURS else driver
        self.settings = settings if OURS else driver_settings

    def at_once(self):
        """The same, on a wire that takes no time: for what comes only when all about the unit is known."""
        other = copy.copy(self)
        other.simulator = [*self.simulator, '--no-pace', '-o', 'think=0']
        return other


MEGATEC = Kind(['megatec'], {'protocol': 'megatec'}, 'blazer_ser', {'pollinterval': 1})
VOLTRONIC = Kind(['voltronic', '-o', 'pi=01'], {'protocol': 'voltronic'}, 'nutdrv_qx',
                 {'protocol': 'voltronic', 'pollinterval': 1})
APC_SMART = Kind(['apc-smart', '--model', 'smart-ups'], {'protocol': 'apc-smart'}, 'apcsmart', {'pollinterval': 1})
CONTACTS = Kind(['simple', '-o', 'cable=apc-940-0020b'],
                {'protocol': 'simple', 'cable': '940-0020B', 'killlinedelay': 0}, 'genericups',
                {'upstype': 2, 'pollinterval': 1})


class Ups:
    """One section of ups.conf, with its simulated UPS and its driver's process."""

    def __init__(self, rig, name, kind, settings, port=None):
        self.rig, self.name, self.kind = rig, name, kind
        self.settings = {**kind.settings, **settings}
        self.process = None
        self.simulator = None
        self.folder = rig.folder / name
        self.port = port or self.folder / 'port'
        if port is None:
            self.folder.mkdir()
            (self.folder / 'lines').symlink_to(rig.folder / 'lines')
            self.plug_in()

    def plug_in(self):
        self.simulator = Simulator(SIMULATOR, self.folder, self.kind.simulator)

    def pull_out(self):
        self.simulator.close()
        self.simulator = None

    @property
    def socket(self):
        return self.rig.state / f'{self.kind.driver}-{self.name}'

    @property
    def pid_file(self):
        return self.rig.state / f'{self.kind.driver}-{self.name}.pid'

    def section(self):
        lines = [f'[{self.name}]', f'  driver = {self.kind.driver}', f'  port = {self.port}']
        return '\n'.join([*lines, *(f'  {key} = {value}' for key, value in self.settings.items())]) + '\n'

    def start(self):
        self.process = self.rig.spawn([self.rig.driver_path(self.kind.driver), '-a', self.name, '-u', USER, '-F'],
                                      f'driver-{self.name}')
        return self

    def stop(self):
        """As a service manager does it."""
        self.rig.stop(self.process)
        self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process = None

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def replies(self):
        """How many the simulated UPS has sent so far."""
        return self.simulator.log.read_text(errors='replace').count(' tx ')

    def tell(self, *commands):
        self.simulator.send(*commands)

    def expect(self, words, limit=LIMIT):
        """Until upsc says so: ups.status, its words in any order."""
        wanted = set(words.split())
        self.rig.until(lambda: set(self.rig.status(self.name).split()) == wanted or self.rig.status(self.name),
                       f'ups.status {words} of {self.name}', limit)

    def expect_executed(self, text):
        self.rig.until(lambda: any(text in line for line in self.simulator.executed()) or self.simulator.executed(),
                       f'the UPS carries out {text!r}')

    def is_on(self):
        """Whether the simulated UPS feeds its load, by its log."""
        lines = [line for line in self.simulator.log.read_text(errors='replace').splitlines() if ' power output ' in line]
        return not lines or lines[-1].endswith(' on')


USER = getpass.getuser()


def free_port():
    with socket.socket() as chosen:
        chosen.bind(('127.0.0.1', 0))
        return chosen.getsockname()[1]


class Rig:
    def __init__(self, maxage=3, users=''):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='upsmd-nut-'))
        self.state = self.folder / 'state'
        self.state.mkdir(mode=0o770)
        (self.folder / 'lines').mkdir()
        self.port = free_port()
        self.upses = {}
        self.processes = []
        self.upsd = None
        self.environment = {**os.environ, 'NUT_CONFPATH': str(self.folder), 'NUT_STATEPATH': str(self.state),
                            'NUT_ALTPIDPATH': str(self.state), 'UPSMD_LINES_DIR': str(self.folder / 'lines')}
        self.driver_environment = {**self.environment,
                                   'LD_PRELOAD': os.path.join(PRELOAD, '$LIB', 'libupsmd-lines.so')}
        self.write('nut.conf', 'MODE=netserver\n')
        self.write('upsd.conf', f'LISTEN 127.0.0.1 {self.port}\nMAXAGE {maxage}\nMAXCONN 1024\nSTATEPATH {self.state}\n')
        self.write('upsd.users', f'[admin]\n  password = {PASSWORD}\n  actions = SET\n  instcmds = ALL\n' + users)

    def write(self, name, text, mode=0o600):
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)
        return path

    @staticmethod
    def driver_path(driver):
        path = OURS if driver == 'upsmd-nut' else find_nut(driver)
        if path is None:
            raise RuntimeError(f'{driver} is not installed')
        return path

    def add(self, name, kind, settings=None, port=None):
        self.upses[name] = ups = Ups(self, name, kind, settings or {}, port)
        self.write_ups_conf()
        return ups

    def add_all(self, ports, kind, settings):
        """Many whose ports are there already, by name."""
        self.upses.update({name: Ups(self, name, kind, settings, port) for name, port in ports.items()})
        self.write_ups_conf()
        return [self.upses[name] for name in ports]

    def write_ups_conf(self):
        folder = OURS.parent if OURS else find_nut('blazer_ser').parent
        begin = f'driverpath = {folder}\nmaxretry = 1\n'
        self.write('ups.conf', begin + ''.join(ups.section() for ups in self.upses.values()))

    def spawn(self, command, log, environment=None):
        with open(self.folder / f'{log}.log', 'a') as output:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                       env=environment or self.driver_environment)
        self.processes.append(process)
        return process

    @staticmethod
    def stop(process):
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(LIMIT)
            except subprocess.TimeoutExpired:
                process.kill()
                raise

    def start_upsd(self):
        self.upsd = self.spawn([UPSD, '-F', '-u', USER], 'upsd', self.environment)
        self.until(lambda: self.listens(), 'upsd listens')
        return self

    def listens(self):
        if self.upsd.poll() is not None:
            raise AssertionError('upsd has ended')
        with socket.create_connection(('127.0.0.1', self.port), 1):
            return True

    def run(self, *command, limit=LIMIT, drivers=False):
        return subprocess.run(command, env=self.driver_environment if drivers else self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit, check=False)

    def at(self, name):
        return f'{name}@127.0.0.1:{self.port}'

    def upsc(self, name, variable=None):
        """What upsc prints; where it fails, what it complains of ('Error: Data stale')."""
        done = self.run('upsc', self.at(name), *([variable] if variable else []))
        return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]

    def values(self, name):
        return dict(line.split(': ', 1) for line in self.upsc(name).splitlines() if ': ' in line)

    def status(self, name):
        return self.upsc(name, 'ups.status')

    def command(self, name, *command):
        """upscmd's verdict: the last line it says (OK, or Unexpected response from upsd: ERR …)."""
        return verdict(self.run('upscmd', '-w', '-u', 'admin', '-p', PASSWORD, self.at(name), *command))

    def set(self, name, variable, value):
        return verdict(self.run('upsrw', '-w', '-s', f'{variable}={value}', '-u', 'admin', '-p', PASSWORD, self.at(name)))

    def ask(self, line):
        """One question to upsd, in its own words, and the first line of its answer."""
        return self.ask_all([line])[0]

    def ask_all(self, questions):
        answers = []
        with socket.create_connection(('127.0.0.1', self.port), LIMIT) as connection:
            reader = connection.makefile()
            for question in questions:
                connection.sendall(question.encode() + b'\n')
                answers.append(reader.readline().strip())
        return answers

    def logins(self, name):
        return int(self.ask(f'GET NUMLOGINS {name}').split()[-1])

    @staticmethod
    def until(condition, what, limit=LIMIT):
        wait_for(condition, what, limit, STEP)

    def close(self):
        for process in reversed(self.processes):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.stop(process)
        for ups in self.upses.values():
            if ups.simulator:
                ups.pull_out()
        shutil.rmtree(self.folder)

    def logs(self):
        """The last lines of each."""
        return '\n'.join('\n'.join([f'--- {log.name}', *log.read_text(errors='replace').splitlines()[-25:]])
                         for log in sorted(self.folder.glob('*.log')))


def verdict(done):
    lines = (done.stdout + done.stderr).strip().splitlines()
    return lines[-1] if lines else f'exit code {done.returncode}'


class RigCase(unittest.TestCase):
    """A test with a rig of its own, whose logs are shown when it fails."""
    maxage = 3
    users = ''

    def setUp(self):
        self.rig = Rig(self.maxage, self.users)
        self.logs = ''
        self.addCleanup(self.end)

    def end(self):
        self.logs = self.rig.logs()
        self.rig.close()


def run_case(case):
    """True: it passed. Says so, or why not with all logs, in one piece."""
    began = time.monotonic()
    result = unittest.TestResult()
    case(result)
    took = f'{case.id().removeprefix("__main__.")} ({time.monotonic() - began:.1f} s)'
    if result.wasSuccessful():
        print(f'skipped {took}: {result.skipped[0][1]}' if result.skipped else f'ok      {took}', flush=True)
        return True
    print(f'FAILED  {took}', *(text for _, text in result.failures + result.errors), case.logs, sep='\n', flush=True)
    return False


def each_case(suite):
    for part in suite:
        yield from each_case(part) if isinstance(part, unittest.TestSuite) else [part]


def main():
    if UPSD is None or UPSMON is None:
        print("NUT's upsd or upsmon is not installed")
        sys.exit(SKIPPED)
    loader, names = unittest.TestLoader(), sys.argv[4:]
    module = sys.modules['__main__']
    cases = list(each_case(loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)))
    # Nearly all of a test is waiting, and none knows of another.
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        passed = sum(pool.map(run_case, cases))
    print(f'{passed} passed, {len(cases) - passed} failed')
    sys.exit(0 if passed == len(cases) else 1)
