"""The tables of the MSI (Windows SDK, "Installer Database Reference"), from what contents.py says.

Rows are tuples of text; a table's columns and their types stand in SCHEMA as an .idt file has them. wixl is not used: it
knows neither component conditions nor file versions, and what it writes would have to be changed table by table.
"""
from contents import code, files, version

SYSTEM_UPS = r'SYSTEM\CurrentControlSet\Services\UPS'
EVENT_SOURCE = r'SYSTEM\CurrentControlSet\Services\EventLog\Application\upsmd'
OWN_SETTINGS = r'SOFTWARE\upsmd'
LOCAL_MACHINE = '2'

# Our service is for systems that have none: not before Windows Vista, nor beside another maker's.
HAS_NO_SERVICE = 'VersionNT >= 600 AND NOT UPSSERVICE'

SCHEMA = {
    'Property': ('Property Value', 's72 l0', 1),
    'Directory': ('Directory Directory_Parent DefaultDir', 's72 S72 l255', 1),
    'Component': ('Component ComponentId Directory_ Attributes Condition KeyPath', 's72 S38 s72 i2 S255 S72', 1),
    'Feature': ('Feature Feature_Parent Title Description Display Level Directory_ Attributes',
                's38 S38 L64 L255 I2 i2 S72 i2', 1),
    'FeatureComponents': ('Feature_ Component_', 's38 s72', 2),
    'File': ('File Component_ FileName FileSize Version Language Attributes Sequence', 's72 s72 l255 i4 S72 S20 I2 i2', 1),
    'Media': ('DiskId LastSequence DiskPrompt Cabinet VolumeLabel Source', 'i2 i2 L64 S255 S32 S72', 1),
    'Registry': ('Registry Root Key Name Value Component_', 's72 i2 l255 L255 L0 s72', 1),
    'ServiceInstall': ('ServiceInstall Name DisplayName ServiceType StartType ErrorControl LoadOrderGroup Dependencies '
                       'StartName Password Arguments Component_ Description',
                       's72 s255 L255 i4 i4 i4 S255 S255 S255 S255 S255 s72 L255', 1),
    'ServiceControl': ('ServiceControl Name Event Arguments Wait Component_', 's72 l255 i2 L255 I2 s72', 1),
    'AppSearch': ('Property Signature_', 's72 s72', 2),
    'RegLocator': ('Signature_ Root Key Name Type', 's72 i2 s255 S255 I2', 1),
    'LaunchCondition': ('Condition Description', 's255 l255', 1),
    'CustomAction': ('Action Type Source Target', 's72 i2 S72 S255', 1),
    'Upgrade': ('UpgradeCode VersionMin VersionMax Language Attributes Remove ActionProperty', 's38 S20 S20 S255 i4 S255 s72', 5),
    **{table: ('Action Condition Sequence', 's72 S255 I2', 1)
       for table in ('InstallExecuteSequence', 'InstallUISequence', 'AdminExecuteSequence', 'AdminUISequence',
                     'AdvtExecuteSequence')},
}


class Registry:
    """Rows of the table Registry, with short keys of their own."""

    def __init__(self):
        self.rows = []

    def add(self, component, key, name, value):
        row = f'{component}{len(self.rows)}'
        self.rows.append((row, LOCAL_MACHINE, key, name, value, component))
        return row

    def key_kept(self, component, key):
        """Made where it is missing, never removed."""
        return self.add(component, key, '+', '')


def registry_value(text):
    """REG_SZ: a leading # would mean a number."""
    return '#' + text if text.startswith('#') else text


