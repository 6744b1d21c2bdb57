"""What NUT 2.8.0 offers for a family and upsmd does not, with the reason. Everything else that NUT has is a gap to close."""

DRIVER = 'a setting or a fact of NUT\'s driver, not of the UPS'
ARGUMENT = 'NUT\'s driver keeps the delay; here it is an argument of the control'
GUESSED = 'not from the UPS: NUT works it out, or takes it from its own options'
OTHER_NAME = 'the same command under another name'
NOT_THERE = 'NUT offers it for every unit of its driver; the description of this family has no such command'

# name -> reason, for every protocol
EVERYWHERE = {
    'device.type': DRIVER,
    'ups.delay.shutdown': ARGUMENT,
    'ups.delay.start': ARGUMENT,
    'ups.delay.reboot': ARGUMENT,
    'beeper.on': f'{OTHER_NAME}: beeper.enable',
    'beeper.off': f'{OTHER_NAME}: beeper.disable',
    'shutdown.reboot': f'{OTHER_NAME}: shutdown.return with a short delay',
    'shutdown.reboot.graceful': f'{OTHER_NAME}: shutdown.return with a longer delay',
}

VOLTAGE_LIMITS = {'battery.voltage.high': GUESSED, 'battery.voltage.low': GUESSED}
MEGATEC = ('megatec', 'mustek', 'megatec-old', 'mecer', 'zinto', 'hunnox', 'voltronic-qs', 'voltronic-qs-hex', 'q2', 'q6', 'innova-rt31',
           'innova-rt33', 'innova-ae', 'omron', 'gtec')
POWERCOM = ('powercom', 'powercom-bnt-other', 'powercom-egys', 'powercom-kp625ap', 'powercom-trust')
BOARDS_WITHOUT_BEEPER = ('innova-rt31', 'innova-rt33')

# protocol -> name -> reason
OF_A_PROTOCOL = {
    **{name: dict(VOLTAGE_LIMITS) for name in MEGATEC},
    **{name: {**dict.fromkeys(('device.mfr', 'device.model', 'device.serial', 'input.voltage.nominal', 'ups.model.type'), GUESSED),
              'test.battery.start': f'{OTHER_NAME}: test.battery.start.quick'} for name in POWERCOM},
    'apc-smart': {
        **dict.fromkeys(('input.voltage.maximum', 'input.voltage.minimum'),
                        'asking for it clears it, whoever wanted to know; `upsmd decode` reads it'),
        'test.battery.start': f'{OTHER_NAME}: test.battery.start.quick',
        'test.battery.stop': 'NUT sends the order to start a second time; that this stops a test is documented nowhere',
    },
    'voltronic': dict.fromkeys((f'input.transfer.{end}.{limit}' for end in ('high', 'low') for limit in ('max', 'min')),
                               'the range of a setting: `upsmd set PORT` shows it'),
    'ablerex': {'load.off': 'its order waits 12 s, and the output comes back by itself: not what the name says'},
    'bestups': {'load.off': 'its order is outside the range that the vendor gives'},
    'tripplite-su': {'test.battery.start': f'{OTHER_NAME}: test.battery.start.quick'},
    'mge-shut': {
        'outlet.1.status': 'outlets are left out',
        'ups.alarm': 'NUT makes one of a battery to replace; upsmd tells those of the unit',
        'ups.timer.reboot': 'upsmd tells it of units that have it, as NUT does',
        **dict.fromkeys(('ups.productid', 'ups.vendorid'), 'USB\'s numbers, which say no more than the maker\'s and the model\'s name'),
        'ups.realpower': GUESSED,
        'load.off.delay': f'{OTHER_NAME}: shutdown.stayoff',
        'load.on.delay': 'a start that the unit waits for; load.on is at once',
    },
    'masterguard': {'device.mfr': GUESSED, 'output.current': 'NUT takes the load in percent for amperes'},
    'mge-utalk': {
        'device.mfr': GUESSED,
        'ups.id': 'the vendor\'s specifications name no such value',
        'test.battery.start': f'{OTHER_NAME}: test.battery.start.quick',
        **dict.fromkeys((f'input.transfer.{end}' for end in ('high', 'low', 'boost.high', 'boost.low', 'trim.high', 'trim.low')),
                        'read, not set: nobody has published which values a unit takes'),
    },
    'tripplite': {
        'test.battery.start': f'{OTHER_NAME}: test.battery.start.quick',
        **dict.fromkeys((f'outlet.{bank}.load.{order}' for bank in (1, 2) for order in ('off', 'on')),
                        'which units have banks to switch cannot be told: NUT finds them in every one'),
    },
    'bcmxcp': {'device.mfr': GUESSED, 'test.battery.start': f'{OTHER_NAME}: test.battery.start.quick'},
    'liebert-esp2': {'device.mfr': GUESSED},
    'upscode2': {
        'device.mfr': GUESSED,
        'test.battery.start': f'{OTHER_NAME}: test.battery.start.quick',
        'battery.capacity.nominal': 'here it is battery.capacity',
        'battery.voltage.maximum': 'here it is battery.voltage.high',
        'battery.voltage.minimum': 'here it is battery.voltage.low',
        'output.realpower.nominal': 'here it is ups.realpower.nominal',
        **dict.fromkeys((f'output.L{line}.{kind}.percent' for line in (1, 2, 3) for kind in ('power', 'realpower')), GUESSED),
        **dict.fromkeys(('output.current.maximum', 'output.frequency.minimum'), 'a rating on which nothing depends; not kept'),
    },
    'cyberpower-binary': dict.fromkeys(('device.mfr', 'device.serial'), GUESSED),
    'belkin': {'battery.charge.low': DRIVER, 'ups.temperature': 'here it is battery.temperature, as the vendor\'s paper has it'},
}
OF_A_PROTOCOL['omron'].update(dict.fromkeys(
    ('ups.beeper.status', 'beeper.toggle', 'load.off', 'load.on', 'test.battery.start', 'test.battery.start.deep', 'test.battery.start.quick',
     'test.battery.stop'), NOT_THERE))
for _name in BOARDS_WITHOUT_BEEPER:
    OF_A_PROTOCOL[_name]['beeper.toggle'] = NOT_THERE


def reason(protocol, name):
    """None: there is no reason."""
    return OF_A_PROTOCOL.get(protocol, {}).get(name) or EVERYWHERE.get(name)
