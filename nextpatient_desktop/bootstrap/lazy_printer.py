"""The station's ticket printer, which is made at its first use: nothing of printing is on a start's way."""

from typing import TYPE_CHECKING

from nextpatient_desktop.ui.station_settings import PrinterSettings

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.printing import (
        PrinterStatus,
        PrintOutcome,
        TicketContent,
        TicketPrinter,
    )


class LazyPrinter:
    """The station's `TicketPrinter`, made (and its parts imported) on the print lane at its first use."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings
        self._printer: TicketPrinter | None = None

    def _get(self) -> "TicketPrinter":
        if self._printer is None:
            from nextpatient_desktop.printing.printers import open_printer

            self._printer = open_printer(self._settings.url, width_dots=self._settings.width_dots)
        return self._printer

    def print_ticket(self, content: "TicketContent") -> "PrintOutcome":
        """As `TicketPrinter.print_ticket`."""
        return self._get().print_ticket(content)

    def status(self) -> "PrinterStatus":
        """As `TicketPrinter.status`."""
        return self._get().status()

    def close(self) -> None:
        """Let go of the device."""
        if self._printer is not None:
            self._printer.close()
