"""A client of a driver's socket, as upsd is one: lines of words out, lines of words in."""
import re
import select
import socket
import time

LIMIT = 15  # seconds


def words_of(line):
    """As upsd parts it: a backslash makes the next character an ordinary one, in quotes and out of them."""
    words = re.findall(r'"(?:[^"\\]|\\.)*"|(?:[^\s"\\]|\\.)+', line)
    return [re.sub(r'\\(.)', r'\1', word[1:-1] if word.startswith('"') else word) for word in words]


class SocketClient:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(path))
        self.left = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *lines):
        self.socket.sendall(''.join(line + '\n' for line in lines).encode())

    def line(self, limit=LIMIT):
        """The next line's words; None: the driver has closed the connection."""
        end = time.monotonic() + limit
        while b'\n' not in self.left:
            if not select.select([self.socket], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f'no line within {limit} s; {self.left!r}')
            try:
                part = self.socket.recv(65536)
            except ConnectionResetError:
                part = b''
            if not part:
                return None
            self.left += part
        line, _, self.left = self.left.partition(b'\n')
        return words_of(line.decode())

    def until(self, *wanted, limit=LIMIT):
        """All lines up to one that begins with these words, with it."""
        end = time.monotonic() + limit
        lines = []
        while not lines or lines[-1][:len(wanted)] != list(wanted):
            try:
                lines.append(self.line(max(0.01, end - time.monotonic())))
            except AssertionError as error:
                raise AssertionError(f'no {" ".join(wanted)}: {lines[-10:]}: {error}') from None
            if lines[-1] is None:
                raise ConnectionError(f'hung up before {" ".join(wanted)}: {lines[-10:]}')
        return lines

    def ask(self, line, *wanted):
        """The lines of an answer that ends with such a line; changes that nobody asked for may be among them."""
        self.send(line)
        return self.until(*wanted)

    def dump(self):
        return self.ask('DUMPALL', 'DUMPDONE')

    def values(self):
        return {line[1]: line[2] for line in self.dump() if line[0] == 'SETINFO'}

    def outcome(self, order):
        """NUT's number for what became of it."""
        return int(self.ask(f'{order} TRACKING 1-a', 'TRACKING', '1-a')[-1][2])
