"""`PrinterPart`: the test page on the printer as it is typed, and which printers there are. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.printing import FoundPrinter, PrintOutcome
from nextpatient_desktop.ui.ports import Lane
from nextpatient_desktop.ui.settings import printer_words
from nextpatient_desktop.ui.settings.device import Device
from nextpatient_desktop.ui.settings.printer_words import PrintResult
from nextpatient_desktop.ui.settings.section import Session
from nextpatient_desktop.ui.settings.station_draft import StationDraft
from nextpatient_desktop.ui.tokens import Tint


@dataclass(frozen=True, kw_only=True)
class PrinterPartState:
    """What is going on with the printer.

    `found` are the printers to choose from: what the input is to hold, and words. `found_said` is what to say
    where there are none.
    """

    is_printing: bool = False
    result: PrintResult | None = None
    can_look: bool = False
    is_looking: bool = False
    found: tuple[tuple[str, str], ...] = ()
    found_said: str = ""


NOTHING_GOES_ON: Final = PrinterPartState()


class PrinterPart:
    """Does it, for the section This station. `refused` gets what a rule has against the address."""

    def __init__(
        self,
        session: Session,
        device: Device,
        refused: Callable[[Exception], None],
        show: Callable[[], None],
    ) -> None:
        self._near = session.near
        self._device = device
        self._refused = refused
        self._show = show
        self._is_printing = False
        self._result: PrintResult | None = None
        self._is_looking = False
        self._found: tuple[FoundPrinter, ...] | None = None

    def state(self) -> PrinterPartState:
        """What is shown."""
        _ = self._near.texts.gettext
        found = self._found or ()
        return PrinterPartState(
            is_printing=self._is_printing,
            result=self._result,
            can_look=self._device.find_printers is not None,
            is_looking=self._is_looking,
            found=tuple(
                (
                    printer_words.typed_of(one.url),
                    _("{printer}, {address}").format(printer=one.name, address=one.url),
                )
                for one in found
            ),
            found_said=_("No printer was found. Type its address.") if self._found == () else "",
        )

    def forget_result(self) -> None:
        """The printer is another one now."""
        self._result = None

    def test(self, draft: StationDraft) -> None:
        """Print the test page on the printer as it is typed, saved or not."""
        if self._is_printing:
            return
        url = printer_words.url_of(draft.printer)
        sheet = printer_words.proof_sheet(self._near.texts, url, self._near.scheduler.now(), self._near.zone)
        self._is_printing, self._result = True, None
        self._show()

        def job() -> PrintOutcome:
            printer = self._device.open_printer(url, draft.width_dots)
            try:
                return printer.print_proof(sheet)
            finally:
                printer.close()

        self._near.tasks.run(Lane.PRINT, job, self._printed, self._not_printed)

    def look(self) -> None:
        """Look for printers."""
        find_printers = self._device.find_printers
        if find_printers is None or self._is_looking:
            return
        self._is_looking, self._found = True, None
        self._show()
        self._near.tasks.run(Lane.PRINT, find_printers, self._looked, self._not_looked)

    def _printed(self, outcome: PrintOutcome) -> None:
        self._is_printing = False
        self._result = printer_words.result_of(self._near.texts, outcome)
        self._show()

    def _not_printed(self, error: Exception) -> None:
        self._is_printing = False
        if isinstance(error, ClinicError):
            self._refused(error)
        else:
            _ = self._near.texts.gettext
            self._result = PrintResult(
                what=_("The test page could not be printed."), what_to_do="", tint=Tint.RED
            )
            self._near.notices.error(error)
        self._show()

    def _looked(self, found: Sequence[FoundPrinter]) -> None:
        self._is_looking, self._found = False, tuple(found)
        self._show()

    def _not_looked(self, error: Exception) -> None:
        self._is_looking = False
        self._near.notices.error(error)
        self._show()
