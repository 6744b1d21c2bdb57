#!/usr/bin/env python3
"""packages_test.py BUILD_FOLDER SOURCE: the Debian packages, packed out of a native build, checked by lintian, installed
in a throw-away root (throwaway_root.py), tried, removed and purged.

BUILD_FOLDER has to have the prefix /usr. Runs as root, or through sudo. That the packages build from nothing is what
scripts/package-debian shows; it takes minutes.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from throwaway_root import closure, installed, make_root

BUILD, SOURCE = (pathlib.Path(path) for path in sys.argv[1:3])
PACKAGES = ('libupsmd1', 'libupsmd-dev', 'upsmd', 'upsmd-nut')
ENVIRONMENT = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C.UTF-8', 'DEBIAN_FRONTEND': 'noninteractive'}


def run(*command, **keywords):
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, **keywords)


class Packages(unittest.TestCase):
    """The methods run in the order of their names: one story."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='upsmd-packages-'))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        done = run(SOURCE / 'scripts' / 'package-debian', cls.folder / 'debs',
                   env={**os.environ, 'UPSMD_BUILT': str(BUILD), 'DEB_BUILD_OPTIONS': 'noautodbgsym'})
        if done.returncode != 0:
            raise RuntimeError(done.stdout)
        cls.debs = sorted((cls.folder / 'debs').glob('*.deb'))
        depends = [run('dpkg-deb', '-f', deb, 'Depends').stdout.strip() for deb in cls.debs]
        wanted = set(re.findall(r'[a-z][a-z0-9.+-]+', re.sub(r'\([^)]*\)', '', ','.join(depends))))
        cls.root = cls.folder / 'root'
        cls.root.mkdir()
        make_root(cls.root, wanted | {'gcc', 'libc6-dev', 'pkg-config'})  # what an example is compiled with
        cls.before = cls.files()

    @classmethod
    def files(cls):
        """path -> content (links: target; folders: '') of the root, without dpkg's own notes and logs."""
        found = {}
        for folder, names, files in os.walk(cls.root):
            for name in names + files:
                path = pathlib.Path(folder, name)
                inside = str(path.relative_to(cls.root))
                if inside.startswith(('var/lib/dpkg', 'var/log', 'var/cache/ldconfig', 'etc/ld.so.cache')):
                    continue
                found[inside] = os.readlink(path) if path.is_symlink() else str(path.stat().st_size) if path.is_file() else ''
        return found

    def inside(self, *command):
        return run('chroot', self.root, *command, env=ENVIRONMENT)

    def good(self, *command):
        done = self.inside(*command)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def test_1_lintian(self):
        done = run('lintian', '--fail-on', 'none', *self.debs)
        self.assertEqual([line for line in done.stdout.splitlines() if line.startswith(('E:', 'W:', 'O:'))], [])
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_2_install(self):
        self.assertEqual(sorted(deb.name.split('_')[0] for deb in self.debs), sorted(PACKAGES))
        for deb in self.debs:
            shutil.copy(deb, self.root / 'tmp')
        self.good('sh', '-c', 'dpkg -i /tmp/*.deb && rm /tmp/*.deb')
        self.assertEqual(self.good('dpkg', '--audit', *PACKAGES), '')
        self.assertRegex((self.root / 'etc/passwd').read_text(encoding='utf-8'), r'(?m)^upsmd:')
        wants = self.root / 'etc/systemd/system'
        self.assertEqual([str(path.relative_to(wants)) for path in wants.rglob('upsmd*')],
                         ['multi-user.target.wants/upsmdd.service'])
        self.assertEqual(list((self.root / 'etc/upsmd').iterdir()), [])

    def test_3_programs(self):
        version = run('dpkg-parsechangelog', '-S', 'Version', '-l', SOURCE / 'debian' / 'changelog').stdout.strip()
        self.assertEqual(self.good('upsmd', '--version'), f'upsmd {version}\n')
        self.assertEqual(self.good('upsmdd', '--version'), f'upsmdd {version}\n')
        self.good('upsmd-sim', '--help')
        library = next(self.root.glob('usr/lib/*/upsmd/libupsmd-minidriver.so')).relative_to(self.root)
        self.assertEqual(self.inside('upsmd-host', f'/{library}', '--no-init', '--duration', '0').returncode, 0)
        loading = "LD_PRELOAD='/usr/$LIB/upsmd/libupsmd-lines.so' true"
        self.assertEqual(self.good('sh', '-c', loading), '')  # no complaint of the loader's
        self.good('upsmdd', '--check', '/usr/share/doc/upsmd/examples/upsmdd.toml')

    def test_3_library(self):
        self.good('sh', '-c', 'cc -D_POSIX_C_SOURCE=200809L /usr/share/doc/libupsmd-dev/examples/c/ups_status.c '
                  '$(pkg-config --cflags --libs upsmd) -o /tmp/status')
        done = self.inside('/tmp/status', '/dev/no-such-port')
        self.assertEqual((done.returncode, '/dev/no-such-port' in done.stdout), (1, True), done.stdout)
        (self.root / 'tmp/status').unlink()

    def test_3_units(self):
        units = [next(self.root.glob(f'lib/systemd/system/{name}')) for name in ('upsmdd.service', 'upsmd-nut.service')]
        done = run('systemd-analyze', 'verify', '--man=no', f'--root={self.root}',
                   *(f'/{unit.relative_to(self.root)}' for unit in units))
        complaints = [line for line in done.stdout.splitlines() if 'upsmd' in line]
        self.assertEqual((done.returncode, complaints), (0, []), done.stdout)

    def test_3_nut(self):
        conf = self.root / 'etc/nut/ups.conf'
        old = conf.read_bytes()
        conf.write_text('maxretry = 1\n[trial]\ndriver = upsmd-nut\nport = /dev/no-such-port\n', encoding='utf-8')
        done = self.inside('upsdrvctl', '-u', 'root', 'start', 'trial')
        conf.write_bytes(old)
        self.assertIn('/dev/no-such-port', done.stdout)
        self.assertNotIn("Can't start /lib/nut/upsmd-nut", done.stdout)

    def test_3_pages(self):
        for page in ('man1/upsmd.1', 'man1/upsmd-host.1', 'man1/upsmd-sim.1', 'man1/upsmd-history.1',
                     'man1/upsmd-watch.1', 'man3/upsmd.3',
                     'man8/upsmdd.8', 'man8/upsmd-nut.8'):
            done = run('mandoc', '-T', 'lint', '-W', 'warning', self.root / 'usr/share/man' / f'{page}.gz')
            self.assertEqual([line for line in done.stdout.splitlines() if 'missing date' not in line], [])

    def test_4_remove_and_purge(self):
        (self.root / 'etc/upsmd/upsmdd.toml').write_text('', encoding='utf-8')
        (self.root / 'var/lib/upsmd').mkdir(exist_ok=True)
        (self.root / 'var/lib/upsmd/history.db').write_text('', encoding='utf-8')
        self.good('dpkg', '--remove', *PACKAGES)
        self.assertFalse((self.root / 'usr/sbin/upsmdd').exists())
        self.assertTrue((self.root / 'etc/upsmd/upsmdd.toml').exists())
        self.good('dpkg', '--purge', *PACKAGES)
        after = self.files()
        changed = {path for path in after.keys() | self.before.keys() if after.get(path) != self.before.get(path)}
        # The system user stays.
        self.assertEqual(sorted(path for path in changed if not re.fullmatch(r'etc/(passwd-?|group-?|g?shadow-?|\.pwd\.lock)', path)), [])


class ThrowawayRoot(unittest.TestCase):
    def test_closure(self):
        packages = {'a': {'Depends': 'b (>= 1), x | c'}, 'b': {}, 'c': {'Depends': 'virtual'}, 'd': {'Provides': 'virtual (= 1)'},
                    'e': {'Essential': 'yes'}, 'f': {}}
        self.assertEqual(closure(packages, ['a']), ['a', 'b', 'c', 'd', 'e'])
        self.assertIn('dpkg', closure(installed(), []))


if __name__ == '__main__':
    if os.geteuid() != 0:
        os.execvp('sudo', ['sudo', '-n', sys.executable, *sys.argv])
    unittest.main(argv=sys.argv[:1])
