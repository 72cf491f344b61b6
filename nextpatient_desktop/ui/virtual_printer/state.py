"""What the virtual printer's window shows, as one frozen value."""

from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of paper that was cut off: its number and its picture, as PNG."""

    number: int
    png: bytes


@dataclass(frozen=True, kw_only=True)
class FaultSwitch:
    """Something that can be wrong with the printer; `name` as on the command line."""

    name: str
    words: str
    is_on: bool = False


@dataclass(frozen=True, kw_only=True)
class FaultGroup:
    """Faults of one kind."""

    title: str
    switches: tuple[FaultSwitch, ...]


@dataclass(frozen=True, kw_only=True)
class VirtualPrinterState:
    """The window. The newest piece comes first."""

    pieces: tuple[Piece, ...] = ()
    groups: tuple[FaultGroup, ...] = ()
    printed: str = ""
