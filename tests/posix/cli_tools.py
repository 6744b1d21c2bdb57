"""What the tests of `upsmd` share: the program and a simulated UPS on a pty. Arguments of the test: UPSMD UPSMD_SIM [PRELOAD].

PRELOAD is the folder of the library that gives ptys modem lines.
"""
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

UPSMD, SIMULATOR = sys.argv[1:3]
PRELOAD = sys.argv[3] if len(sys.argv) > 3 else None
SECONDS = 60


def upsmd(*arguments, reply=b'', **environment):
    return subprocess.run([UPSMD, *arguments], input=reply, capture_output=True, timeout=SECONDS, check=False,
                          env={**os.environ, **environment})


class Simulator:
    def __init__(self, *arguments):
        self.folder = tempfile.TemporaryDirectory()
        self.port = str(pathlib.Path(self.folder.name) / 'ups')
        self.log = pathlib.Path(self.folder.name) / 'log'
        self.process = subprocess.Popen([SIMULATOR, *arguments, '--link', self.port, '--log', str(self.log)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def __enter__(self):
        return self

    def tell(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait(SECONDS)
        self.process.stdout.close()
        self.folder.cleanup()
