"""Looks for a host that left its address: addresses change under DHCP, the certificate does not."""

import logging
import threading
from collections.abc import Callable

from nextpatient_desktop.lan.connection import Address
from nextpatient_desktop.lan.discovery import Announced, Browser, browse, is_there

_log = logging.getLogger(__name__)


class Finding:
    """Listens for a host's announcements as long as it is away. Every call returns at once.

    `moved` is told of an address at which the host with the pin really answers, on a thread of its own.
    """

    def __init__(
        self,
        pin: str,
        present: Callable[[], Address],
        moved: Callable[[Address], None],
        *,
        start: Callable[[Callable[[Announced], None]], Browser] = browse,
        grace: float,
    ) -> None:
        """A search for the host with a pin; nothing is looked for yet.

        Args:
            pin: the SHA-256 of its certificate, as hex.
            present: tells where it is looked for now.
            moved: told of its new address.
            start: begins to listen.
            grace: seconds from `begin` to that: mostly the host is only restarting.
        """
        self._pin = pin
        self._present = present
        self._moved = moved
        self._start = start
        self._grace = grace
        self._lock = threading.Lock()
        self._over: threading.Event | None = None

    def begin(self) -> None:
        """The host is away."""
        with self._lock:
            if self._over is not None:
                return
            over = self._over = threading.Event()
        threading.Thread(target=self._look, args=(over,), name="nextpatient-find", daemon=True).start()

    def end(self) -> None:
        """The host is back, or nobody waits for it."""
        with self._lock:
            over, self._over = self._over, None
        if over is not None:
            over.set()

    def _look(self, over: threading.Event) -> None:
        if over.wait(self._grace):
            return
        try:
            browser = self._start(lambda announced: self._heard(announced, over))
        except OSError as error:
            _log.info("no network to look for the host in: %s", error)
            return
        over.wait()
        browser.close()

    def _heard(self, announced: Announced, over: threading.Event) -> None:
        if announced.pin != self._pin:
            return
        pin = bytes.fromhex(self._pin)
        for address in announced.addresses:
            if over.is_set():
                return
            if address != self._present() and is_there(address, pin):
                _log.info("the host is at %s now", address.url)
                self._moved(address)
                return
