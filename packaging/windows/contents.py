"""What the Windows packages hold, and the codes that must never change."""
import dataclasses
import pathlib
import re
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = {'x86': ROOT / 'build' / 'win32' / 'bin', 'x64': ROOT / 'build' / 'win64' / 'bin'}
ARCHITECTURES = ('x86', 'x64')

# All codes come from this one and a name: the same ones in every build. Windows Installer knows products by them.
NAMESPACE = uuid.UUID('6d0b9c0e-5a0e-4a7b-9f0a-2f1c5b7d3e41')


class PackageError(Exception):
    """Packaging failed; the text says where and why."""


def code(*names):
    """A fixed GUID, as Windows Installer writes it."""
    return '{' + str(uuid.uuid5(NAMESPACE, '/'.join(names))).upper() + '}'


def version():
    text = (ROOT / 'meson.build').read_text(encoding='utf-8')
    return re.search(r"^  version: '(\d+\.\d+\.\d+)'", text, re.MULTILINE)[1]


@dataclasses.dataclass(frozen=True)
class File:
    name: str             # as installed
    source: pathlib.Path
    in_system: bool       # in %SystemRoot%\\system32, else in the program folder
    component: str        # the installer's name for it: no more than 72 letters, digits, dots


def files(arch):
    own = BINARIES[arch]
    bits = {'x86': '32', 'x64': '64'}[arch]
    found = [
        File('upsmd.dll', own / 'upsmd.dll', True, 'Minidriver'),
        File('upsmd.exe', own / 'upsmd.exe', False, 'CommandLine'),
        File('upsmd-service.exe', own / 'upsmd-service.exe', False, 'Service'),
        File(f'upsmd-host{bits}.exe', own / 'upsmd-host.exe', False, f'Host{bits}'),
    ]
    if arch == 'x64':  # a 32-bit minidriver of another maker
        found.append(File('upsmd-host32.exe', BINARIES['x86'] / 'upsmd-host.exe', False, 'Host32'))
    if missing := [str(file.source) for file in found if not file.source.is_file()]:
        raise PackageError('not built yet (./run --build): ' + ', '.join(missing))
    return found
