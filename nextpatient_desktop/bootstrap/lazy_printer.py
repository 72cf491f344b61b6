"""The station's printer, which is made at its first use: nothing of printing is on a start's way."""

from typing import TYPE_CHECKING

from nextpatient_desktop.ui.station_settings import PrinterSettings

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.print_queue.ports import PreparedJob
    from nextpatient_desktop.clinic.printing import PrinterStatus
    from nextpatient_desktop.printing.printers import EscPosPrinter, NoPrinter


class LazyPrinter:
    """The station's `clinic.print_queue.ports.JobPrinter`, made (and its parts imported) at its first use."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings
        self._printer: EscPosPrinter | NoPrinter | None = None

    def _get(self) -> "EscPosPrinter | NoPrinter":
        if self._printer is None:
            from nextpatient_desktop.bootstrap.station_printer import station_printer

            self._printer = station_printer(self._settings.url, self._settings.width_dots)
        return self._printer

    def prepare(self, content: object) -> "PreparedJob":
        """As `JobPrinter.prepare`."""
        return self._get().prepare(content)

    def status(self) -> "PrinterStatus":
        """As `JobPrinter.status`."""
        return self._get().status()

    def close(self) -> None:
        """Let go of the device."""
        if self._printer is not None:
            self._printer.close()
