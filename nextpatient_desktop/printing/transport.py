"""What printing needs of a way to a printer, whatever it is made of: open, status, write, confirm, close.

Each step ends with its deadline. A transport whose printer can be talked to (network, USB, serial line) is a
`channel.Channel` with a `conversation.Conversation` over it; a spooler and a file speak for themselves.
"""

from dataclasses import dataclass
from typing import Protocol

from nextpatient_desktop.clinic.printing import PrinterState, PrinterStatus, PrintOutcome
from nextpatient_desktop.printing.deadline import Deadline


class ChannelError(Exception):
    """The connection cannot be used: not made, stuck or broken."""


class WriteError(ChannelError):
    """Not everything could be handed over.

    Attributes:
        handed_over: bytes that may be on their way to paper; how many of them the printer has seen, nobody
            knows. 0 only if certainly none.
    """

    def __init__(self, cause: str, handed_over: int) -> None:
        super().__init__(f"{cause} after {handed_over} bytes")
        self.handed_over = handed_over


@dataclass(frozen=True, kw_only=True)
class PrinterTimes:
    """How long each step may take, in seconds.

    Attributes:
        connect: to reach the printer.
        answer: to one question about its status.
        write: to take the whole ticket, besides what the line needs to carry it.
        confirm: to print it after that; 20 cm at 100 mm/s take 2 s, and the cut.
        close: to let go.
    """

    connect: float = 3.0
    answer: float = 1.0
    write: float = 8.0
    confirm: float = 6.0
    close: float = 0.5


@dataclass(frozen=True, kw_only=True)
class PrintJob:
    """Bytes for a printer, made before anything is sent.

    Attributes:
        data: the commands; ends with the cut.
        longest: bytes of its longest command: what a printer may still wait for when it breaks off.
    """

    data: bytes
    longest: int


class Connection(Protocol):
    """One printer, for one job."""

    def status(self, deadline: Deadline, /) -> PrinterStatus:
        """How the printer is. Anything but `READY` and `SILENT` means that a job would not come out.

        Raises:
            ChannelError: the connection broke.
        """
        ...

    def write(self, data: bytes, deadline: Deadline, /) -> None:
        """Hand over a whole job.

        Raises:
            WriteError: it could not be, or not in time.
        """
        ...

    def confirm(self, deadline: Deadline, /) -> PrintOutcome:
        """What became of the job, as far as can be known by then."""
        ...

    def close(self, deadline: Deadline, /) -> None:
        """Let the printer have what was handed over, and let go."""
        ...

    def abort(self) -> None:
        """Let go at once and drop what the printer has not taken yet."""
        ...


class Transport(Protocol):
    """A way to one printer, which remembers what it learnt of it."""

    @property
    def name(self) -> str:
        """What the log calls it."""
        ...

    @property
    def bytes_per_second(self) -> float | None:
        """What the line carries, where it is slow enough to matter; else None."""
        ...

    def open(self, deadline: Deadline, /) -> Connection:
        """Reach the printer.

        Raises:
            ChannelError: it cannot be reached.
        """
        ...


CAN_BE_TRIED = frozenset({PrinterState.READY, PrinterState.SILENT})
"""States in which a printer is sent a job."""
HINDRANCES = frozenset({PrinterState.NO_PAPER, PrinterState.COVER_OPEN, PrinterState.NOT_READY})
"""Why a printer that answers cannot print."""
