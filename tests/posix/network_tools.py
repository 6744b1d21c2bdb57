"""What the tests with a serial server share: ser2net as a process, connections to it."""
import os
import pathlib
import shutil
import socket
import subprocess

from peers import wait_for

SER2NET = shutil.which('ser2net', path=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')
SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def connect(port):
    return socket.create_connection(('127.0.0.1', port), SECONDS)


class Ser2net:
    """ser2net on the loopback. `accepter`: tcp, or telnet(rfc2217),tcp. `start` runs the program as subprocess.Popen does."""

    def __init__(self, folder, device, accepter='tcp', start=subprocess.Popen, port=None):
        self.port = port or free_port()
        self.start = start
        self.configuration = pathlib.Path(folder) / f'ser2net-{self.port}.yaml'
        self.configuration.write_text(f'connection: &ups\n  accepter: {accepter},127.0.0.1,{self.port}\n'
                                      f'  connector: serialdev,{device},2400n81,local\n')
        self.configuration.chmod(0o644)
        self.process = None

    def run(self):
        self.process = self.start(SER2NET, '-n', '-c', self.configuration)

        def listens():
            # Not by a connection: that would open the device.
            with open('/proc/net/tcp') as table:
                return f'0100007F:{self.port:04X} 00000000:0000 0A' in table.read()
        wait_for(listens, 'ser2net listens')

    def kill(self):
        self.process.kill()
        self.process.wait(SECONDS)

    def __enter__(self):
        self.run()
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(SECONDS)
