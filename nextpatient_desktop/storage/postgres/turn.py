"""`Turn`: who of this process may write next, in the order in which they came."""

import threading
from collections import deque
from types import TracebackType
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError

LONGEST_WAIT: Final = 30.0
"""Seconds to wait for those before, whom the server may keep waiting."""


class Turn:
    """Lets so many threads through at once; others wait in a line. Not to be entered twice by a thread."""

    def __init__(self, places: int, server: str) -> None:
        """`server` is who is named as busy."""
        self._lock = threading.Lock()
        self._free = places
        self._line: deque[threading.Lock] = deque()
        self._inside: set[int] = set()
        self._server = server

    def __enter__(self) -> None:
        """Wait for a place.

        Raises:
            ClinicError: `server_busy`, when that takes too long.
            RuntimeError: this thread has one.
        """
        me = threading.get_ident()
        with self._lock:
            if me in self._inside:
                raise RuntimeError("a work asked for another write: it has the unit of work already")
            if self._free:
                self._free -= 1
                self._inside.add(me)
                return
            place = threading.Lock()
            place.acquire()
            self._line.append(place)
        if not place.acquire(timeout=LONGEST_WAIT):
            with self._lock:
                if place in self._line:
                    self._line.remove(place)
                    raise ClinicError("server_busy", server=self._server)
        with self._lock:
            self._inside.add(me)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one in."""
        with self._lock:
            self._inside.discard(threading.get_ident())
            if self._line:
                self._line.popleft().release()
            else:
                self._free += 1
