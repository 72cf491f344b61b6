"""A station's own encrypted database: what it must not lose while its host is out of reach."""
