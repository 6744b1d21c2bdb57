#!/usr/bin/env python3
"""Checks who includes whom (docs/architecture.md), and the size of files.

check_layering.py [ROOT]      check the tree; prints "ok …" or "FAIL …" a rule, then "N passed, M failed"
check_layering.py --self-test check that every rule sees a breach, on small trees made for it
"""
import pathlib
import re
import sys
import tempfile

MAX_LINES = 400
SOURCE_SUFFIXES = {'.h', '.cpp'}
LAYERS = ('core', 'platform', 'win32', 'posix-sim', 'capi', 'nut', 'history', 'daemon', 'apps', 'tests')

# Who may include whom: the two backends never see each other; tests see everything.
MAY_INCLUDE = {
    'core': {'core'},
    'platform': {'core', 'platform'},
    'win32': {'core', 'platform', 'win32'},
    'posix-sim': {'core', 'platform', 'posix-sim'},
    'capi': {'core', 'platform', 'capi'},  # the backend: through platform/backend.h
    'nut': {'core', 'platform', 'posix-sim', 'nut'},  # what NUT's programs talk to
    'history': {'core', 'history'},
    'daemon': {'core', 'platform', 'posix-sim', 'nut', 'history', 'daemon'},
    'apps': {'core', 'platform', 'win32', 'posix-sim', 'nut', 'history', 'daemon', 'apps'},
    'tests': set(LAYERS),
}
# What the core's promise rules out: no threads, no clock, no files, no streams (core/time.h needs <chrono>'s types).
NOT_IN_CORE = {
    'atomic', 'barrier', 'condition_variable', 'filesystem', 'fstream', 'future', 'iomanip', 'ios', 'iostream',
    'istream', 'latch', 'locale', 'mutex', 'ostream', 'random', 'regex', 'semaphore', 'shared_mutex', 'sstream',
    'stop_token', 'streambuf', 'syncstream', 'thread',
    'csignal', 'cstdio', 'ctime', 'clocale',
}
STANDARD = NOT_IN_CORE | {
    'algorithm', 'any', 'array', 'bit', 'bitset', 'charconv', 'chrono', 'compare', 'complex', 'concepts',
    'coroutine', 'deque', 'exception', 'execution', 'forward_list', 'functional', 'initializer_list',
    'iterator', 'limits', 'list', 'map', 'memory', 'memory_resource', 'new', 'numbers', 'numeric', 'optional', 'queue',
    'ranges', 'ratio', 'scoped_allocator', 'set', 'source_location', 'span', 'stack', 'stdexcept', 'string',
    'string_view', 'system_error', 'tuple', 'type_traits', 'typeindex', 'typeinfo', 'unordered_map', 'unordered_set',
    'utility', 'valarray', 'variant', 'vector', 'version',
    'cassert', 'cctype', 'cerrno', 'cfenv', 'cfloat', 'cinttypes', 'climits', 'cmath', 'csetjmp', 'cstdarg',
    'cstddef', 'cstdint', 'cstdlib', 'cstring', 'cuchar', 'cwchar', 'cwctype',
}
# What the public header may need (C99, freestanding).
C_HEADERS = {'stddef.h', 'stdint.h'}
WINDOWS_HEADERS = re.compile(r'^(windows|winsock2?|ws2tcpip|winsvc|winnt|winreg|winbase|windef|winternl|ddk/.*)\.h$|^ddk/',
                             re.IGNORECASE)

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
OS_CONDITION = re.compile(r'^\s*#\s*(?:if|ifdef|ifndef|elif)\b.*\b(?:_WIN32|_WIN64|WIN32|__linux__|__unix__|__APPLE__|_MSC_VER)\b',
                          re.MULTILINE)
CLOCK = re.compile(r'\b(?:system_clock|steady_clock|high_resolution_clock)\b')
THROW = re.compile(r'\bthrow\b')
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def code_only(text):
    """The text without comments, and without string literals except those of #include lines."""
    lines = []
    for line in COMMENT.sub(lambda m: m[0] if m[0].startswith('"') else '\n' * m[0].count('\n'), text).split('\n'):
        lines.append(line if INCLUDE.match(line) else COMMENT.sub('""', line))
    return '\n'.join(lines)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = []  # (path relative to the root, layer, text, includes as (quoted?, name))
        for layer in LAYERS:
            for path in sorted((self.root / layer).rglob('*')):
                if path.suffix in SOURCE_SUFFIXES and path.is_file():
                    text = path.read_text(encoding='utf-8')
                    code = code_only(text)
                    includes = [(kind == '"', name) for kind, name in INCLUDE.findall(code)]
                    self.files.append((path.relative_to(self.root).as_posix(), layer, text, code, includes))


