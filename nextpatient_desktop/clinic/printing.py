"""What a ticket says and what a printer answers: the port between the program and its ticket printer.

Owns the content of a ticket, as worded text, and the outcomes of printing. How a ticket looks and how it
reaches paper belongs to the `printing` package, which implements `TicketPrinter`.
"""

from collections.abc import Sequence
from dataclasses import field
from enum import StrEnum
from typing import Protocol

from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class TicketContent:
    """One ticket, every text already worded in the languages that shall stand on it.

    Carries no name, phone number or complaint of a patient: a ticket lies about where others read it. Empty
    texts leave no gap. Text of any script and direction is welcome; too long a text is wrapped, never cut
    off.

    Attributes:
        clinic_name: the clinic, "Sunrise Community Clinic".
        clinic_address: one line, "12 Station Road".
        clinic_phone: beside the address where there is room, "080 4567 1200".
        department: in the ticket's first language, "General OPD".
        department_again: the same in a second language, or empty.
        code: what is read and called, "A-042".
        priority_mark: put in a frame, "PRIORITY"; None for a normal token.
        place: how many are before this one, "4th in line".
        expected: when, "Expected 10:05 – 10:20", or that it is unknown.
        counters: where, "Rooms 3, 4".
        link: the patient's page, printed as a QR code; None where the clinic serves no such page.
        scan_lines: what the QR code is for, once for each language; left out where there is no link.
        printed_at: "20 Nov 2026 09:42".
        kiosk_name: who printed it, "Kiosk 1".
        foot: what to do after a missed call, or the clinic's own words.
        logo: a black and white PNG as base64, above everything; or empty.
        copy_mark: "Copy 2" on a ticket that was printed before, with the same number.
    """

    clinic_name: str
    clinic_address: str = ""
    clinic_phone: str = ""
    department: str
    department_again: str = ""
    code: str
    priority_mark: str | None = None
    place: str = ""
    expected: str = ""
    counters: str = ""
    link: str | None = None
    scan_lines: tuple[str, ...] = ()
    printed_at: str = ""
    kiosk_name: str = ""
    foot: str = ""
    logo: str = ""
    copy_mark: str = ""


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    """One line of a slip: a text, and what belongs to it at the other edge ("General OPD", "23").

    `note` stands below the two, smaller; `is_strong` sets the line bold.
    """

    left: str
    right: str = ""
    note: str = ""
    is_strong: bool = False


