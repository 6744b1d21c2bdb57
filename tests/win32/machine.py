"""A Windows machine under Wine for tests that install something: a prefix of its own, x64 or x86, made new and thrown away."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_STARTED = 'ShellExecuteEx failed: Internal error'
LIMIT = 120  # seconds for one command


def wine_tree():
    script = f'. {ROOT}/scripts/lib.sh; wine_tree'
    return pathlib.Path(subprocess.run(['bash', '-c', script], check=True, capture_output=True, text=True).stdout.strip())


class Machine:
    """`lines`: (preload folder, lines folder) for ports with modem lines. `windows`: a version as winecfg names it, or None."""

    def __init__(self, folder, arch, windows=None, lines=None):
        self.arch = arch
        self.prefix = folder / f'{arch}-prefix'
        tree = wine_tree()
        self.loader = tree / {'x86': 'wine', 'x64': 'wine64'}[arch]
        self.server = tree / {'x86': 'wineserver32', 'x64': 'wineserver64'}[arch]
        self.env = {key: value for key, value in os.environ.items() if key not in ('DISPLAY', 'WAYLAND_DISPLAY')}
        self.env.update(WINEPREFIX=str(self.prefix), WINEDEBUG='-all', WINELOADER=str(self.loader), WINESERVER=str(self.server),
                        WINEARCH={'x86': 'win32', 'x64': 'win64'}[arch])
        if lines:
            self.env.update(LD_PRELOAD=f'{lines[0]}/$LIB/libupsmd-lines.so', UPSMD_LINES_DIR=str(lines[1]))
        self._make_prefix()
        if windows:
            self.must('reg', 'add', r'HKCU\Software\Wine', '/v', 'Version', '/d', windows, '/f')

    def _make_prefix(self):
        self.prefix.mkdir(parents=True)
        # As scripts/wine-prefix: no port of the prefix may lead to a real one.
        ports = ''.join(f'"COM{number}"=""\n' for number in range(1, 33))
        (self.prefix / 'system.reg').write_text(
            'WINE REGISTRY Version 2\n;; All keys relative to \\\\Machine\n\n'
            f'#arch={self.env["WINEARCH"]}\n\n[Software\\\\Wine\\\\Ports]\n{ports}', encoding='utf-8')
        self.must('wineboot', '-i')
        self._server('-w')
        self._server('-p')
        self.must('cmd', '/c', 'exit 0')

    def _server(self, option):
        subprocess.run([self.server, option], env=self.env, check=False, timeout=LIMIT, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def close(self):
        self._server('-k')
        self._server('-w')
        shutil.rmtree(self.prefix, ignore_errors=True)

    # -- programs ----------------------------------------------------------------------------------------------------

    def run(self, *command, limit=LIMIT):
        """Output through a file: what Wine starts in the background would hold a pipe open for ever."""
        words = [str(self.loader), *(str(word) for word in command)]
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(words, env=self.env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, timeout=limit,
                                  check=False)
            output.seek(0)
            done.stdout = output.read().decode(errors='replace')
        return done

    def must(self, *command):
        done = self.run(*command)
        if NOT_STARTED in done.stdout:  # Wine's own, now and then on a busy machine: nothing has been done
            done = self.run(*command)
        if done.returncode != 0:
            raise AssertionError(f'{" ".join(map(str, command))}: exit code {done.returncode}: {done.stdout}')
        return done.stdout

    def upsmd(self, *words):
        return self.run(self.program('upsmd.exe'), *words)

    # -- files -------------------------------------------------------------------------------------------------------

    @property
    def drive(self):
        return self.prefix / 'drive_c'

    def program(self, name):
        return self.drive / 'Program Files' / 'upsmd' / name

    def system_file(self, name):
        return self.drive / 'windows' / 'system32' / name

    def files(self):
        """Every file, but for what Windows Installer and Wine keep for themselves."""
        own = ('windows/Installer', 'windows/temp', 'windows/logs', 'users')
        found = (path.relative_to(self.drive).as_posix() for path in self.drive.rglob('*') if path.is_file() and not path.is_symlink())
        return {path for path in found if not path.startswith(own)}

    def connect(self, number, link):
        port = self.prefix / 'dosdevices' / f'com{number}'
        port.unlink(missing_ok=True)
        port.symlink_to(link)

    # -- registry ----------------------------------------------------------------------------------------------------

    def view(self):
        return ['/reg:64'] if self.arch == 'x64' else []

    def set(self, key, name, kind, value):
        self.must('reg', 'add', key, '/v', name, '/t', kind, '/d', str(value), '/f', *self.view())

    def values(self, key):
        """name -> text, of one key; None where there is no such key."""
        done = self.run('reg', 'query', key, *self.view())
        if done.returncode != 0:
            return None
        found = {}
        for name, kind, data in re.findall(r'^ {4}(.+?) {4}REG_(\w+) {4}(.*?)\r*$', done.stdout, re.MULTILINE):
            found[name] = str(int(data, 0)) if kind == 'DWORD' else data
        return found

    def tree(self, key):
        """Everything below the key, as `reg export` writes it; keys without their order."""
        file = self.drive / 'export.reg'
        export = ['reg', 'export', key, r'C:\export.reg', '/y', *self.view()]
        # It fails where a key goes while it is at it: a service that is being deleted goes some time after the order.
        if self.run(*export).returncode != 0:
            self.must(*export)
        text = file.read_text(encoding='utf-16')
        file.unlink()
        return {block.strip() for block in text.split('\n\n')[1:] if block.strip()}
