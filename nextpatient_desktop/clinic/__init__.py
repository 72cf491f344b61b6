"""The door: everything a station can do is a command here, everything it can know is a query."""
