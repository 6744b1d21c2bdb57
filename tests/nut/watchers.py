"""NUT's upsmon as a process: what it was told, and what it did about it."""
import functools
import pathlib
import subprocess

from rig import PASSWORD, UPSMON, USER

CONFIGURATION = '''MONITOR {ups} 1 {name} {password} {role}
MINSUPPLIES 1
SHUTDOWNCMD {folder}/shut-down
NOTIFYCMD {folder}/notify
POWERDOWNFLAG {folder}/killpower
RUN_AS_USER {user}
POLLFREQ 1
POLLFREQALERT 1
HOSTSYNC {hostsync}
DEADTIME 5
FINALDELAY {final_delay}
NOCOMMWARNTIME 60
RBWARNTIME 60
'''
EVENTS = ('ONLINE', 'ONBATT', 'LOWBATT', 'FSD', 'COMMOK', 'COMMBAD', 'SHUTDOWN', 'REPLBATT', 'NOCOMM', 'NOPARENT')


RUN = pathlib.Path('/run/nut')


@functools.cache
def has_own_mounts():
    return subprocess.run(['unshare', '--mount', 'true'], capture_output=True, check=False).returncode == 0


class Watcher:
    NAMES = {'primary': 'primary', 'first': 'secondary', 'second': 'secondary'}
    # For upsd.users.
    USERS = ''.join(f'[{name}]\n  password = {PASSWORD}\n  upsmon {role}\n' for name, role in NAMES.items())

    def __init__(self, rig, name, ups, hostsync=5, final_delay=0):
        self.rig, self.name, self.ups, self.process = rig, name, ups, None
        self.folder = rig.folder / f'upsmon-{name}'
        self.folder.mkdir()
        text = CONFIGURATION.format(ups=rig.at(ups.name), name=name, password=PASSWORD, role=self.NAMES[name],
                                    folder=self.folder, user=USER, hostsync=hostsync, final_delay=final_delay)
        text += ''.join(f'NOTIFYFLAG {event} EXEC\n' for event in EVENTS)
        (self.folder / 'upsmon.conf').write_text(text)
        self.script('notify', f'echo "$NOTIFYTYPE" >> {self.folder}/events')
        # The real one would end this machine; this one writes down when it was asked to.
        self.script('shut-down', f'date +%s.%N > {self.folder}/down.new && mv {self.folder}/down.new {self.folder}/down')

    def script(self, name, line):
        path = self.folder / name
        path.write_text(f'#!/bin/sh\n{line}\n')
        path.chmod(0o755)

    def start(self):
        """Until it has logged in: what happens before, it would take for the beginning.

        upsmon ends where the process of its PID file lives, and that file is in /run/nut whatever it is told. Each gets a
        /run/nut of its own, or, where the system does not let us, loses its file at once.
        """
        before = self.rig.logins(self.ups.name)
        command = [UPSMON, '-F', '-p']
        if has_own_mounts() and RUN.exists():
            command = ['unshare', '--mount', 'sh', '-c', f'mount --bind "$0" {RUN} && exec "$@"', self.folder, *command]
        environment = {**self.rig.environment, 'NUT_CONFPATH': str(self.folder)}
        self.process = self.rig.spawn(command, f'upsmon-{self.name}', environment)
        self.rig.until(lambda: self.rig.logins(self.ups.name) > before, f'upsmon {self.name} logs in')
        file = RUN / 'upsmon.pid'
        if file.exists() and file.read_text().strip() == str(self.process.pid):
            file.unlink()
        return self

    def events(self):
        path = self.folder / 'events'
        return path.read_text().split() if path.exists() else []

    def expect(self, event):
        self.rig.until(lambda: event in self.events() or self.events(), f'{event} at upsmon {self.name}')

    @property
    def killpower(self):
        return self.folder / 'killpower'

    def went_down(self):
        """When SHUTDOWNCMD ran, in seconds since 1970; None: it has not."""
        path = self.folder / 'down'
        return float(path.read_text()) if path.exists() else None

    def expect_down(self):
        self.rig.until(lambda: self.went_down() is not None, f'upsmon {self.name} shuts down')
