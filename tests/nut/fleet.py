#!/usr/bin/env python3
"""Many Megatec UPSes in one process, as cheap as can be: what counts is who serves them. fleet.py COUNT FOLDER

Their ports are links FOLDER/0, FOLDER/1, … Says `ready`; then each line of standard input, `off 7` or `on 7`, is that UPS's
mains, and is answered by `ok`. Ends with standard input.
"""
import os
import pathlib
import resource
import select
import sys
import tty

STATUS = '({input} 230.0 230.0 023 50.0 {battery} 30.0 {bits}\r'
ANSWERS = {b'F': b'#230.0 004 024.0 50.0\r', b'I': b'#ACME CORP       LINE-700   VT12046Q  \r'}


class Unit:
    def __init__(self, link):
        self.master, slave = os.openpty()  # the slave stays open: the port is there whoever comes and goes
        tty.setraw(slave)
        os.symlink(os.ttyname(slave), link)
        self.heard = b''
        self.on = True

    def hear(self):
        *commands, self.heard = (self.heard + os.read(self.master, 4096)).split(b'\r')
        for command in commands:
            os.write(self.master, self.status() if command == b'Q1' else ANSWERS.get(command, command + b'\r'))

    def status(self):
        values = ('230.0', '27.4', '00001001') if self.on else ('000.0', '24.9', '10001001')
        return STATUS.format(**dict(zip(('input', 'battery', 'bits'), values))).encode()


def main():
    count, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    units = [Unit(folder / str(number)) for number in range(count)]
    by_file = {unit.master: unit for unit in units}
    waiting = select.epoll()
    for file in [*by_file, sys.stdin.fileno()]:
        waiting.register(file, select.EPOLLIN)
    print('ready', flush=True)
    while True:
        for file, _ in waiting.poll():
            if file in by_file:
                by_file[file].hear()
                continue
            words = sys.stdin.readline().split()
            if not words:
                return
            units[int(words[1])].on = words[0] == 'on'
            print('ok', flush=True)


main()