def components(arch, arch_files, providers):
    """(rows of Component, rows of Registry)"""
    shared_dll, permanent, registry_key, x64 = 8, 16, 4, 256
    wide = x64 if arch == 'x64' else 0
    rows, registry = [], Registry()
    for file in arch_files:
        condition = HAS_NO_SERVICE if file.component == 'Service' else ''
        rows.append((file.component, code('component', arch, file.component), 'SystemFolder_' if file.in_system else 'INSTALLDIR',
                     str(wide | (shared_dll if file.in_system else 0)), condition, file.component))

    def add_keys(component, key_path, condition='', attributes=0):
        rows.append((component, code('component', arch, component), 'INSTALLDIR', str(wide | registry_key | attributes),
                     condition, key_path))

    first = [registry.add('Providers', f"{SYSTEM_UPS}\\ServiceProviders\\{model['vendor']}", model['model'],
                          registry_value(model['service_provider'])) for model in providers][0]
    add_keys('Providers', first)
    registry.key_kept('Configuration', SYSTEM_UPS)
    add_keys('Configuration', registry.key_kept('Configuration', SYSTEM_UPS + r'\Config'), attributes=permanent)
    # With the service goes whoever keeps these values true.
    status = registry.add('Status', SYSTEM_UPS + r'\Status', '*', '')
    registry.add('Status', SYSTEM_UPS + r'\Status', '-', '')
    add_keys('Status', status, HAS_NO_SERVICE)
    # `upsmd install` and `uninstall` keep off what Windows Installer looks after.
    registry.add('CommandLine', OWN_SETTINGS, 'InstalledBy', 'Windows Installer')
    registry.add('Service', EVENT_SOURCE, 'EventMessageFile', '#%[#Service]')
    registry.add('Service', EVENT_SOURCE, 'TypesSupported', '#7')
    return rows, registry.rows


def sequences():
    costing = [('CostInitialize', '', 800), ('FileCost', '', 900), ('CostFinalize', '', 1000)]
    search = [('FindRelatedProducts', '', 25), ('RefuseDowngrade', 'NEWERFOUND', 40), ('AppSearch', '', 50),
              ('LaunchConditions', '', 100)]
    execute = search + [('ValidateProductID', '', 700)] + costing + [
        ('MigrateFeatureStates', '', 1200), ('InstallValidate', '', 1400), ('InstallInitialize', '', 1500),
        ('ProcessComponents', '', 1600), ('UnpublishFeatures', '', 1800), ('StopServices', '', 1900),
        ('DeleteServices', '', 2000), ('RemoveRegistryValues', '', 2600), ('RemoveFiles', '', 3500),
        ('RemoveFolders', '', 3600), ('CreateFolders', '', 3700), ('InstallFiles', '', 4000),
        ('WriteRegistryValues', '', 5000), ('InstallServices', '', 5800),
        ('SelectModel', 'VENDOR AND NOT Installed', 5850), ('StartServices', '', 5900),
        ('RegisterUser', '', 6000), ('RegisterProduct', '', 6100), ('PublishFeatures', '', 6300), ('PublishProduct', '', 6400),
        # After the new files and keys are there: what both versions have is then never removed.
        ('InstallExecute', '', 6500), ('RemoveExistingProducts', '', 6550), ('InstallFinalize', '', 6600)]
    return {
        'InstallExecuteSequence': execute,
        'InstallUISequence': search + costing + [('ExecuteAction', '', 1300)],
        'AdminExecuteSequence': costing + [('InstallValidate', '', 1400), ('InstallInitialize', '', 1500),
                                           ('InstallAdminPackage', '', 3900), ('InstallFiles', '', 4000),
                                           ('InstallFinalize', '', 6600)],
        'AdminUISequence': costing + [('ExecuteAction', '', 1300)],
        'AdvtExecuteSequence': costing + [('InstallValidate', '', 1400), ('InstallInitialize', '', 1500),
                                          ('PublishFeatures', '', 6300), ('PublishProduct', '', 6400),
                                          ('InstallFinalize', '', 6600)],
    }


def properties(arch, product_version):
    return {
        'ProductName': 'upsmd',
        'ProductVersion': product_version,
        'ProductCode': code('product', arch, product_version),
        'ProductLanguage': '1033',
        'Manufacturer': 'upsmd',
        'UpgradeCode': code('upgrade', arch),
        'ALLUSERS': '1',
        'ARPNOMODIFY': '1',
        'ARPCOMMENTS': 'Serial UPS minidriver and service',
        'MSIRESTARTMANAGERCONTROL': 'Disable',  # a UPS service is not to be closed behind an administrator's back
        'SecureCustomProperties': 'MODEL;NEWERFOUND;OLDERFOUND;PORT;UPSSERVICE;VENDOR',
    }


