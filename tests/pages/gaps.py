"""What NUT 2.8.0 offers for a family and upsmd does not, with the reason. Everything else that NUT has is a gap to close."""

DRIVER = 'a setting or a fact of NUT\'s driver, not of the UPS'

# name -> reason, for every protocol
EVERYWHERE = {
    'device.type': DRIVER,
}

# (protocol, name) -> reason
OF_A_PROTOCOL = {}


def reason(protocol, kind, name):
    """None: there is no reason."""
    return OF_A_PROTOCOL.get((protocol, name)) or EVERYWHERE.get(name)
