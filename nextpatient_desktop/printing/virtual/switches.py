"""How a virtual printer behaves, and its faults by name, for a command line and a window."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """What can be wrong with a printer."""

    OUT_OF_PAPER = "out-of-paper"
    PAPER_LOW = "paper-low"
    PAPER_ENDS = "paper-ends"
    COVER_OPEN = "cover-open"
    OFFLINE = "offline"
    ERROR = "error"
    SLOW = "slow"
    MUTE = "mute"
    UNCONFIRMED = "unconfirmed"
    HANG = "hang"
    BUSY = "busy"
    RESET = "reset"
    HALF = "half"


@dataclass
class Switches:
    """How the printer behaves. May be changed while it runs.

    Attributes:
        refuse: nobody listens at its port. Only at the start.
        hang: it takes connections and reads nothing.
        drop: it takes connections and closes them at once, as one that serves somebody else.
        mute: it prints and never says anything.
        answers_in_turn: it knows GS r.
        knows_ids: it knows GS ( H.
        prints_unknown: what it does not know it takes for letters.
        chatty: it reports its status unasked, on each connection (automatic status back).
        out_of_paper: and cannot print.
        paper_low: the roll is near its end.
        cover_open: and cannot print.
        jammed: and cannot print.
        offline: switched off-line by its button, and cannot print.
        bytes_per_second: how fast it prints; None for as fast as it can.
        reset_after: it resets a connection once this many bytes have come over it.
        lost_after: it prints this many bytes of a ticket, then starts anew: the rest is lost, without a word.
        paper_ends_after: bytes that it prints before there is no paper left.
        careless: it goes on without paper, and says so when it is asked in its turn.
    """

    refuse: bool = False
    hang: bool = False
    drop: bool = False
    mute: bool = False
    answers_in_turn: bool = True
    knows_ids: bool = True
    prints_unknown: bool = False
    chatty: bool = False
    out_of_paper: bool = False
    paper_low: bool = False
    cover_open: bool = False
    jammed: bool = False
    offline: bool = False
    bytes_per_second: int | None = None
    reset_after: int | None = None
    lost_after: int | None = None
    paper_ends_after: int | None = None
    careless: bool = False

    @property
    def can_print(self) -> bool:
        """Does nothing hinder it?"""
        has_paper = not self.out_of_paper or self.careless
        return has_paper and not (self.cover_open or self.jammed or self.offline)

    def has(self, fault: Fault) -> bool:
        """Is this wrong with it?"""
        if fault is Fault.UNCONFIRMED:
            return not (self.answers_in_turn or self.knows_ids)
        value: bool | int | None = getattr(self, _FIELDS[fault])
        return value is not None and value is not False

    def switch(self, fault: Fault, is_on: bool, amount: int | None = None) -> None:
        """Bring a fault about, or end it.

        Args:
            fault: which.
            is_on: whether it is there from now on.
            amount: bytes, or bytes in a second, for those in `AMOUNTS`; theirs if it is not given.
        """
        if fault is Fault.UNCONFIRMED:
            self.answers_in_turn = self.knows_ids = not is_on
        elif fault in AMOUNTS:
            setattr(self, _FIELDS[fault], (amount or AMOUNTS[fault]) if is_on else None)
        else:
            setattr(self, _FIELDS[fault], is_on)


AMOUNTS: Final = {Fault.SLOW: 4_000, Fault.PAPER_ENDS: 6_000, Fault.RESET: 6_000, Fault.HALF: 6_000}
"""Faults with a number: bytes in a second, or bytes after which it happens."""

_FIELDS: Final = {
    Fault.OUT_OF_PAPER: "out_of_paper",
    Fault.PAPER_LOW: "paper_low",
    Fault.PAPER_ENDS: "paper_ends_after",
    Fault.COVER_OPEN: "cover_open",
    Fault.OFFLINE: "offline",
    Fault.ERROR: "jammed",
    Fault.SLOW: "bytes_per_second",
    Fault.MUTE: "mute",
    Fault.HANG: "hang",
    Fault.BUSY: "drop",
    Fault.RESET: "reset_after",
    Fault.HALF: "lost_after",
}


def fault_of(text: str) -> tuple[Fault, int | None]:
    """Read a fault from a command line: its name, and `=NUMBER` for those that have one.

    Raises:
        ValueError: there is none of that name, or the number is none.
    """
    name, _, amount = text.partition("=")
    fault = Fault(name.strip().casefold())
    if not amount:
        return fault, None
    if fault not in AMOUNTS or int(amount) <= 0:
        raise ValueError(f"{fault} has no such number")
    return fault, int(amount)
