#!/usr/bin/env python3
"""Checks a built Windows file against what Windows XP SP3 / Server 2003 and the UPS service need of it.

check_pe.py [--arch x86|x64] [--exports LIST] [--product NAME --version X.Y.Z] [--max-size BYTES] FILE ALLOW_LIST...

Prints "ok …" or "FAIL …" a check, then "N passed, M failed"; exits 1 where one failed. Standard library only.
"""
import argparse
import sys

from pe_file import PeError, PeFile

MACHINES = {'x86': 0x14C, 'x64': 0x8664}
SUBSYSTEM_VERSIONS = {'x86': (5, 1), 'x64': (5, 2)}
DYNAMIC_BASE, NX_COMPAT, HIGH_ENTROPY_VA = 0x40, 0x100, 0x20
RUNTIME_DLLS = ('libgcc', 'libstdc++', 'libwinpthread', 'libssp')


def read_allow_list(paths, arch):
    """Lines "DLL!function [x86|x64]"; "#" starts a comment. DLL names compare without case."""
    allowed = set()
    for path in paths:
        with open(path, encoding='utf-8') as lines:
            for number, line in enumerate(lines, 1):
                words = line.split('#')[0].split()
                if not words:
                    continue
                if len(words) > 2 or '!' not in words[0] or (len(words) == 2 and words[1] not in MACHINES):
                    raise ValueError(f'{path}:{number}: expected "DLL!function [x86|x64]", found "{line.strip()}"')
                if len(words) == 1 or words[1] == arch:
                    dll, function = words[0].split('!', 1)
                    allowed.add((dll.lower(), function))
    return allowed


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, good, what, why_not=''):
        if good:
            self.passed += 1
            print(f'ok {what}')
        else:
            self.failed += 1
            print(f'FAIL {what}' + (f': {why_not}' if why_not else ''))


def check_header(pe, arch, report):
    report.check(pe.machine == MACHINES[arch], f'machine type is {arch}', f'found {pe.machine:#x}')
    report.check(pe.subsystem_version == SUBSYSTEM_VERSIONS[arch],
                 'subsystem version is {}.{}'.format(*SUBSYSTEM_VERSIONS[arch]), f'found {pe.subsystem_version}')
    report.check(pe.entry_point != 0, 'has an entry point', 'AddressOfEntryPoint is 0')
    wanted = DYNAMIC_BASE | NX_COMPAT | (HIGH_ENTROPY_VA if arch == 'x64' else 0)
    report.check(pe.dll_characteristics & wanted == wanted, 'address randomisation and no-execute are on',
                 f'DllCharacteristics {pe.dll_characteristics:#x} lacks {wanted & ~pe.dll_characteristics:#x}')
    report.check(pe.has_relocations, 'has relocations, without which address randomisation does nothing')
    stamps = {name: value for name, value in pe.time_stamps().items() if value}
    report.check(not stamps, 'no time stamp', str(stamps))
    report.check(not pe.has_debug_directory, 'no debug directory')


def check_imports(pe, allowed, report):
    runtime = [dll for dll in pe.imports if dll.lower().startswith(RUNTIME_DLLS)]
    report.check(not runtime, 'needs no compiler runtime DLL', ', '.join(runtime))
    by_number = [f'{dll}!#{item}' for dll, items in pe.imports.items() for item in items if isinstance(item, int)]
    report.check(not by_number, 'imports nothing by ordinal', ', '.join(by_number))
    foreign = [f'{dll}!{name}' for dll, names in pe.imports.items() for name in names
               if isinstance(name, str) and (dll.lower(), name) not in allowed]
    report.check(pe.imports and not foreign, 'every import is on the allow list',
                 'not on it: ' + ', '.join(sorted(foreign)) if foreign else 'the file imports nothing at all')


def check_exports(pe, wanted, report):
    names = sorted(pe.exports)
    report.check(names == sorted(wanted), 'exports exactly ' + ' '.join(wanted), 'found ' + (' '.join(names) or 'none'))
    report.check(all(pe.exports.values()), 'every export is code of its own, no forwarder')


def check_version(pe, product, version, report):
    strings = pe.version_strings()
    report.check(strings is not None, 'has a version resource')
    strings = strings or {}
    numbers = tuple(int(part) for part in version.split('.')) + (0,)
    for key, value in (('ProductName', product), ('ProductVersion', version), ('FileVersion', version)):
        report.check(strings.get(key) == value, f'{key} is {value}', f'found {strings.get(key)!r}')
    report.check(pe.fixed_file_version() == numbers, 'FILEVERSION is the same', f'found {pe.fixed_file_version()}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--arch', choices=sorted(MACHINES), required=True)
    parser.add_argument('--exports', help='comma-separated names; leave out for programs')
    parser.add_argument('--product', default='upsmd')
    parser.add_argument('--version', help='the version that the version resource must carry')
    parser.add_argument('--max-size', type=int, help='bytes')
    parser.add_argument('file')
    parser.add_argument('allow_list', nargs='+')
    options = parser.parse_args()

    report = Report()
    try:
        pe = PeFile(options.file)
        check_header(pe, options.arch, report)
        check_imports(pe, read_allow_list(options.allow_list, options.arch), report)
        if options.exports:
            check_exports(pe, options.exports.split(','), report)
        if options.version:
            check_version(pe, options.product, options.version, report)
        if options.max_size:
            report.check(pe.size <= options.max_size, f'is at most {options.max_size} bytes', f'has {pe.size}')
    except (PeError, OSError, ValueError) as error:
        report.check(False, f'{options.file} can be read', str(error))
    print(f'{report.passed} passed, {report.failed} failed')
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
