"""The clinic on the LAN: the host that serves it, the clinic that stations reach through it, pairing."""