def breaches(tree):
    """Rule -> list of breaches. Every rule is there, breached or not."""
    found = {rule: [] for rule in (
        'project headers are included from the root, and exist', 'layers include only what is below them',
        'core includes only the standard library, without threads, streams and files',
        'core reads no clock', 'core throws nothing',
        '<windows.h> only in win32/*.cpp', 'Asio only in platform/, win32/, posix-sim/, capi/, nut/ and daemon/',
        'spdlog only in platform/log_spdlog.cpp', 'capi/upsmd.h includes only C headers', 'no #if by operating system in core/ and platform/',
        f'no file over {MAX_LINES} lines')}
    (paths, layering, core_only, clocks, throws, windows, asio, spdlog, c_header, conditions, length) = found.values()
    for name, layer, text, code, includes in tree.files:
        for quoted, header in includes:
            line = f'{name} includes {header}'
            top = header.split('/')[0]
            if quoted:
                if top not in LAYERS or not (tree.root / header).is_file():
                    paths.append(line)
                elif top not in MAY_INCLUDE[layer]:
                    layering.append(line)
            elif layer == 'core' and (header not in STANDARD or header in NOT_IN_CORE):
                core_only.append(line)
            if WINDOWS_HEADERS.search(header) and not (layer == 'win32' and name.endswith('.cpp')) \
                    and not name.startswith('tests/win32/'):
                windows.append(line)
            if re.match(r'(boost/)?asio\b', header) and \
                    layer not in ('platform', 'win32', 'posix-sim', 'capi', 'nut', 'daemon', 'tests'):
                asio.append(line)
            if name == 'capi/upsmd.h' and (quoted or header not in C_HEADERS):
                c_header.append(line)
            if top == 'spdlog' and name != 'platform/log_spdlog.cpp':
                spdlog.append(line)
        if layer == 'core' and CLOCK.search(code):
            clocks.append(name)
        if layer == 'core' and THROW.search(code):
            throws.append(name)
        if layer in ('core', 'platform') and OS_CONDITION.search(code):
            conditions.append(name)
        lines = text.count('\n')
        if lines > MAX_LINES:
            length.append(f'{name} has {lines}')
    return found


def check(root):
    tree = Tree(root)
    passed = failed = 0
    for layer in LAYERS:
        if not any(file[1] == layer for file in tree.files):
            failed += 1
            print(f'FAIL no source file in {layer}/: is {root} the root of the project?')
    for rule, found in breaches(tree).items():
        passed, failed = (passed, failed + 1) if found else (passed + 1, failed)
        print(f'FAIL {rule}: ' + '; '.join(found) if found else f'ok {rule}')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


# One breach a rule, in the order of breaches(): path, text.
BREACHES = (
    ('core/a.cpp', '#include "nowhere.h"\n'),
    ('core/a.cpp', '#include "platform/p.h"\n'),
    ('core/a.cpp', '#include <thread>\n'),
    ('core/a.cpp', 'auto t = std::chrono::steady_clock::now();\n'),
    ('core/a.cpp', 'void f() { throw 1; }\n'),
    ('win32/a.h', '#include <windows.h>\n'),
    ('apps/a.cpp', '#include <boost/asio/io_context.hpp>\n'),
    ('platform/a.cpp', '#include <spdlog/spdlog.h>\n'),
    ('capi/upsmd.h', '#include <string>\n'),
    ('platform/a.cpp', '#ifdef _WIN32\n#endif\n'),
    ('apps/a.cpp', '\n' * (MAX_LINES + 1)),
)
INNOCENT = ('core/a.cpp', '// never throw; no steady_clock\n/* #include <thread> */\n#include <span>\n#include "core/b.h"\n'
                          'const char* s = "throw";\n')


def self_test():
    passed = failed = 0
    for number, (name, text) in enumerate((INNOCENT,) + BREACHES):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, content in (('platform/p.h', ''), ('core/b.h', ''), (name, text)):
                (root / path).parent.mkdir(exist_ok=True)
                (root / path).write_text(content, encoding='utf-8')
            found = breaches(Tree(root))
            broken = [index for index, rule in enumerate(found) if found[rule]]
            rule = 'an innocent file' if number == 0 else list(found)[number - 1]
            if broken == ([] if number == 0 else [number - 1]):
                passed += 1
                print(f'ok sees: {rule}')
            else:
                failed += 1
                print(f'FAIL on {rule}: {[list(found)[i] for i in broken]}')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    if sys.argv[1:] == ['--self-test']:
        sys.exit(self_test())
    sys.exit(check(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]))