@dataclass(frozen=True, kw_only=True)
class SlipPart:
    """Lines that belong together, parted from others by a rule; `title` may be empty."""

    title: str = ""
    lines: tuple[SlipLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A paper that is no ticket: what was done in a visit, what a day amounted to. All texts are worded.

    Attributes:
        title: what it is, "Visit summary".
        subtitle: of whom or when, "A-042", "20 Nov 2026".
        parts: what it says.
        foot: the last words, or empty.
        copy_mark: "Copy 2" on one that was printed before.
        clinic_name, clinic_address, clinic_phone, logo, printed_at: as on a ticket.
        printed_by: the station, "Room 3".
    """

    clinic_name: str
    clinic_address: str = ""
    clinic_phone: str = ""
    title: str
    subtitle: str = ""
    parts: tuple[SlipPart, ...] = ()
    printed_at: str = ""
    printed_by: str = ""
    foot: str = ""
    logo: str = ""
    copy_mark: str = ""


@dataclass(frozen=True, kw_only=True)
class ProofSheet:
    """The test page's words. What stands between them tells whether width, density and cut are right.

    Attributes:
        title: "Test page".
        printer: which one, as its address.
        printed_at: "20 Nov 2026 09:42".
        ruler: what to look for at the ruler.
        greys: what to look for at the fields from light to black.
        scripts: what to look for at the lines in each script.
        codes: what to look for at the QR codes.
        link: what the QR codes say.
        cut: what to look for at the paper's end.
    """

    title: str
    printer: str = ""
    printed_at: str = ""
    ruler: str = ""
    greys: str = ""
    scripts: str = ""
    codes: str = ""
    link: str
    cut: str = ""


@dataclass(frozen=True, kw_only=True)
class PagePicture:
    """One page for a printer of sheets: a black and white PNG, and where on the sheet it stands."""

    png: bytes = field(repr=False)
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float


class PdfWriter(Protocol):
    """Puts pages into a PDF."""

    def __call__(self, pages: Sequence[PagePicture], /, *, title: str) -> bytes:
        """A PDF of A4 pages."""
        ...


class PrinterState(StrEnum):
    """What became of a ticket, or how a printer is."""

    PRINTED = "printed"  # the printer said that it is out
    SENT = "sent"  # handed over whole; this printer gives no confirmation
    FAILED_MIDWAY = "failed_midway"  # broke off: nobody knows how much came out
    FAILED = "failed"  # could not be made into a job: our fault, in the log; nothing came out

    READY = "ready"  # of a status: it answers, has paper and is closed
    SILENT = "silent"  # of a status: it can be reached, but says nothing of itself

    NO_PAPER = "no_paper"
    COVER_OPEN = "cover_open"
    NOT_READY = "not_ready"  # it reports an error of its own: jammed, too hot, switched off-line
    UNREACHABLE = "unreachable"
    NONE = "none"  # no printer is configured


_ON_PAPER = frozenset({PrinterState.PRINTED, PrinterState.SENT})
_UNKNOWN = frozenset({PrinterState.FAILED_MIDWAY})


class Certainty(StrEnum):
    """How much is known of a ticket that was to be printed."""

    CONFIRMED = "confirmed"  # the printer said that it is out
    SENT = "sent"  # handed over whole, to one that confirms nothing; nothing speaks against it
    UNKNOWN = "unknown"  # some of it may have come out, or all
    FAILED = "failed"  # certainly nothing came out


@dataclass(frozen=True, kw_only=True)
class PrintOutcome:
    """What became of one ticket.

    Attributes:
        state: never `READY` or `SILENT`.
        reason: for `FAILED_MIDWAY`, what the printer said afterwards (`NO_PAPER`, `COVER_OPEN`, `NOT_READY`),
            if it said anything.
        is_paper_low: the roll is near its end; staff may want to know, the patient does not.
        cause: what the system said, in English, for a log and for whoever sets the printer up; often empty.
    """

    state: PrinterState
    reason: PrinterState | None = None
    is_paper_low: bool = False
    cause: str = field(default="", compare=False)

    @property
    def is_on_paper(self) -> bool:
        """Is the ticket out, as far as can be known?"""
        return self.state in _ON_PAPER

    @property
    def is_repeatable(self) -> bool:
        """Did certainly nothing come out, so that printing again gives no second ticket?"""
        return self.state not in _ON_PAPER | _UNKNOWN

    @property
    def certainty(self) -> Certainty:
        """How much is known of it."""
        if self.state is PrinterState.PRINTED:
            return Certainty.CONFIRMED
        if self.is_on_paper:
            return Certainty.SENT
        return Certainty.FAILED if self.is_repeatable else Certainty.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class PrinterStatus:
    """How a printer is now.

    Attributes:
        state: `READY`, `SILENT`, `NO_PAPER`, `COVER_OPEN`, `NOT_READY`, `UNREACHABLE` or `NONE`.
        is_paper_low: the roll is near its end.
        cause: as of a `PrintOutcome`.
    """

    state: PrinterState
    is_paper_low: bool = False
    cause: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class FoundPrinter:
    """A printer, or a line to one, that was found on this PC or on its network.

    Attributes:
        url: its address, as it is typed.
        name: what the system or the printer itself calls it.
    """

    url: str
    name: str


class TicketPrinter(Protocol):
    """Prints tickets. Each call is bounded in time and raises nothing: what went wrong is its result.

    Calls wait for the device, so they belong on the `print` executor, never on the GUI thread.
    """

    def print_ticket(self, content: TicketContent, /) -> PrintOutcome:
        """Print one ticket."""
        ...

    def status(self) -> PrinterStatus:
        """Ask the printer how it is."""
        ...

    def close(self) -> None:
        """Let go of the device. Closing twice is fine."""
        ...


class ProofPrinter(TicketPrinter, Protocol):
    """One that can also be tried out."""

    def print_proof(self, sheet: ProofSheet, /) -> PrintOutcome:
        """Print the test page."""
        ...
