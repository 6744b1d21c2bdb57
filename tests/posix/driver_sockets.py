"""NUT drivers' sockets for tests: as many as wanted, each says what it is told to, when it is told to."""
import os
import selectors
import socket
import threading

ONLINE = {'driver.name': 'dummy', 'ups.status': 'OL', 'ups.model': 'Demo 1500', 'ups.load': '42',
          'battery.charge': '100', 'battery.runtime': '2400', 'input.voltage': '231.4', 'output.voltage': '230.0'}


def encoded(value):
    for special in '\\"#':
        value = value.replace(special, '\\' + special)
    return f'"{value}"'


class Driver:
    """One socket. `values` None: it takes connections and says nothing, not even PONG."""
    def __init__(self, server, path, values):
        self.server, self.path, self.values = server, path, values
        self.stale = False
        self.clients = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(16)
        self.listener.setblocking(False)
        server.watch(self.listener, self.accept)

    def accept(self):
        client, _ = self.listener.accept()
        client.setblocking(False)
        self.clients.append(client)
        self.server.watch(client, lambda: self.answer(client))

    def answer(self, client):
        try:
            text = client.recv(4096)
        except OSError:
            text = b''
        if not text:
            self.server.forget(client)
            self.clients.remove(client)
            client.close()
        elif self.values is not None:
            for line in text.split(b'\n'):
                if line == b'DUMPALL':
                    client.send(self.dump().encode('latin-1'))
                elif line == b'PING':
                    client.send(b'PONG\n')

    def dump(self):
        values = ''.join(f'SETINFO {name} {encoded(value)}\n' for name, value in self.values.items())
        return ('DATASTALE\n' + values if self.stale else values + 'DATAOK\n') + 'DUMPDONE\n'

    def send(self, data):
        """To all who are connected."""
        self.server.do(lambda: [client.send(data) for client in self.clients])

    def set(self, **values):
        """set(ups_status='OB'): underscores are dots."""
        named = {name.replace('_', '.'): value for name, value in values.items()}
        self.values.update(named)
        self.send(''.join(f'SETINFO {name} {encoded(value)}\n' for name, value in named.items()).encode('latin-1'))

    def set_stale(self, stale):
        self.stale = stale
        self.send(b'DATASTALE\n' if stale else b'DATAOK\n')

    def stop(self, leave_file=False):
        """As a driver that ends, or, with leave_file, one that crashes."""
        def close():
            for one in [self.listener, *self.clients]:
                self.server.forget(one)
                one.close()
            self.clients = []
        self.server.do(close)
        if not leave_file:
            os.unlink(self.path)


class Server:
    """All drivers' sockets of a test, served by one thread. A context manager."""
    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.wake_end, self.wake = socket.socketpair()
        self.watch(self.wake_end, lambda: self.wake_end.recv(1))
        self.orders = []
        self.running = True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def driver(self, path, values=None, **more):
        if values is not None:
            values = {**values, **{name.replace('_', '.'): value for name, value in more.items()}}
        made = []
        self.do(lambda: made.append(Driver(self, str(path), values)))
        return made[0]

    def watch(self, what, call):
        self.selector.register(what, selectors.EVENT_READ, call)

    def forget(self, what):
        self.selector.unregister(what)

    def do(self, order):
        """Runs it on the server's thread, and waits for that."""
        done = threading.Event()
        self.orders.append(lambda: (order(), done.set()))
        self.wake.send(b'x')
        if not done.wait(30):
            raise TimeoutError('the server of the drivers\' sockets hangs')

    def run(self):
        while self.running:
            for key, _ in self.selector.select():
                if self.running and key.fileobj.fileno() >= 0:
                    key.data()
            while self.orders:
                self.orders.pop(0)()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.do(lambda: setattr(self, 'running', False))
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        self.wake.close()
        self.selector.close()
