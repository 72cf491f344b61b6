"""Stations: the devices with this program on them."""
