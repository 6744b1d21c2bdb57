"""Reads what the checks need from a PE file (Microsoft's "PE Format" specification). Standard library only."""
import struct

EXPORT, IMPORT, RESOURCE, BASE_RELOCATION, DEBUG, DELAY_IMPORT = 0, 1, 2, 5, 6, 13
RT_VERSION = 16


class PeError(Exception):
    """The file is not a PE file, or is torn."""


class PeFile:
    def __init__(self, path):
        with open(path, 'rb') as file:
            self.data = file.read()
        self.size = len(self.data)
        self._read_headers()
        self.exports = self._read_exports()   # name -> True, or False where it is a forwarder
        self.imports = self._read_imports()   # DLL -> list of names and ordinals

    # -- raw access ------------------------------------------------------------------------------------------------

    def _unpack(self, layout, offset):
        try:
            return struct.unpack_from('<' + layout, self.data, offset)
        except struct.error:
            raise PeError(f'ends before offset {offset:#x} + {struct.calcsize(layout)}') from None

    def _offset(self, rva):
        for start, size, raw in self.sections:
            if start <= rva < start + size:
                return raw + rva - start
        raise PeError(f'address {rva:#x} is in no section')

    def _text(self, rva):
        start = self._offset(rva)
        end = self.data.find(b'\0', start)
        if end < 0:
            raise PeError(f'text at {rva:#x} has no end')
        return self.data[start:end].decode('ascii', 'replace')

    # -- headers ---------------------------------------------------------------------------------------------------

    def _read_headers(self):
        if self.data[:2] != b'MZ':
            raise PeError('no MZ header')
        pe = self._unpack('I', 0x3C)[0]
        if self.data[pe:pe + 4] != b'PE\0\0':
            raise PeError('no PE header')
        self.machine, section_count, self.header_time, _, _, optional_size, self.characteristics = \
            self._unpack('HHIIIHH', pe + 4)
        optional = pe + 24
        magic = self._unpack('H', optional)[0]
        if magic not in (0x10B, 0x20B):
            raise PeError(f'unknown optional header {magic:#x}')
        self.is_64 = magic == 0x20B
        self.entry_point = self._unpack('I', optional + 16)[0]
        self.subsystem_version = self._unpack('HH', optional + 48)
        self.dll_characteristics = self._unpack('H', optional + 70)[0]
        count_at = optional + (108 if self.is_64 else 92)
        count = self._unpack('I', count_at)[0]
        self.directories = [self._unpack('II', count_at + 4 + 8 * i) for i in range(min(count, 16))]
        self.sections = []
        for i in range(section_count):
            _, virtual_size, start, raw_size, raw = self._unpack('8sIIII', optional + optional_size + 40 * i)
            self.sections.append((start, max(virtual_size, raw_size), raw))

    def _directory(self, index):
        return self.directories[index] if index < len(self.directories) else (0, 0)

    @property
    def has_relocations(self):
        stripped = self.characteristics & 1
        return bool(self._directory(BASE_RELOCATION)[1]) and not stripped

    @property
    def has_debug_directory(self):
        return bool(self._directory(DEBUG)[1])

    def time_stamps(self):
        stamps = {'header': self.header_time}
        for name, index in (('export directory', EXPORT), ('resource directory', RESOURCE)):
            rva = self._directory(index)[0]
            if rva:
                stamps[name] = self._unpack('I', self._offset(rva) + 4)[0]
        return stamps

    # -- exports and imports ---------------------------------------------------------------------------------------

    def _read_exports(self):
        rva, size = self._directory(EXPORT)
        if not rva:
            return {}
        at = self._offset(rva)
        functions, names, functions_at, names_at, ordinals_at = self._unpack('IIIII', at + 20)
        found = {}
        for i in range(names):
            name = self._text(self._unpack('I', self._offset(names_at) + 4 * i)[0])
            ordinal = self._unpack('H', self._offset(ordinals_at) + 2 * i)[0]
            if ordinal >= functions:
                raise PeError(f'export {name} has ordinal {ordinal} of {functions}')
            target = self._unpack('I', self._offset(functions_at) + 4 * ordinal)[0]
            found[name] = not rva <= target < rva + size
        for i in range(functions):  # an export without a name is a seventh function too
            if i not in {self._unpack('H', self._offset(ordinals_at) + 2 * k)[0] for k in range(names)}:
                found[f'#{i}'] = True
        return found

    def _read_imports(self):
        imports = {}
        if self._directory(DELAY_IMPORT)[0]:
            imports['(delay-loaded)'] = ['(delay-loaded)']
        rva = self._directory(IMPORT)[0]
        if not rva:
            return imports
        at = self._offset(rva)
        while True:
            lookup, _, _, name, address_table = self._unpack('IIIII', at)
            if not name:
                return imports
            imports.setdefault(self._text(name), []).extend(self._thunks(lookup or address_table))
            at += 20

    def _thunks(self, rva):
        layout, width, by_ordinal = ('Q', 8, 1 << 63) if self.is_64 else ('I', 4, 1 << 31)
        at = self._offset(rva)
        while True:
            thunk = self._unpack(layout, at)[0]
            if not thunk:
                return
            yield thunk & 0xFFFF if thunk & by_ordinal else self._text((thunk & 0x7FFFFFFF) + 2)
            at += width

    # -- version resource ------------------------------------------------------------------------------------------

    def _version_data(self):
        rva, _ = self._directory(RESOURCE)
        if not rva:
            return None
        base = self._offset(rva)

        def first(offset, wanted=None):
            named, numbered = self._unpack('HH', base + offset + 12)
            for i in range(named + numbered):
                ident, target = self._unpack('II', base + offset + 16 + 8 * i)
                if wanted is None or ident == wanted:
                    return target
            return None

        target = first(0, RT_VERSION)
        while target is not None and target & 0x80000000:  # the levels: type, name, language
            target = first(target & 0x7FFFFFFF)
        if target is None:
            return None
        data_rva, size = self._unpack('II', base + target)
        start = self._offset(data_rva)
        return self.data[start:start + size]

    def fixed_file_version(self):
        data = self._version_data() or b''
        at = data.find(struct.pack('<I', 0xFEEF04BD))
        if at < 0:
            return None
        high, low = struct.unpack_from('<II', data, at + 8)
        return high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF

    def version_strings(self):
        """The string table of the version resource, or None where there is no such resource."""
        data = self._version_data()
        if data is None:
            return None
        strings = {}
        self._collect_strings(data, 0, len(data), strings)
        return strings

    def _collect_strings(self, data, at, end, strings):
        # A node: length, value length, type (1 = text), name (UTF-16, NUL), padding, value, padding, child nodes.
        while at + 6 <= end:
            length, value_length, is_text = struct.unpack_from('<HHH', data, at)
            if length < 6 or at + length > end:
                return
            name_end = at + 6
            while data[name_end:name_end + 2] not in (b'\0\0', b''):
                name_end += 2
            name = data[at + 6:name_end].decode('utf-16-le')
            value_at = (name_end + 2 + 3) & ~3
            value_bytes = value_length * (2 if is_text else 1)
            if is_text and value_length:
                strings[name] = data[value_at:value_at + value_bytes].decode('utf-16-le').split('\0')[0]
            else:
                self._collect_strings(data, (value_at + value_bytes + 3) & ~3, at + length, strings)
            at = (at + length + 3) & ~3
