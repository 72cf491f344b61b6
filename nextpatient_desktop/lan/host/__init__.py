"""The host: serves a clinic to its paired stations on the LAN; everything in it comes from the registry."""
