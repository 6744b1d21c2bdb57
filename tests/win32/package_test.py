#!/usr/bin/env python3
"""The Windows packages as files: the MSI's tables (Wine forgives what Windows Installer does not), the INF, the zips."""
import hashlib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'packaging' / 'windows'))

import contents  # noqa: E402
import make  # noqa: E402
import msi_file  # noqa: E402
from contents import ARCHITECTURES  # noqa: E402
from pe_file import PeFile  # noqa: E402

GUID = re.compile(r'^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$')
PE_SUFFIXES = ('.exe', '.dll')
# Released codes: a change here breaks the upgrade of every installed computer.
FIXED = {
    'x86': {'upgrade': '{9D5230B6-B6BC-5A8B-8400-295FD1F59CAF}', 'Minidriver': '{898E2204-EE87-501B-BB06-9E6DAF9B6F64}'},
    'x64': {'upgrade': '{B39D51B4-6001-553A-8850-59DA7664E0E4}', 'Minidriver': '{30881A59-93CD-5647-A668-E4B425AD45C5}'},
}


def export(msi, table):
    """Rows of a table as dictionaries."""
    text = subprocess.run(['msiinfo', 'export', msi, table], check=True, capture_output=True).stdout.decode('utf-8')
    columns, _types, _keys, *rows = [line.split('\t') for line in text.replace('\r', '').split('\n') if line]
    return [dict(zip(columns, row)) for row in rows]


