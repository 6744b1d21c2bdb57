#!/usr/bin/env python3
"""Proves that check_pe.py sees faults: damages a good DLL in one place at a time and expects exactly that complaint.

check_pe_faults.py --arch x86|x64 --version X.Y.Z FILE ALLOW_LIST...
"""
import argparse
import pathlib
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXPORTS = 'UPSInit,UPSStop,UPSWaitForStateChange,UPSGetState,UPSCancelWait,UPSTurnOff'


def put(data, offset, layout, value):
    struct.pack_into('<' + layout, data, offset, value)


def swap(data, old, new):
    at = data.find(old)
    assert at >= 0 and len(old) == len(new), f'{old!r} is not in the file'
    data[at:at + len(old)] = new


def faults(data):
    """(what is wrong, the check that must complain, a function that damages the bytes)"""
    pe = struct.unpack_from('<I', data, 0x3C)[0]
    optional = pe + 24
    directories = optional + (112 if struct.unpack_from('<H', data, optional)[0] == 0x20B else 96)
    product = 'ProductName'.encode('utf-16-le')
    return [
        ('other machine', 'machine type', lambda d: put(d, pe + 4, 'H', 0x1C0)),
        ('needs Windows Vista', 'subsystem version', lambda d: put(d, optional + 48, 'H', 6)),
        ('no DllMain', 'entry point', lambda d: put(d, optional + 16, 'I', 0)),
        ('no address randomisation', 'address randomisation', lambda d: put(d, optional + 70, 'H', 0x100)),
        ('no relocations', 'has relocations', lambda d: put(d, directories + 8 * 5 + 4, 'I', 0)),
        ('a time stamp', 'no time stamp', lambda d: put(d, pe + 8, 'I', 1700000000)),
        ('a debug directory', 'no debug directory', lambda d: put(d, directories + 8 * 6 + 4, 'I', 28)),
        ('runtime DLL', 'no compiler runtime', lambda d: swap(d, b'ADVAPI32.dll', b'libssp-0.dll')),
        ('import that XP lacks', 'allow list', lambda d: swap(d, b'QueryPerformanceCounter\0', b'QueryPerformanceCountex\0')),
        ('decorated export', 'exports exactly', lambda d: swap(d, b'\0UPSStop\0', b'\0_UPSSto\0')),
        ('no product name', 'ProductName', lambda d: swap(d, product, product[:-2] + b'X\0')),
        ('another version', 'FILEVERSION', lambda d: put(d, d.find(struct.pack('<I', 0xFEEF04BD)) + 8, 'I', 0x90009)),
        ('a torn file', 'can be read', lambda d: d.__delitem__(slice(len(d) // 2, None))),
        ('no PE file', 'can be read', lambda d: put(d, 0, 'H', 0)),
    ]


def complaints(path, options):
    done = subprocess.run(
        [sys.executable, str(HERE / 'check_pe.py'), '--arch', options.arch, '--exports', EXPORTS,
         '--version', options.version, str(path), *options.allow_list], capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if line.startswith('FAIL ')]
    assert (done.returncode != 0) == bool(found), f'exit code {done.returncode} with {len(found)} complaints'
    assert not done.stderr, done.stderr
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--arch', required=True)
    parser.add_argument('--version', required=True)
    parser.add_argument('file')
    parser.add_argument('allow_list', nargs='+')
    options = parser.parse_args()

    good = pathlib.Path(options.file).read_bytes()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'damaged.dll'
        cases = [('nothing', None, lambda d: None)] + faults(good)
        for wrong, expected, damage in cases:
            data = bytearray(good)
            damage(data)
            path.write_bytes(data)
            found = complaints(path, options)
            if expected is None:
                seen = not found
            else:
                seen = len(found) >= 1 and any(expected in line for line in found)
            passed, failed = passed + seen, failed + (not seen)
            print(f'ok sees: {wrong}' if seen else f'FAIL does not see: {wrong} (complaints: {found})')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