def custom_actions():
    error_message = 19
    # An installed program, as the system, when its turn comes; its failure fails the installation.
    run_file, deferred, as_system = 18, 1024, 2048
    return [
        ('RefuseDowngrade', str(error_message), '', 'A newer version of upsmd is installed. Remove it first.'),
        ('SelectModel', str(run_file + deferred + as_system), 'CommandLine', 'select "[VENDOR]" "[MODEL]" --port "[PORT]"'),
    ]


def service_rows():
    own_process, automatic, normal_error = '16', '2', '1'
    install = ('Service', 'upsmd', 'upsmd UPS service', own_process, automatic, normal_error, '', '', '', '', '', 'Service',
               'Watches the UPS on a serial port and shuts this computer down in time.')
    # Started when it is there; stopped before its file is replaced or removed; deleted with its component.
    start_on_install, stop_on_install, stop_on_removal, delete_on_removal = 1, 2, 32, 128
    control = ('Service', 'upsmd', str(start_on_install | stop_on_install | stop_on_removal | delete_on_removal), '', '1', 'Service')
    return [install], [control]


def upgrade_rows(arch, product_version):
    minimum_counts, only_detect = 256, 2
    family = code('upgrade', arch)
    return [(family, '0.0.0', product_version, '', str(minimum_counts), '', 'OLDERFOUND'),
            (family, product_version, '', '', str(only_detect), '', 'NEWERFOUND')]


def launch_conditions(arch):
    rows = [('Privileged', 'upsmd can only be installed by an administrator.'),
            ('NOT VENDOR OR (MODEL AND PORT)', 'VENDOR needs MODEL and PORT beside it; "upsmd models" lists them.')]
    if arch == 'x86':
        rows.append(('NOT VersionNT64', 'This package is for 32-bit Windows. Please take the x64 one.'))
    return rows


def tables(arch, providers, product_version=None):
    """name -> rows of text. `providers`: what `upsmd models --json` says."""
    product_version = product_version or version()
    arch_files = files(arch)
    system, programs = {'x86': ('SystemFolder', 'ProgramFilesFolder'), 'x64': ('System64Folder', 'ProgramFiles64Folder')}[arch]
    component_rows, registry_rows = components(arch, arch_files, providers)
    install, control = service_rows()
    file_rows = [(file.component, file.component, file.name if len(file.name) <= 12 else f'{short_name(i)}|{file.name}',
                  str(file.source.stat().st_size), product_version + '.0', '1033', '512', str(i))
                 for i, file in enumerate(arch_files, 1)]
    raw_value, search_64 = 2, 16
    return {
        'Property': list(properties(arch, product_version).items()),
        'Directory': [('TARGETDIR', '', 'SourceDir'), (system, 'TARGETDIR', '.'), ('SystemFolder_', system, '.'),
                      (programs, 'TARGETDIR', '.'), ('INSTALLDIR', programs, 'upsmd')],
        'Component': component_rows,
        'Feature': [('Main', '', 'upsmd', '', '1', '1', 'INSTALLDIR', '0')],
        'FeatureComponents': [('Main', row[0]) for row in component_rows],
        'File': file_rows,
        'Media': [('1', str(len(file_rows)), '', '#upsmd.cab', '', '')],
        'Registry': registry_rows,
        'ServiceInstall': install,
        'ServiceControl': control,
        # As the service itself decides: any of the three makes a service of the key.
        'AppSearch': [('UPSSERVICE', f'Ups{name}') for name in ('ImagePath', 'Start', 'Type')],
        'RegLocator': [(f'Ups{name}', LOCAL_MACHINE, SYSTEM_UPS, name, str(raw_value + (search_64 if arch == 'x64' else 0)))
                       for name in ('ImagePath', 'Start', 'Type')],
        'LaunchCondition': launch_conditions(arch),
        'CustomAction': custom_actions(),
        'Upgrade': upgrade_rows(arch, product_version),
        **{name: [(action, condition, str(number)) for action, condition, number in rows] for name, rows in sequences().items()},
    }


def short_name(number):
    """For file systems that have no long names."""
    return f'UPSMD~{number}.EXE'
