#!/usr/bin/env python3
"""Five hundred UPSes in one process, under one upsd."""
from rig import MEGATEC, OURS, USER, RigCase, main

from many import Fleet
from socket_client import SocketClient

COUNT = 500 if OURS else 20  # NUT's take a process each


class Many(RigCase):
    maxage = 15

    def setUp(self):
        super().setUp()
        ports = self.rig.folder / 'ports'
        self.fleet = Fleet(COUNT, ports)
        self.names = [f'ups{number}' for number in range(COUNT)]
        self.upses = self.rig.add_all({name: ports / str(number) for number, name in enumerate(self.names)}, MEGATEC,
                                      {'pollinterval': 1})
        if OURS:
            # As most systems start it: with far fewer open files than it needs, until it asks for more.
            few_files = ['sh', '-c', 'ulimit -Sn 1024 && exec "$@"', 'sh']
            self.driver = self.rig.spawn([*few_files, OURS, '--all', '-u', USER, '-F'], 'driver')
        else:
            for ups in self.upses:
                ups.start()
        self.rig.start_upsd()

    def end(self):
        self.logs = self.rig.logs()
        for process in reversed(self.rig.processes):
            self.rig.stop(process)
        self.fleet.close()
        self.rig.close()

    def expect(self, other_than_on_mains, limit=60):
        """Until upsd says of every UPS what it has to."""
        wanted = [other_than_on_mains.get(name, f'VAR {name} ups.status "OL"') for name in self.names]

        def differing():
            said = self.rig.ask_all([f'GET VAR {name} ups.status' for name in self.names])
            found = [(name, has) for name, has, has_to in zip(self.names, said, wanted) if has != has_to]
            return True if not found else (len(found), found[:3])
        self.rig.until(differing, f'{COUNT} answer as they should', limit)

    def test_one_process(self):
        self.expect({})
        self.fleet.tell('off 77' if OURS else 'off 7')
        name = 'ups77' if OURS else 'ups7'
        on_battery = {name: f'VAR {name} ups.status "OB"'}
        self.expect(on_battery)
        if not OURS:
            return
        with SocketClient(self.rig.state / 'upsmd-nut-ups3') as client:
            self.assertEqual(client.outcome('INSTCMD driver.exit'), 0)
        self.rig.until(lambda: not (self.rig.state / 'upsmd-nut-ups3').exists(), 'its socket has gone')
        self.expect({**on_battery, 'ups3': 'ERR DRIVER-NOT-CONNECTED'})
        self.assertIsNone(self.driver.poll())
        self.rig.stop(self.driver)
        self.assertEqual(list(self.rig.state.glob('upsmd-nut-*')), [])


main()