class Packages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix='upsmd-packages-'))
        cls.made = make.make(cls.folder / 'one')
        cls.msi = {arch: cls.folder / 'one' / f'upsmd-{contents.version()}-{arch}.msi' for arch in ARCHITECTURES}
        cls.zip = {arch: cls.folder / 'one' / f'upsmd-{contents.version()}-{arch}.zip' for arch in ARCHITECTURES}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def for_each(self):
        for arch in ARCHITECTURES:
            with self.subTest(arch=arch):
                yield arch, self.msi[arch]

    def test_two_runs_give_the_same_bytes(self):
        again = make.make(self.folder / 'two')
        self.assertEqual([path.read_bytes() for path in self.made], [path.read_bytes() for path in again])

    def test_another_content_has_another_package_code(self):
        other = self.folder / 'other.msi'
        msi_file.build(other, 'x86', make.models()[:-1])
        codes = {re.search(r'UUID\): (\S+)', subprocess.run(['msiinfo', 'suminfo', path], check=True, capture_output=True,
                                                            text=True).stdout)[1] for path in (other, self.msi['x86'])}
        self.assertEqual(len(codes), 2)

    def test_every_file_has_its_version(self):
        for arch, msi in self.for_each():
            rows = export(msi, 'File')
            names = {row['FileName'].split('|')[-1]: row for row in rows}
            self.assertEqual(set(names), {file.name for file in contents.files(arch)})
            for file in contents.files(arch):
                pe = PeFile(file.source)
                row = names[file.name]
                self.assertEqual(row['Version'], '.'.join(map(str, pe.fixed_file_version())))
                self.assertEqual(row['Language'], '1033')
                self.assertEqual(int(row['FileSize']), file.source.stat().st_size)

    def test_components_have_a_key_path_of_their_own_and_fixed_codes(self):
        for arch, msi in self.for_each():
            rows = export(msi, 'Component')
            files = {row['File']: row['Component_'] for row in export(msi, 'File')}
            registry = {row['Registry']: row['Component_'] for row in export(msi, 'Registry')}
            self.assertEqual(len({row['ComponentId'] for row in rows}), len(rows))
            for row in rows:
                self.assertRegex(row['ComponentId'], GUID)
                is_registry = int(row['Attributes']) & 4 != 0
                self.assertEqual((registry if is_registry else files)[row['KeyPath']], row['Component'])
                self.assertEqual(int(row['Attributes']) & 256 != 0, arch == 'x64', row['Component'])
            code = {row['Component']: row['ComponentId'] for row in rows}
            self.assertEqual(code['Minidriver'], FIXED[arch]['Minidriver'])
            properties = {row['Property']: row['Value'] for row in export(msi, 'Property')}
            self.assertEqual(properties['UpgradeCode'], FIXED[arch]['upgrade'])
            self.assertRegex(properties['ProductCode'], GUID)

    def test_the_service_is_for_systems_that_have_none(self):
        for _arch, msi in self.for_each():
            rows = {row['Component']: row for row in export(msi, 'Component')}
            for component in ('Service', 'Status'):
                self.assertEqual(rows[component]['Condition'], 'VersionNT >= 600 AND NOT UPSSERVICE')
            for component in ('Minidriver', 'CommandLine', 'Providers', 'Configuration'):
                self.assertEqual(rows[component]['Condition'], '')
            service, = export(msi, 'ServiceInstall')
            self.assertEqual((service['Name'], service['StartType'], service['ServiceType'], service['StartName']),
                             ('upsmd', '2', '16', ''))
            self.assertEqual(service['Component_'], 'Service')
            control, = export(msi, 'ServiceControl')
            self.assertEqual(int(control['Event']), 1 | 2 | 32 | 128)

    def test_configuration_is_never_removed(self):
        for _arch, msi in self.for_each():
            rows = {row['Component']: row for row in export(msi, 'Component')}
            self.assertTrue(int(rows['Configuration']['Attributes']) & 16)
            for row in export(msi, 'Registry'):
                if row['Component_'] == 'Configuration':
                    self.assertEqual(row['Name'], '+')
                self.assertNotEqual((row['Key'], row['Name']), (r'SYSTEM\CurrentControlSet\Services\UPS', '-'))

    def test_sequence(self):
        for _arch, msi in self.for_each():
            number = {row['Action']: int(row['Sequence']) for row in export(msi, 'InstallExecuteSequence')}
            for first, then in (('FindRelatedProducts', 'RefuseDowngrade'), ('AppSearch', 'LaunchConditions'),
                                ('InstallFiles', 'InstallServices'), ('WriteRegistryValues', 'SelectModel'),
                                ('InstallServices', 'SelectModel'), ('SelectModel', 'StartServices'),
                                ('InstallExecute', 'RemoveExistingProducts'), ('RemoveExistingProducts', 'InstallFinalize')):
                self.assertLess(number[first], number[then], f'{first} before {then}')
            self.assertEqual(len(set(number.values())), len(number))

    def test_upgrade_finds_older_and_refuses_newer(self):
        for arch, msi in self.for_each():
            rows = {row['ActionProperty']: row for row in export(msi, 'Upgrade')}
            older, newer = rows['OLDERFOUND'], rows['NEWERFOUND']
            self.assertEqual((older['VersionMax'], newer['VersionMin']), (contents.version(), contents.version()))
            self.assertEqual({older['UpgradeCode'], newer['UpgradeCode']}, {FIXED[arch]['upgrade']})
            self.assertEqual(int(newer['Attributes']) & 2, 2)
            self.assertEqual(int(older['Attributes']) & 2, 0)

    def test_all_models_are_registered(self):
        models = {(model['vendor'], model['model']): model['service_provider'] for model in make.models()}
        for arch, msi in self.for_each():
            beginning = r'SYSTEM\CurrentControlSet\Services\UPS\ServiceProviders' + '\\'
            rows = {(row['Key'].removeprefix(beginning), row['Name']): row['Value'] for row in export(msi, 'Registry')
                    if row['Component_'] == 'Providers'}
            self.assertEqual(rows, models)
            with zipfile.ZipFile(self.zip[arch]) as archive:
                inf = archive.read(f'upsmd-{contents.version()}-{arch}/upsmd.inf').decode('cp1252')
            for (vendor, model), value in models.items():
                self.assertIn(f'ServiceProviders\\{vendor}","{model.replace(chr(34), chr(34) * 2)}",0x00000000,"{value}"', inf)

    def test_zip_has_what_its_sums_say(self):
        for arch, _msi in self.for_each():
            with zipfile.ZipFile(self.zip[arch]) as archive:
                base = f'upsmd-{contents.version()}-{arch}/'
                files = {name.removeprefix(base): archive.read(name) for name in archive.namelist()}
            sums = files.pop('SHA256SUMS').decode().splitlines()
            self.assertEqual(sorted(sums), sorted(f'{hashlib.sha256(data).hexdigest()}  {name}' for name, data in files.items()))
            for file in contents.files(arch):
                self.assertEqual(files[file.name], file.source.read_bytes())
            self.assertIn('docs/windows.md', files)

    def test_sums_of_the_packages(self):
        sums = (self.folder / 'one' / 'SHA256SUMS').read_text().splitlines()
        self.assertEqual(len(sums), 4)
        for line in sums:
            digest, name = line.split('  ')
            self.assertEqual(digest, hashlib.sha256((self.folder / 'one' / name).read_bytes()).hexdigest())

    def test_signing_hook(self):
        log = self.folder / 'signed'
        hook = self.folder / 'sign'
        hook.write_text(f'#!/bin/sh\necho "$1" >>{log}\n')
        hook.chmod(0o755)
        done = subprocess.run([ROOT / 'scripts' / 'package-windows', self.folder / 'three'], check=False, capture_output=True,
                              text=True, env={'PATH': '/usr/bin:/bin', 'UPSMD_SIGN': str(hook)})
        self.assertEqual(done.returncode, 0, done.stderr)
        signed = [pathlib.Path(line).name for line in log.read_text().splitlines()]
        self.assertEqual(len([name for name in signed if name.endswith(PE_SUFFIXES)]), 8)
        self.assertEqual(len([name for name in signed if name.endswith('.msi')]), 2)
        hook.write_text('#!/bin/sh\nexit 1\n')
        done = subprocess.run([ROOT / 'scripts' / 'package-windows', self.folder / 'four'], check=False, capture_output=True,
                              text=True, env={'PATH': '/usr/bin:/bin', 'UPSMD_SIGN': str(hook)})
        self.assertNotEqual(done.returncode, 0)
        self.assertIn('has not signed', done.stderr)


if __name__ == '__main__':
    unittest.main()
