"""fleet.py as a process: many cheap UPSes."""
import pathlib
import subprocess
import sys

from rig import LIMIT


class Fleet:
    def __init__(self, count, folder):
        self.folder = folder
        folder.mkdir()
        self.process = subprocess.Popen([sys.executable, pathlib.Path(__file__).with_name('fleet.py'), str(count), folder],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def tell(self, command):
        self.process.stdin.write(command + '\n')
        self.process.stdin.flush()
        self.process.stdout.readline()

    def close(self):
        self.process.stdin.close()
        self.process.wait(LIMIT)
        self.process.stdout.close()
