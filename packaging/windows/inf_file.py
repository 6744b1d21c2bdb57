"""The INF for Windows 2000, XP and Server 2003, which have a UPS service of their own: the minidriver, the programs and the
models, no service. `rundll32 setupapi,InstallHinfSection DefaultInstall 132 PATH`, or "Install" in Explorer."""
from contents import files

SYSTEM_FOLDER, PROGRAM_FILES = '11', '16422'

HEAD = """\
; upsmd {version} for Windows XP and Server 2003, {arch}. Install: right-click, "Install". Uninstall: section DefaultUninstall.
; Afterwards choose the UPS in Power Options > UPS.
[Version]
Signature="$Windows NT$"
Provider=%Name%
DriverVer=01/01/2000,{version}.0

[SourceDisksNames]
1=%Name%

[SourceDisksFiles]
{sources}
[DestinationDirs]
System={system}
Programs={programs},upsmd

[System]
upsmd.dll

[Programs]
{program_files}
[DefaultInstall]
CopyFiles=System,Programs
AddReg=Models

[DefaultUninstall]
DelFiles=System,Programs
DelReg=Models

[Strings]
Name="upsmd"

[Models]
{models}"""


def quoted(text):
    return '"' + text.replace('"', '""').replace('%', '%%') + '"'


def text(arch, providers, version):
    # The service is for systems that have none.
    wanted = [file for file in files(arch) if file.component != 'Service']
    key = r'SYSTEM\CurrentControlSet\Services\UPS\ServiceProviders' + '\\'
    rows = [f"HKLM,{quoted(key + model['vendor'])},{quoted(model['model'])},0x00000000,{quoted(model['service_provider'])}\n"
            for model in providers]
    whole = HEAD.format(version=version, arch=arch, system=SYSTEM_FOLDER, programs=PROGRAM_FILES, models=''.join(rows),
                        sources=''.join(f'{file.name}=1\n' for file in wanted),
                        program_files=''.join(f'{file.name}\n' for file in wanted if not file.in_system))
    return whole.replace('\n', '\r\n')
