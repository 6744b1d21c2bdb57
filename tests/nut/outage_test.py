#!/usr/bin/env python3
"""A power failure of a simulated UPS, seen through upsmd-nut by NUT's upsc and upsmon."""
from rig import APC_SMART, CONTACTS, MEGATEC, RigCase, main

from watchers import Watcher


class Outage(RigCase):
    users = Watcher.USERS

    def check(self, kind, words_on_mains='OL'):
        ups = self.rig.add('ups', kind).start()
        self.rig.start_upsd()
        ups.expect(words_on_mains)
        watcher = Watcher(self.rig, 'primary', ups).start()
        ups.tell('mains off')
        ups.expect('OB')
        watcher.expect('ONBATT')
        ups.tell('mains on')
        ups.expect('OL')
        watcher.expect('ONLINE')
        return ups, watcher

    def test_megatec(self):
        ups, watcher = self.check(MEGATEC)
        ups.tell('deaf on')
        watcher.expect('COMMBAD')
        ups.tell('deaf off')
        watcher.expect('COMMOK')
        ups.expect('OL')
        self.assertEqual(watcher.events(), ['ONBATT', 'ONLINE', 'COMMBAD', 'COMMOK'])

    def test_apc_smart(self):
        self.check(APC_SMART)

    def test_contacts(self):
        self.check(CONTACTS)


main()
