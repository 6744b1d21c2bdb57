"""What the tests with other people's programs share: the simulator as a process, NUT's drivers, waiting."""

import os
import pathlib
import shutil
import socket
import subprocess
import time

NUT_FOLDERS = ('/lib/nut', '/usr/lib/nut', '/usr/libexec/nut')
LIMIT = 60  # seconds until a program must have noticed
DRIVER_LIMIT = 40  # seconds; some drivers are deaf while they ask their unit everything
SKIPPED = 77


class Simulator:
    """upsmd-sim behind a link; commands are confirmed before send() returns."""

    def __init__(self, program, folder, arguments):
        self.link = folder / 'port'
        self.log = folder / 'sim.log'
        self.log.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [program, *arguments, '--link', self.link, '--lines-dir', folder / 'lines', '--log', self.log],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        if not self.process.stdout.readline().startswith('/dev/'):
            raise RuntimeError('the simulator did not start')

    def send(self, *commands):
        for command in commands:
            self.process.stdin.write(command + '\n')
            answer = self.process.stdout.readline().strip()
            if answer != 'ok' and not answer.startswith('/dev/'):  # replug: the new port's path
                raise RuntimeError(f'{command}: {answer}')

    def executed(self):
        """The commands that the UPS has carried out so far, as its log tells them."""
        lines = self.log.read_text(errors='replace').splitlines()
        return [line.split(' ', 2)[2] for line in lines if line.split(' ', 2)[1:2] == ['exec']]

    def close(self):
        self.process.stdin.write('quit\n')
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def wait_for(condition, what, limit=LIMIT, step=0.1):
    """Polls every `step` seconds: the other program offers nothing to wait on. Fails by exception after `limit` seconds."""
    end = time.monotonic() + limit
    seen = None
    while time.monotonic() < end:
        try:
            seen = condition()
            if seen is True:
                return
        except OSError as error:
            seen = error
        time.sleep(step)
    raise AssertionError(f'{what}: not within {limit} s, last seen: {seen}')


def nut_kill_power(path, folder, environment, link, options):
    """The driver's own turn-off at the end of a shutdown (-k), with what it says."""
    state = folder / 'state'
    state.mkdir(exist_ok=True)
    paths = dict(NUT_STATEPATH=str(state), NUT_ALTPIDPATH=str(state), NUT_CONFPATH=str(folder))
    arguments = [path, '-u', 'root', '-k', '-s', 'sim', '-x', f'port={link}']
    for option in options:
        arguments += ['-x', option]
    with open(folder / 'driver.log', 'w') as log:
        subprocess.run(arguments, env={**environment, **paths}, stdout=log, stderr=subprocess.STDOUT, timeout=120, check=False)


class NutDriver:
    """One of NUT's drivers on the simulator's port, asked over its socket as upsd does."""

    def __init__(self, path, folder, environment, link, options, poll_interval=None, debug='-D'):
        state = folder / 'state'
        state.mkdir(exist_ok=True)
        self.socket = state / f'{path.name}-sim'
        arguments = [path, '-u', 'root', debug, '-s', 'sim', '-x', f'port={link}']
        if poll_interval is not None:
            arguments += ['-i', str(poll_interval)]
        for option in options:
            arguments += ['-x', option]
        paths = dict(NUT_STATEPATH=str(state), NUT_ALTPIDPATH=str(state), NUT_CONFPATH=str(folder))
        with open(folder / 'driver.log', 'w') as log:
            self.process = subprocess.Popen(arguments, env={**environment, **paths}, stdout=log,
                                            stderr=subprocess.STDOUT)

    def ask(self, request, end):
        if self.process.poll() is not None:
            raise AssertionError(f"NUT's driver has ended with {self.process.returncode}")
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(DRIVER_LIMIT)
            connection.connect(str(self.socket))
            connection.sendall(request.encode() + b'\n')
            text = b''
            while end not in text:
                part = connection.recv(65536)
                if not part:
                    raise OSError('the driver closed its socket')
                text += part
        return text.decode()

    def values(self):
        text = self.ask('DUMPALL', b'DUMPDONE')
        values = {}
        for line in text.splitlines():
            if line.startswith('SETINFO '):
                name, _, value = line[len('SETINFO '):].partition(' ')
                values[name] = value.strip()[1:-1].replace('\\"', '"').replace('\\#', '#').replace('\\\\', '\\')
        return values

    def offers(self):
        """What the driver has: the names of its values, of its instant commands, and of the values that may be set."""
        found = {'values': set(), 'commands': set(), 'settings': set()}
        for line in self.ask('DUMPALL', b'DUMPDONE').splitlines():
            kind, _, rest = line.partition(' ')
            name, _, more = rest.partition(' ')
            if kind == 'SETINFO':
                found['values'].add(name)
            elif kind == 'ADDCMD':
                found['commands'].add(name)
            elif kind == 'SETFLAGS' and 'RW' in more.split():
                found['settings'].add(name)
        return found

    def status(self):
        return set(self.values().get('ups.status', '').split())

    def command(self, name):
        """Sends an instant command; NUT's number for what became of it (0: handled)."""
        return int(self.ask(f'INSTCMD {name} TRACKING 1', b'TRACKING').split('TRACKING 1 ')[1].split()[0])

    def set(self, name, value):
        """Changes a value, as upsrw does; NUT's number for what became of it (0: handled)."""
        return int(self.ask(f'SET {name} "{value}" TRACKING 1', b'TRACKING').split('TRACKING 1 ')[1].split()[0])

    def expect(self, words):
        def matches():
            status = self.status()
            return True if status == set(words.split()) else status
        wait_for(matches, f'ups.status {words}')

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def find_nut(name):
    for folder in NUT_FOLDERS:
        path = pathlib.Path(folder) / name
        if os.access(path, os.X_OK):
            return path
    return None


def find_program(name, unpacked):
    """In the unpacked package's /sbin, in /sbin, in PATH."""
    places = [pathlib.Path(unpacked) / 'sbin' / name] if unpacked else []
    for place in [*places, pathlib.Path('/sbin') / name, pathlib.Path(shutil.which(name) or '/nowhere')]:
        if os.access(place, os.X_OK):
            return place
    return None


def peer_environment(folder, preload):
    """For programs on the simulator's ports: where its modem lines are."""
    (folder / 'lines').mkdir()
    return {**os.environ, 'UPSMD_LINES_DIR': str(folder / 'lines'),
            'LD_PRELOAD': os.path.join(preload, '$LIB', 'libupsmd-lines.so')}


def show_logs(folder):
    for log in ('driver.log', 'sim.log', 'upsmd.log'):
        if (folder / log).exists():
            print(''.join((folder / log).read_text(errors='replace').splitlines(True)[-15:]))
