"""`Hub`: one thread watches the clinic, every open stream learns of it on the event loop.

A listener holds one number, the newest position: however slowly somebody reads, nothing piles up. Many
changes in a row are told together, the less often the more there are to tell, so that a busy hour does not
keep the host from answering.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable

from nextpatient_desktop.clinic.door import Clinic, Position

_log = logging.getLogger(__name__)

_LEAST_BETWEEN = 0.004
_BETWEEN_PER_LISTENER = 0.0004
"""Seconds between two rounds of telling: what it costs the host to write to one listener, four times over."""


class Listener:
    """One open stream: what it has still to be told."""

    def __init__(self, position: Position | None) -> None:
        self.position = position
        self.is_ended = False
        self._changed = asyncio.Event()

    def tell(self, position: Position) -> None:
        """There is a newer position."""
        self.position = position
        self._changed.set()

    def finish(self) -> None:
        """End the stream."""
        self.is_ended = True
        self._changed.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for something to tell; False when nothing came in that time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        is_news = self._changed.is_set()
        self._changed.clear()
        return is_news


class Hub:
    """Fans a clinic's positions out to listeners. Lives on one event loop; only its thread is elsewhere."""

    def __init__(self, clinic: Clinic, loop: asyncio.AbstractEventLoop) -> None:
        self._clinic = clinic
        self._loop = loop
        self._position: Position | None = None
        self._is_known = asyncio.Event()
        self._is_telling = False
        self._is_posted = False
        self._newest: Position = 0
        self._listeners: set[Listener] = set()
        self._grown: Callable[[], None] | None = None
        self.is_closed = False

    def start(self, grown: Callable[[], None] | None = None) -> None:
        """Begin to watch; `grown` is called on the loop after each round of telling."""
        self._grown = grown
        threading.Thread(target=self._watch, name="host-watch", daemon=True).start()

    def close(self) -> None:
        """End all streams. The thread ends with the clinic."""
        self.is_closed = True
        self._is_known.set()
        for listener in list(self._listeners):
            listener.finish()

    async def listen(self) -> Listener:
        """A new stream, which knows the present position."""
        await self._is_known.wait()
        listener = Listener(self._position)
        if self.is_closed:
            listener.finish()
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """A stream has ended."""
        self._listeners.discard(listener)

    def _watch(self) -> None:
        """In a thread of its own: until the clinic is closed."""
        try:
            for position in self._clinic.watch():
                self._newest = position
                if not self._is_posted:
                    self._is_posted = True
                    self._loop.call_soon_threadsafe(self._heard)
        except Exception:
            _log.exception("watching the clinic failed")
        with contextlib.suppress(RuntimeError):  # the loop has ended before the clinic
            self._loop.call_soon_threadsafe(self.close)

    def _heard(self) -> None:
        self._is_posted = False
        if not self._is_telling:
            self._tell()

    def _tell(self) -> None:
        """Tell everybody, and then nobody for a moment."""
        self._is_telling = False
        if self._newest == self._position:
            return
        self._position = self._newest
        self._is_known.set()
        for listener in self._listeners:
            listener.tell(self._position)
        if self._grown is not None:
            self._grown()
        self._is_telling = True
        between = max(_LEAST_BETWEEN, len(self._listeners) * _BETWEEN_PER_LISTENER)
        self._loop.call_later(between, self._tell)
