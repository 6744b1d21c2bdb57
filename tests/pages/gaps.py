"""What NUT 2.8.0 offers for a family and upsmd does not, with the reason. Everything else that NUT has is a gap to close."""

DRIVER = 'a setting or a fact of NUT\'s driver, not of the UPS'

# name -> reason, for every protocol
EVERYWHERE = {
    'device.type': DRIVER,
}

THREE_PHASES = 'upsmd tells it of units with three phases, as NUT does'
OTHER_NAME = 'upsmd has it under another of NUT\'s names'

# (protocol, name) -> reason
OF_A_PROTOCOL = {
    **{('upscode2', name): THREE_PHASES
       for phase in '123'
       for name in (f'input.L{phase}-N.voltage', f'output.L{phase}-N.voltage', f'output.L{phase}.current',
                    f'output.L{phase}.power', f'output.L{phase}.realpower')},
    **{('upscode2', f'output.L{phase}.{value}.percent'): 'NUT\'s own sum; upsmd tells that of the phase with the most'
       for phase in '123' for value in ('power', 'realpower')},
    **{('upscode2', name): OTHER_NAME
       for name in ('battery.capacity.nominal', 'battery.voltage.maximum', 'battery.voltage.minimum',
                    'output.realpower.nominal', 'shutdown.reboot', 'test.battery.start')},
    **{('upscode2', name): 'written with every turn-off, and never else'
       for name in ('ups.delay.reboot', 'ups.delay.shutdown')},
    **{('upscode2', name): 'limits of the output are left out'
       for name in ('output.current.maximum', 'output.frequency.minimum')},
    ('upscode2', 'device.mfr'): 'NUT says "unknown"',
}


def reason(protocol, kind, name):
    """None: there is no reason."""
    return OF_A_PROTOCOL.get((protocol, name)) or EVERYWHERE.get(name)
