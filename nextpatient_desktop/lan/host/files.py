"""How many files and connections the host may have open at once, as far as this PC lets it."""

import contextlib
import sys
from typing import Final

_WANTED: Final = 4096
"""More than all connections that are taken, and what the database has open."""


def allow_files() -> None:
    """Raise the limit: many systems begin with 1024. Windows has none."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            with contextlib.suppress(ValueError, OSError):  # somebody forbids it: then with fewer
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
