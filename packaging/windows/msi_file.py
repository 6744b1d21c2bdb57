"""Writes the tables and files of an MSI with msitools and gcab. The same input gives the same bytes."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

from contents import PackageError, code, files, version
from msi_tables import SCHEMA, tables

# Written into the file where Windows Installer wants a date: what is packaged has its own.
DATE = '2000/01/01 00:00:00'
DATE_SECONDS = 946684800


def run(*command, cwd=None):
    environment = {**os.environ, 'TZ': 'UTC', 'LC_ALL': 'C.UTF-8'}
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd=cwd, env=environment)
    if done.returncode != 0:
        raise PackageError(f'{command[0]}: {done.stdout}{done.stderr}'.strip())


def write_table(folder, name, rows):
    columns, types, keys = SCHEMA[name]
    columns, types = columns.split(), types.split()
    for row in rows:
        if len(row) != len(columns) or any(set(cell) & set('\t\r\n') for cell in row):
            raise PackageError(f'table {name}: a bad row: {row}')
    lines = ['\t'.join(columns), '\t'.join(types), '\t'.join([name, *columns[:keys]]), *('\t'.join(row) for row in rows)]
    path = folder / f'{name}.idt'
    path.write_text('\r\n'.join(lines) + '\r\n', encoding='utf-8', newline='')
    return path


def summary(folder, arch, content):
    """The summary information stream; numbers are those of the Windows SDK's "Summary Property Descriptions". The package's
    code (9) is another one for each content, as Windows Installer wants it."""
    rows = {2: 'Installation Database', 3: 'upsmd', 4: 'upsmd', 5: 'Installer', 6: 'Serial UPS minidriver and service',
            7: {'x86': 'Intel;1033', 'x64': 'x64;1033'}[arch], 9: code('package', arch, content), 12: DATE, 13: DATE,
            14: '200', 15: '2', 18: 'upsmd', 19: '2'}
    lines = ['PropertyId\tValue', 'i2\tl255', '_SummaryInformation\tPropertyId', *(f'{id_}\t{value}' for id_, value in rows.items())]
    path = folder / '_SummaryInformation.idt'
    path.write_text('\r\n'.join(lines) + '\r\n', encoding='utf-8', newline='')
    return path


def cabinet(folder, arch):
    """The files under the names that the table File gives them, in its order."""
    names = []
    for file in files(arch):
        copy = folder / file.component
        shutil.copyfile(file.source, copy)
        os.utime(copy, (DATE_SECONDS, DATE_SECONDS))
        names.append(file.component)
    run('gcab', '-c', '-z', '-n', 'upsmd.cab', *names, cwd=folder)
    return folder / 'upsmd.cab'


def build(path, arch, providers, product_version=None):
    product_version = product_version or version()
    with tempfile.TemporaryDirectory(prefix='upsmd-msi-') as place:
        folder = pathlib.Path(place)
        parts = [write_table(folder, name, rows) for name, rows in tables(arch, providers, product_version).items()]
        packed = cabinet(folder, arch)
        content = hashlib.sha256(b''.join(part.read_bytes() for part in [*parts, packed])).hexdigest()
        arguments = ['-i', summary(folder, arch, content)]
        for part in parts:
            arguments += ['-i', part]
        arguments += ['-a', 'upsmd.cab', packed]
        path.unlink(missing_ok=True)
        run('msibuild', path, *arguments)
