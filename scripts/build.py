#!/usr/bin/env python3
"""Configures and builds, and puts the finished files where people look for them.

    build.py [native|win64|win32]... [--all-targets]

Meson's folder  programs and libraries end up in
build/native       build/bin/    (and build/bin/preload/, the library that gives ptys modem lines)
build/win64/meson  build/win64/bin/
build/win32/meson  build/win32/bin/

Only what gets installed is built, everything (tests too) with --all-targets. Output goes to build/log/; its end is
shown when something fails.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = ROOT / 'build'
LOG = BUILD / 'log'
# gcc warns that this sanitizer does not see Asio's fences.
WITHOUT_FENCES = {'thread': ' -Wno-tsan'}
SANITIZERS = {'asan': 'address', 'ubsan': 'undefined', 'tsan': 'thread'}


class BuildError(Exception):
    """Building failed; the text says where and why."""


class Build:
    """One build folder. `name`: native, win64, win32, or native-asan, native-ubsan, native-tsan."""

    def __init__(self, name):
        self.name = name
        self.options = []
        self.bin = None  # sanitizer builds publish nothing
        self.folder = BUILD / name
        if name in ('win64', 'win32'):
            triplet = {'win64': 'x86_64-w64-mingw32', 'win32': 'i686-w64-mingw32'}[name]
            self.folder = BUILD / name / 'meson'
            self.bin = BUILD / name / 'bin'
            self.options = ['--cross-file', str(ROOT / 'cross' / f'{triplet}.ini')]
        elif name == 'native':
            self.bin = BUILD / 'bin'
            self.options = ['--prefix=/usr']  # the Debian packages' test packs this build
        elif name.removeprefix('native-') in SANITIZERS:
            sanitizer = SANITIZERS[name.removeprefix('native-')]
            # With a sanitizer gcc 12 takes much of the standard library (<regex>) for maybe uninitialised.
            self.options = [f'-Db_sanitize={sanitizer}', '-Db_lundef=false', '-Dsanitize_tests=true',
                            '-Doptimization=1', '-Dcpp_args=-Wno-maybe-uninitialized' + WITHOUT_FENCES.get(sanitizer, '')]
        else:
            raise BuildError(f'no build is called {name}')
        self.log = LOG / f'{name}.log'

    def info(self, what):
        """One of Meson's introspection files: targets, tests, installed."""
        return json.loads((self.folder / 'meson-info' / f'intro-{what}.json').read_text(encoding='utf-8'))

    def _command(self, command):
        with self.log.open('a', encoding='utf-8') as log:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        if done.returncode != 0:
            tail = self.log.read_text(encoding='utf-8', errors='replace').splitlines()[-30:]
            raise BuildError('\n'.join(tail + [f'building {self.name} failed; the whole log is {self.log}']))

    def configure(self):
        LOG.mkdir(parents=True, exist_ok=True)
        self.log.write_text('', encoding='utf-8')
        # A build folder knows its source by absolute path: after the checkout has been moved it is of no use.
        mark = self.folder / 'configured-for'
        wanted = '\n'.join([str(ROOT), *self.options])
        if (self.folder / 'build.ninja').exists() and mark.exists() and mark.read_text(encoding='utf-8') == wanted:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self._command(['meson', 'setup', str(self.folder), str(ROOT), *self.options])
        mark.write_text(wanted, encoding='utf-8')

    def compile(self, all_targets):
        targets = []
        if not all_targets:
            self._command(['ninja', '-C', str(self.folder), 'build.ninja'])  # the lists below are of this source
            wanted = [target for target in self.info('targets')
                      if target['installed'] or target['name'] == 'preload-layout']
            targets = [str(pathlib.Path(target['filename'][0]).relative_to(self.folder)) for target in wanted]
        self._command(['ninja', '-C', str(self.folder), *targets])

    def publish(self):
        if self.bin is None:
            return
        # What runs: no static and import libraries, no pages and units. The preload library has its own folder, below.
        finished = {pathlib.Path(path).name: pathlib.Path(path) for target in self.info('targets')
                    if target['installed'] and target['type'] in ('executable', 'shared library')
                    and target['name'] != 'upsmd-lines'
                    for path in target['filename'] if pathlib.Path(path).is_file() and not path.endswith('.a')}
        if not finished:
            raise BuildError(f'the {self.name} build has made no program')
        self.bin.mkdir(parents=True, exist_ok=True)
        for old in self.bin.iterdir():
            if old.is_file() and old.name not in finished:
                old.unlink()
        for name, source in finished.items():
            copy_if_changed(source, self.bin / name)
        preload = self.folder / 'posix-sim' / 'preload' / 'root'
        if preload.is_dir():
            for source in preload.rglob('*.so'):
                copy_if_changed(source.resolve(), self.bin / 'preload' / source.relative_to(preload))

    def run(self, all_targets):
        self.configure()
        self.compile(all_targets)
        self.publish()


def copy_if_changed(source, target):
    """Replaces the file as a whole: a program that runs at this moment keeps its old one."""
    if target.exists() and target.stat().st_mtime_ns == source.stat().st_mtime_ns \
            and target.stat().st_size == source.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(target.name + '.new')
    shutil.copy2(source, new)
    new.replace(target)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build', nargs='*', default=['native'])
    parser.add_argument('--all-targets', action='store_true')
    options = parser.parse_args()
    try:
        for name in options.build:
            build = Build(name)
            print(f'building {name} (log: {build.log.relative_to(ROOT)})', file=sys.stderr, flush=True)
            build.run(options.all_targets)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
