"""Alerts: what staff have to be told, and that one of them has read."""
