"""The clinic itself: its name, address, languages and day."""
