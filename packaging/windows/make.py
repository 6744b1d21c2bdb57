#!/usr/bin/env python3
"""Makes build/packages/: an MSI and a zip for each architecture, and SHA256SUMS.

Both Windows builds must be there (./run --build). Where $UPSMD_SIGN names a program, it is run with each .exe and .dll
before they are packed and with each .msi after, and has to sign the file in place.
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import contents
import inf_file
import msi_file
from contents import ARCHITECTURES, ROOT, PackageError

PACKAGES = ROOT / 'build' / 'packages'
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


def staged(arch, providers):
    """The folder that the zip holds."""
    folder = PACKAGES / f'upsmd-{contents.version()}-{arch}'
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


def main():
    try:
        providers = models()
        sign({file.source for arch in ARCHITECTURES for file in contents.files(arch)})
        PACKAGES.mkdir(parents=True, exist_ok=True)
        made = []
        for arch in ARCHITECTURES:
            installer = PACKAGES / f'upsmd-{contents.version()}-{arch}.msi'
            msi_file.build(installer, arch, providers)
            sign([installer])
            made += [installer, make_zip(staged(arch, providers))]
        (PACKAGES / 'SHA256SUMS').write_text(checksums(made, PACKAGES), encoding='utf-8')
        for path in made:
            print(path.relative_to(ROOT))
    except (PackageError, OSError, subprocess.SubprocessError) as error:
        print(f'scripts/package-windows: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
