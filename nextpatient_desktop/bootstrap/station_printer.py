"""Printers with all that they need: what is to be drawn with, and what writes PDF for those with sheets."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.printing import PagePicture
    from nextpatient_desktop.printing.printers import EscPosPrinter, NoPrinter


def station_printer(url: str, width_dots: int) -> "EscPosPrinter | NoPrinter":
    """The printer of a URL; see `printing.printers.open_printer`."""
    from nextpatient_desktop.printing.printers import open_printer

    return open_printer(url, width_dots=width_dots, write_pdf=_write_pdf)


def _write_pdf(pages: "Sequence[PagePicture]", /, *, title: str) -> bytes:
    """As `documents.pages.write_pdf`, which is not imported before the first sheet."""
    from nextpatient_desktop.documents.pages import write_pdf

    return write_pdf(pages, title=title)
