"""Counters: the service points where patients are called to."""
