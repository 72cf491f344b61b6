"""A printer at the far end of a serial line: a pseudo-terminal with the virtual printer behind it."""

import os
import select
import threading
import tty
from time import monotonic
from typing import Self

from nextpatient_desktop.printing.virtual import Machine, Switches

_TICK = 0.005


class SerialPrinter:
    """A printer at `path`. One that hangs takes nothing, as one whose buffer is full.

    Attributes:
        xoff_at: once this many bytes came, it says XOFF.
        came_while_held: bytes that came between XOFF and XON.
    """

    def __init__(self, switches: Switches | None = None, *, width_dots: int = 576) -> None:
        self.switches = switches or Switches()
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        os.set_blocking(self._ours, False)
        self.path = os.ttyname(self._theirs)
        self.machine = Machine(self.switches, width_dots, self._say)
        self.xoff_at: int | None = None
        self.came_while_held = 0
        self._is_held = False
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="serial-printer")

    def __enter__(self) -> Self:
        self.machine.connected()
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stopped.set()
        self._thread.join()
        os.close(self._ours)
        os.close(self._theirs)

    def release(self) -> None:
        """Take on what was held: XON."""
        self.xoff_at = None
        self._is_held = False
        self.say(b"\x11")

    def wait_for(self, count: int, seconds: float = 10) -> None:
        """Wait until this many bytes came."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.machine.received) >= count, seconds)

    def say(self, data: bytes) -> None:
        """Send something unasked for."""
        os.write(self._ours, data)

    def _work(self) -> None:
        before = monotonic()
        while not self._stopped.is_set():
            now = monotonic()
            self.machine.work(now - before)
            before = now
            if self.switches.hang or self.machine.is_full:
                self._stopped.wait(_TICK)
            elif select.select([self._ours], [], [], _TICK)[0]:
                self._take(os.read(self._ours, 1024))

    def _take(self, data: bytes) -> None:
        with self._changed:
            self.machine.take(data)
            self._changed.notify_all()
        if self._is_held:
            self.came_while_held += len(data)
        elif self.xoff_at is not None and len(self.machine.received) >= self.xoff_at:
            self._is_held = True
            self.say(b"\x13")

    def _say(self, answer: bytes) -> None:
        os.write(self._ours, answer)
