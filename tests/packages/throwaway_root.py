"""A root folder with the essential packages of this system and what some others depend on, to chroot into.

Made of the files that are installed here: no network, and this system is left as it is. What is not depended on is not
there, so that a missing dependency shows.
"""
import os
import pathlib
import re
import shutil
import subprocess

INFO = pathlib.Path('/var/lib/dpkg/info')


def installed():
    """name -> paragraph of dpkg's status, of the packages that are installed."""
    found = {}
    for paragraph in pathlib.Path('/var/lib/dpkg/status').read_text(encoding='utf-8').split('\n\n'):
        fields = dict(re.findall(r'^([A-Z][\w-]*): ?(.*)$', paragraph, re.MULTILINE))
        if fields.get('Status', '').endswith(' ok installed') and fields['Architecture'] in ('all', ARCHITECTURE):
            found[fields['Package']] = {**fields, 'text': paragraph}
    return found


ARCHITECTURE = subprocess.run(['dpkg', '--print-architecture'], capture_output=True, text=True, check=True).stdout.strip()


def names_in(relation):
    """[[alternative…]…] of a Depends or Provides line."""
    return [[re.match(r'[a-z0-9.+-]+', part.strip())[0] for part in group.split('|')]
            for group in relation.split(',') if group.strip()]


def closure(packages, wanted):
    """What `wanted` (names) and the essential packages need, of what is installed. Names that nobody has are left out."""
    providers = {}
    for name, fields in packages.items():
        for group in names_in(fields.get('Provides', '')):
            providers.setdefault(group[0], name)
    done = set()
    open_names = [name for name, fields in packages.items() if fields.get('Essential') == 'yes'] + list(wanted)
    while open_names:
        name = open_names.pop()
        name = name if name in packages else providers.get(name)
        if name is None or name in done:
            continue
        done.add(name)
        for field in ('Pre-Depends', 'Depends'):
            for group in names_in(packages[name].get(field, '')):
                open_names += [part for part in group if part in packages or part in providers][:1]
    return sorted(done)


def copy_files(root, name):
    lists = [path for path in (INFO / f'{name}.list', INFO / f'{name}:{ARCHITECTURE}.list') if path.exists()]
    for line in lists[0].read_text(encoding='utf-8').splitlines():
        source = pathlib.Path(line)
        target = root / line.lstrip('/')
        if source.is_dir() and not source.is_symlink():
            target.mkdir(parents=True, exist_ok=True)
        elif (source.is_symlink() or source.is_file()) and not os.path.lexists(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    for path in INFO.iterdir():
        if path.name.split('.')[0].split(':')[0] == name.split('.')[0] and path.name.startswith((f'{name}.', f'{name}:')):
            shutil.copy2(path, root / 'var/lib/dpkg/info' / path.name)


def copy_alternatives(root):
    for state in pathlib.Path('/var/lib/dpkg/alternatives').iterdir():
        link = pathlib.Path(state.read_text(encoding='utf-8').splitlines()[1])
        choice = pathlib.Path('/etc/alternatives') / state.name
        if choice.exists() and (root / str(choice.resolve()).lstrip('/')).exists():
            for path in (choice, link):
                target = root / str(path).lstrip('/')
                target.parent.mkdir(parents=True, exist_ok=True)
                if not os.path.lexists(target):
                    target.symlink_to(os.readlink(path))


def make_root(root, wanted):
    """root: an empty folder."""
    packages = installed()
    for name in ('var/lib/dpkg/info', 'var/lib/dpkg/updates', 'var/lib/dpkg/triggers', 'etc', 'dev', 'run', 'usr'):
        (root / name).mkdir(parents=True)
    (root / 'tmp').mkdir(mode=0o1777)
    for name in ('bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'):
        if pathlib.Path('/', name).is_symlink():
            (root / name).symlink_to(os.readlink(f'/{name}'))
            (root / 'usr' / name).mkdir()
    names = closure(packages, wanted)
    for name in names:
        copy_files(root, name)
    (root / 'var/lib/dpkg/status').write_text('\n\n'.join(packages[name]['text'].strip('\n') for name in names) + '\n',
                                              encoding='utf-8')
    copy_alternatives(root)
    for name in ('passwd', 'group'):
        shutil.copy2(root / 'usr/share/base-passwd' / f'{name}.master', root / 'etc' / name)
    os.mknod(root / 'dev/null', 0o20666, os.makedev(1, 3))
    subprocess.run(['chroot', root, 'ldconfig'], check=True)
