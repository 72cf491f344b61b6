"""The printer without its plug: a small buffer, a head, answers, and everything that can go wrong.

Like many real ones it answers real-time questions also when it cannot print, and goes on with a picture that
broke off as soon as more dots come, be it over another connection.
"""

from collections.abc import Callable
from typing import Final

from nextpatient_desktop.printing.virtual.paper import Paper
from nextpatient_desktop.printing.virtual.switches import Switches

BUFFER: Final = 4096
"""Bytes that it takes before it has printed any."""

_FAULTS: Final = 100
"""As many are kept by one that does not remember."""

_MAKER, _MODEL = b"NextPatient", b"Virtual printer"


class Machine:
    """A printer. Call it from one thread.

    Attributes:
        received: all bytes that came, if it remembers them.
        paper: what it printed.
    """

    def __init__(
        self, switches: Switches, width_dots: int, say: Callable[[bytes], None], *, remembers: bool = True
    ) -> None:
        """Behave as `switches` say.

        Args:
            switches: how it behaves.
            width_dots: of its paper.
            say: carries an answer to the station.
            remembers: False to keep no bytes and no faults of long ago.
        """
        self.switches = switches
        self._remembers = remembers
        self.received = bytearray()
        self.paper = Paper(width_dots, self._answer_in_turn, knows=self._knows)
        self._say = say
        self._unprinted = bytearray()
        self._last = b""
        self._since_cut = 0
        self._is_lost = False

    @property
    def is_full(self) -> bool:
        """Is there no room in its buffer?"""
        return len(self._unprinted) >= BUFFER

    @property
    def is_idle(self) -> bool:
        """Is nothing left to print?"""
        return not self._unprinted

    def connected(self) -> None:
        """A station begins to talk."""
        self._last = b""
        self._is_lost = False
        if self.switches.chatty:
            # Cannot print or can, the cover, the feed button; the error; the paper; nothing.
            self._tell(bytes([0x10, 0x00, 0x00, 0x00]))

    def take(self, data: bytes) -> None:
        """Take bytes into the buffer, and answer at once what is to be answered at once."""
        if self._remembers:
            self.received += data
        else:
            del self.paper.faults[:-_FAULTS]
        if not self._is_lost:
            self._unprinted += data
        self._answer_at_once(self._last + data, len(self._last))
        self._last = (self._last + data)[-2:]

    def work(self, seconds: float) -> bool:
        """Print what can be printed in this time; whether anything was."""
        has_printed = False
        while self._unprinted and self.switches.can_print:
            speed = self.switches.bytes_per_second
            count = len(self._unprinted) if speed is None else max(1, int(speed * seconds))
            count = self._until_something_happens(count)
            data = bytes(self._unprinted[:count])
            del self._unprinted[:count]
            pieces = len(self.paper.tickets)
            self.paper.take(data)
            self._since_cut = 0 if len(self.paper.tickets) > pieces else self._since_cut + len(data)
            has_printed = True
            self._lose_the_rest()
            if speed is not None:
                break
        return has_printed

    def _until_something_happens(self, count: int) -> int:
        """How many of so many bytes are printed before the paper ends or the rest is lost."""
        switches = self.switches
        if switches.lost_after is not None:
            count = min(count, max(1, switches.lost_after - self._since_cut))
        left = switches.paper_ends_after
        if left is not None:
            count = min(count, left)
            switches.paper_ends_after = left - count or None
            switches.out_of_paper = switches.out_of_paper or left == count
        return count

    def _lose_the_rest(self) -> None:
        limit = self.switches.lost_after
        if limit is not None and self._since_cut >= limit:
            self._unprinted.clear()
            self.paper.switch_off()
            self._since_cut = 0
            self._is_lost = True

    # --- What it says -----------------------------------------------------------------------------------

    def _answer_at_once(self, data: bytes, seen: int) -> None:
        """Answer DLE EOT n wherever it stands: a printer cannot tell it from dots that look the same."""
        start = 0
        while (start := data.find(b"\x10\x04", start)) >= 0 and start + 2 < len(data):
            if start + 2 >= seen:
                self._tell(self._real_time(data[start + 2]))
            start += 1

    def _real_time(self, kind: int) -> bytes:
        switches = self.switches
        bits = 0x12
        if kind == 1:
            bits |= 0x00 if switches.can_print else 0x08
        elif kind == 2:
            bits |= 0x04 * switches.cover_open | 0x20 * switches.out_of_paper | 0x40 * switches.jammed
        elif kind == 3:
            bits |= 0x08 * switches.jammed
        elif kind == 4:
            bits |= 0x60 * switches.out_of_paper | 0x0C * (switches.paper_low or switches.out_of_paper)
        else:
            return b""
        return bytes([bits])

    def _answer_in_turn(self, question: bytes) -> None:
        switches = self.switches
        match question[:2], question[2]:
            case b"\x1dr", 1 | 49 if switches.answers_in_turn:
                self._tell(bytes([0x03 * switches.paper_low | 0x0C * switches.out_of_paper]))
            case b"\x1d(", _ if switches.knows_ids:
                self._tell(b"\x37\x22" + question[-4:] + b"\0")
            case b"\x1dI", 66:
                self._tell(b"_" + _MAKER + b"\0")
            case b"\x1dI", 67:
                self._tell(b"_" + _MODEL + b"\0")

    def _knows(self, command: bytes) -> bool:
        switches = self.switches
        if not switches.prints_unknown:
            return True
        known = {b"\x1dr": switches.answers_in_turn, b"\x1d(H": switches.knows_ids}
        return known.get(command, True)

    def _tell(self, answer: bytes) -> None:
        if answer and not self.switches.mute:
            self._say(answer)
