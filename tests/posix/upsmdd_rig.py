"""What the tests of upsmdd share: the program with a configuration, and fakes of the commands that it calls, as events.

Arguments of the test: UPSMDD UPSMD_SIM SOURCE_ROOT. A fake that is called writes its name and its arguments to a pipe.
"""
import contextlib
import os
import pathlib
import queue
import signal
import subprocess
import sys
import tempfile
import threading

UPSMDD, SIMULATOR = map(os.path.abspath, sys.argv[1:3])
ROOT = pathlib.Path(sys.argv[3])
SECONDS = 30
FAKES = ('wall', 'logger', 'systemctl', 'busctl', 'tell', 'save', 'halt')


class Lines:
    """Lines of a pipe as they come, and all of them so far."""

    def __init__(self, stream):
        self.seen = []
        self.queue = queue.Queue()
        self.thread = threading.Thread(target=self.run, args=(stream,), daemon=True)
        self.thread.start()

    def run(self, stream):
        for line in stream:
            self.queue.put(line.rstrip('\n'))
        self.queue.put(None)

    def next(self, seconds=SECONDS):
        line = self.queue.get(timeout=seconds)
        if line is not None:
            self.seen.append(line)
        return line

    def wait_for(self, part, seconds=SECONDS):
        """The first line not looked at yet that holds `part`; those before it are passed over."""
        while True:
            try:
                line = self.next(seconds)
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f'no line with {part!r}; there were: ' + '\n'.join(self.seen))
            if part in line:
                return line

    def rest(self):
        """Everything up to the end."""
        while self.next() is not None:
            pass
        return self.seen


class Simulator:
    def __init__(self, folder, name, *arguments):
        self.port = str(folder / name)
        self.log = folder / f'{name}.log'
        words = [SIMULATOR, *(arguments or ('megatec',)), '--no-pace', '--link', self.port, '--log', str(self.log)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def tell(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait(SECONDS)
        self.process.stdout.close()


class Rig:
    """A folder with fakes, simulators and a daemon; a context manager."""

    def __init__(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.bin = self.folder / 'bin'
        self.bin.mkdir()
        self.run = self.folder / 'run'
        self.run.mkdir()
        self.killpower = self.run / 'killpower'
        self.state = self.folder / 'state'
        self.state.mkdir()
        self.config = self.folder / 'upsmdd.toml'
        calls = self.folder / 'calls'
        os.mkfifo(calls)
        self.calls_pipe = os.fdopen(os.open(calls, os.O_RDWR), 'r')
        self.calls = Lines(self.calls_pipe)
        for name in FAKES:
            self.fake(name, '')
        self.simulators = {}
        self.process = None
        self.log = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
            self.log.rest()
            self.process.stdout.close()
        for simulator in self.simulators.values():
            simulator.end()
        self.temporary.cleanup()

    def fake(self, name, script):
        """A command that says that it was called, and then does `script`."""
        path = self.bin / name
        path.write_text(f'#!/bin/sh\nprintf "%s\\n" "{name} $*" >{self.folder}/calls\n{script}\n')
        path.chmod(0o755)

    def simulate(self, name, *arguments):
        self.simulators[name] = Simulator(self.folder, name, *arguments)
        return self.simulators[name]

    def write(self, text):
        """The configuration; FOLDER and BIN stand for the rig's."""
        daemon = '' if '[daemon]' in text else '\n[daemon]\n'
        folders = f'[daemon]\nrun_directory = "{self.run}"\nstate_directory = "{self.state}"'
        text = (text + daemon).replace('[daemon]', folders)
        self.config.write_text(text.replace('FOLDER', str(self.folder)).replace('BIN', str(self.bin)))

    def start(self, text, *arguments, **environment):
        self.write(text)
        self.process = subprocess.Popen([UPSMDD, '--config', self.config, *arguments], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True,
                                        env={**os.environ, 'PATH': f'{self.bin}:/usr/bin:/bin', **environment})
        self.log = Lines(self.process.stdout)
        if not environment.get('quiet'):
            self.log.wait_for('watching ')

    def reload(self, text):
        self.write(text)
        self.process.send_signal(signal.SIGHUP)

    def stop(self):
        """Ends the daemon politely: its exit code and all that it has said."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(SECONDS)
        lines = self.log.rest()
        self.process.stdout.close()
        return code, lines


def run(*arguments, **environment):
    return subprocess.run([UPSMDD, *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS, check=False,
                          env={**os.environ, **environment})
