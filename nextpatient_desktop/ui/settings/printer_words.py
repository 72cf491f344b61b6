"""The test page, what became of it, and the addresses of printers as people type them."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from nextpatient_desktop.clinic.printing import PrinterState, PrintOutcome, ProofSheet
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.tokens import Tint

NO_PRINTER = "none:"
_NETWORK = re.compile(r"(?:[\w-]+(?:\.[\w-]+)+|localhost)(?::\d{1,5})?")
_WINDOWS_PATH = re.compile(r"[A-Za-z]:[\\/]")


@dataclass(frozen=True, kw_only=True)
class PrintResult:
    """What to say about a test page."""

    what: str
    what_to_do: str
    tint: Tint


def url_of(typed: str) -> str:
    """A printer's URL from what was typed: an address of the network or a path will do."""
    text = typed.strip()
    if not text:
        return NO_PRINTER
    if _NETWORK.fullmatch(text):
        return f"tcp://{text}"
    if text.startswith("/"):
        return f"file://{text}"
    if _WINDOWS_PATH.match(text):
        return "file:///" + text.replace("\\", "/")
    return text


def typed_of(url: str) -> str:
    """What the input holds for a stored URL: nothing for no printer."""
    return "" if url in (NO_PRINTER, "none") else url


def proof_sheet(texts: Texts, printer: str, now: datetime, zone: tzinfo) -> ProofSheet:
    """The test page of the printer with this address."""
    _ = texts.gettext
    return ProofSheet(
        title=_("Test page"),
        printer=printer,
        printed_at=texts.short_date_and_clock(now, zone),
        ruler=_("Millimetres. The lines at both edges must be whole."),
        greys=_("Each field is darker than the one before. No white line goes through the black."),
        scripts=_("No boxes and no question marks in these lines."),
        codes=_("A phone reads the codes from size 4 on, better all of them."),
        link="https://example.org/nextpatient-test",
        cut=_("The paper is cut below this line."),
    )


def result_of(texts: Texts, outcome: PrintOutcome) -> PrintResult:
    """What to say about an outcome."""
    what, what_to_do = _sentences(texts, outcome.state, outcome.reason)
    tint = Tint.RED
    if outcome.state in (PrinterState.PRINTED, PrinterState.READY):
        tint = Tint.GREEN
    elif outcome.state in (PrinterState.SENT, PrinterState.SILENT, PrinterState.NONE):
        tint = Tint.AMBER
    if outcome.is_paper_low and outcome.state is not PrinterState.NO_PAPER:
        low = texts.gettext("The roll of paper is near its end.")
        what_to_do = f"{what_to_do} {low}".strip()
        tint = Tint.AMBER if tint is Tint.GREEN else tint
    return PrintResult(what=what, what_to_do=what_to_do, tint=tint)


def _sentences(texts: Texts, state: PrinterState, reason: PrinterState | None) -> tuple[str, str]:
    """What happened and what to do now."""
    _ = texts.gettext
    match state:
        case PrinterState.PRINTED:
            return _("The test page is printed."), ""
        case PrinterState.SENT:
            return (
                _("The test page was sent."),
                _("This printer does not say whether it came out: look at the paper."),
            )
        case PrinterState.READY:
            return _("The printer is ready."), ""
        case PrinterState.SILENT:
            return (
                _("The printer can be reached, but says nothing of itself."),
                _("Look at the paper after each ticket."),
            )
        case PrinterState.FAILED_MIDWAY:
            why = _sentences(texts, reason, None)[1] if reason is not None else ""
            return (
                _("Printing broke off: part of the page may have come out."),
                why or _("Look at the paper, check the cable, then print again."),
            )
        case PrinterState.FAILED:
            return _("The test page could not be made."), _("Start the program again, then print again.")
        case _:
            return _printer_sentences(texts, state)


def _printer_sentences(texts: Texts, state: PrinterState) -> tuple[str, str]:
    """What keeps a printer from printing."""
    _ = texts.gettext
    match state:
        case PrinterState.NO_PAPER:
            return _("The printer has no paper."), _("Put in a new roll, then print again.")
        case PrinterState.COVER_OPEN:
            return _("The printer's cover is open."), _("Close it, then print again.")
        case PrinterState.NOT_READY:
            return (
                _("The printer reports an error of its own."),
                _("Look for jammed paper, switch it off and on, then print again."),
            )
        case PrinterState.UNREACHABLE:
            return (
                _("The printer does not answer."),
                _("Check its power, its cable and the address, then print again."),
            )
        case _none:
            return _("No printer is set up here."), _("Type the printer's address, then print again.")
