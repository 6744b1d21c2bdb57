#!/usr/bin/env python3
"""Makes an MSI and a zip for each architecture, and SHA256SUMS:  package-windows [FOLDER]   (default: build/packages)

Both Windows builds must be there (./run --build). Where $UPSMD_SIGN names a program, it is run with a copy of each .exe and
.dll before they are packed, and with each .msi after, and has to sign that file in place.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

import contents
import inf_file
import msi_file
from contents import ARCHITECTURES, ROOT, PackageError

DOCUMENTS = ('README.md', 'LICENSE', 'CHANGELOG.md')
ZIP_DATE = (2000, 1, 1, 0, 0, 0)


def models():
    """The catalogue, from the program of this machine."""
    listed = subprocess.run([ROOT / 'build' / 'bin' / 'upsmd', 'models', '--json'], check=True, capture_output=True, timeout=60)
    return json.loads(listed.stdout)


def sign(paths):
    program = os.environ.get('UPSMD_SIGN')
    for path in paths if program else ():
        if subprocess.run([program, str(path)], check=False).returncode != 0:
            raise PackageError(f'{program} has not signed {path}')


def checksums(paths, base):
    return ''.join(f'{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(base)}\n' for path in sorted(paths))


def staged(packages, arch, providers):
    """The folder that the zip holds."""
    folder = packages / f'upsmd-{contents.version()}-{arch}'
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in contents.files(arch):
        shutil.copyfile(file.source, folder / file.name)
    (folder / 'upsmd.inf').write_bytes(inf_file.text(arch, providers, contents.version()).encode('cp1252'))
    for name in DOCUMENTS:
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / 'docs', folder / 'docs')
    (folder / 'SHA256SUMS').write_text(checksums([path for path in folder.rglob('*') if path.is_file()], folder), encoding='utf-8')
    return folder


def make_zip(folder):
    path = folder.with_suffix(folder.suffix + '.zip')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in folder.rglob('*') if path.is_file()):
            entry = zipfile.ZipInfo(str(file.relative_to(folder.parent)), ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    shutil.rmtree(folder)
    return path


def make(packages):
    """The files that were made."""
    providers = models()
    packages.mkdir(parents=True, exist_ok=True)
    with signed_copies():
        return make_all(packages, providers)


@contextlib.contextmanager
def signed_copies():
    """What is packed meanwhile: copies that are signed, where there is something to sign with."""
    built = dict(contents.BINARIES)
    with tempfile.TemporaryDirectory(prefix='upsmd-signed-') as place:
        if os.environ.get('UPSMD_SIGN'):
            for arch in ARCHITECTURES:
                contents.BINARIES[arch] = pathlib.Path(shutil.copytree(built[arch], pathlib.Path(place) / arch))
            sign(sorted({file.source for arch in ARCHITECTURES for file in contents.files(arch)}))
        try:
            yield
        finally:
            contents.BINARIES.update(built)


def make_all(packages, providers):
    made = []
    for arch in ARCHITECTURES:
        installer = packages / f'upsmd-{contents.version()}-{arch}.msi'
        msi_file.build(installer, arch, providers)
        sign([installer])
        made += [installer, make_zip(staged(packages, arch, providers))]
    (packages / 'SHA256SUMS').write_text(checksums(made, packages), encoding='utf-8')
    return made


def main():
    if len(sys.argv) > 2 or sys.argv[1:2] in (['-h'], ['--help']):
        print(__doc__)
        return 2
    packages = pathlib.Path(sys.argv[1]) if len(sys.argv) == 2 else ROOT / 'build' / 'packages'
    try:
        for path in make(packages):
            print(path)
    except (PackageError, OSError, subprocess.SubprocessError) as error:
        print(f'scripts/package-windows: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
