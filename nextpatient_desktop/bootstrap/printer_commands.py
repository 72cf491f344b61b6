"""The command `printers`: which are found, and the test page on one of them."""

import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from nextpatient_desktop.bootstrap.terminal import DONE, REFUSED, complain, english, misuse
from nextpatient_desktop.text import load_texts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from nextpatient_desktop.ui.settings.printer_words import PrintResult

_NARROWEST, _WIDEST = 200, 1200  # dots of paper


def show_found() -> int:
    """List the printers that are found, with their addresses."""
    from nextpatient_desktop.printing.found import find_printers

    print("Looking for printers ...", file=sys.stderr, flush=True)
    found = find_printers()
    if not found:
        return complain(
            "No printer was found.",
            "Is it switched on and connected? One on the network may not announce itself: try its address, "
            "nextpatient printers --test tcp://192.168.1.30",
        )
    widest = max(len(printer.url) for printer in found)
    for printer in found:
        print(f"{printer.url:<{widest}}  {printer.name}")
    if any(printer.url.startswith("serial:") for printer in found):
        print("Serial lines: give the printer's own speed and flow control, ?baud=19200&flow=rtscts")
    return DONE


def print_test_page(url: str, width_dots: int, language: str) -> int:
    """Print the test page, and say what became of it."""
    if not _NARROWEST <= width_dots <= _WIDEST:
        return misuse(f"--width must be between {_NARROWEST} and {_WIDEST} dots")
    from nextpatient_desktop.bootstrap.station_printer import station_printer
    from nextpatient_desktop.ui.settings.printer_words import proof_sheet, result_of, url_of

    address = url_of(url)
    printer = station_printer(address, width_dots)  # refused before anything is loaded
    application = _drawing()
    zone = datetime.now().astimezone().tzinfo or UTC
    sheet = proof_sheet(load_texts(language), address, datetime.now(UTC), zone)
    try:
        outcome = printer.print_proof(sheet)
    finally:
        printer.close()
        del application
    return _say(result_of(english(), outcome), outcome.cause, is_printed=outcome.is_on_paper)


def _say(result: "PrintResult", cause: str, *, is_printed: bool) -> int:
    stream = sys.stdout if is_printed else sys.stderr
    print(result.what, file=stream)
    for line in (result.what_to_do, cause and f"({cause})"):
        if line:
            print(f"    {line}", file=stream)
    return DONE if is_printed else REFUSED


def _drawing() -> "QApplication":
    """Qt with its fonts, also where there is no screen. Has to live as long as anything is drawn."""
    if not has_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nextpatient_desktop.ui.app import make_application
    from nextpatient_desktop.ui.tokens import Mode

    return make_application(Mode.DESK)


def has_screen() -> bool:
    """Can windows open here?"""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
