"""A terminal for tests: runs a program on a pty and knows what its screen shows."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pyte

SECONDS = 30


class Terminal:
    """A context manager. `screen` is what a person would see, `raw` all bytes that came."""
    def __init__(self, *command, columns=80, rows=24, **environment):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b''
        self.master, self.terminal = pty.openpty()
        self.set_size(columns, rows)
        self.before = self.settings()
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith('LC_') and name not in ('LANG', 'TERM', 'NO_COLOR', 'LINES', 'COLUMNS')}
        environment = {'TERM': 'xterm-256color', 'LC_ALL': 'C.UTF-8', **environment}
        self.process = subprocess.Popen(
            command, stdin=self.terminal, stdout=self.terminal, stderr=self.terminal, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0), env={**kept, **environment})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(SECONDS)
        for descriptor in (self.master, self.terminal):
            if descriptor >= 0:
                os.close(descriptor)

    def settings(self):
        """What a program may leave changed: the line settings, and whether reads block."""
        return termios.tcgetattr(self.terminal), fcntl.fcntl(self.terminal, fcntl.F_GETFL)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.set_size(columns, rows)
        os.kill(self.process.pid, signal.SIGWINCH)

    def type(self, keys):
        os.write(self.master, keys.encode())

    def read(self, seconds):
        """What comes within that time; returns whether anything did."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        data = os.read(self.master, 65536)
        self.raw += data
        self.stream.feed(data)
        return True

    def text(self):
        return '\n'.join(line.rstrip() for line in self.screen.display)

    def wait_for(self, condition, what):
        """condition: of the screen's text. Returns that text."""
        end = time.monotonic() + SECONDS
        while not condition(self.text()):
            left = end - time.monotonic()
            if left <= 0 or self.process.poll() is not None and not self.read(0):
                raise AssertionError(f'not seen: {what}; exit {self.process.poll()}; the screen:\n{self.text()}')
            self.read(min(left, 0.2))
        return self.text()

    def see(self, *words):
        """Waits until all of them stand on the screen."""
        return self.wait_for(lambda text: all(word in text for word in words), words)

    def see_line(self, pattern):
        """Waits until one line of the screen matches."""
        return self.wait_for(lambda text: re.search(f'^{pattern}$', text, re.MULTILINE), pattern)

    def end(self):
        """Waits for the program's end. Returns its exit code."""
        end = time.monotonic() + SECONDS
        while self.process.poll() is None:
            self.read(0.05)
            if time.monotonic() > end:
                raise AssertionError(f'it does not end; the screen:\n{self.text()}')
        while self.read(0):
            pass
        return self.process.returncode
