"""The command `virtual-printer`: a printer that is not there, in a window or without one."""

import logging
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nextpatient_desktop.bootstrap.printer_commands import has_screen
from nextpatient_desktop.bootstrap.terminal import DONE, complain, misuse
from nextpatient_desktop.printing.virtual import Fault, Gallery, Switches, VirtualPrinter, fault_of

if TYPE_CHECKING:
    from PIL.Image import Image

    from nextpatient_desktop.ui.virtual_printer.state import Piece

_log = logging.getLogger(__name__)

_NARROWEST, _WIDEST = 200, 1200


def run_virtual_printer(
    *, port: int, host: str, width_dots: int, folder: Path | None, faults: Sequence[str], has_window: bool
) -> int:
    """Print until the window is closed, or until Ctrl+C."""
    switches = Switches()
    for words in faults:
        try:
            fault, amount = fault_of(words)
        except ValueError:
            return misuse(f"there is no fault {words!r}; there are: {', '.join(Fault)}")
        switches.switch(fault, True, amount)
    if not _NARROWEST <= width_dots <= _WIDEST:
        return misuse(f"--width must be between {_NARROWEST} and {_WIDEST} dots")
    try:
        gallery = Gallery(folder or Path(tempfile.mkdtemp(prefix="nextpatient-tickets-")))
        printer = VirtualPrinter(
            switches, width_dots=width_dots, host=host, port=port, ticket_cut=lambda one: _keep(gallery, one)
        )
    except (OSError, OverflowError) as error:
        return complain(f"The virtual printer cannot start: {error}", "Give another --port, or --folder.")
    print(f"Virtual printer at {printer.url}, pictures in {gallery.folder}", flush=True)
    with printer:
        if has_window and has_screen():
            return _show(printer, gallery)
        return _wait()


def _keep(gallery: Gallery, ticket: "Image") -> None:
    try:
        print(gallery.add(ticket), flush=True)
    except OSError as error:  # a full disk is no reason to stop printing
        _log.warning("a picture could not be kept: %s", error)
        complain(f"A picture could not be kept: {error}")


def _wait() -> int:
    """Until Ctrl+C, or until the system says so."""
    import signal

    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: ended.set())
    # In turns, because Windows wakes nobody who waits for ever.
    while not ended.wait(0.5):
        pass
    return DONE


def _show(printer: VirtualPrinter, gallery: Gallery) -> int:
    from nextpatient_desktop.bootstrap.program import Program
    from nextpatient_desktop.ui.theme import Mode, desk_theme
    from nextpatient_desktop.ui.virtual_printer.window import VirtualPrinterWindow

    program = Program(Mode.DESK, "en")
    window = VirtualPrinterWindow(
        ShownMachine(printer.switches, gallery),
        program.scheduler,
        program.texts,
        desk_theme(),
        address=printer.url,
        folder=str(gallery.folder),
    )
    window.show()
    window.start()
    program.furnish_soon()
    program.application.setQuitOnLastWindowClosed(True)
    return program.run()


class ShownMachine:
    """The virtual printer as its window knows it."""

    def __init__(self, switches: Switches, gallery: Gallery) -> None:
        """Show these switches and pictures."""
        self._switches = switches
        self._gallery = gallery

    @property
    def printed(self) -> int:
        """How many pieces were cut off so far."""
        return self._gallery.added

    def pieces(self) -> "Sequence[Piece]":
        """The last pieces, the newest first."""
        from nextpatient_desktop.ui.virtual_printer.state import Piece

        return [Piece(number=number, png=png) for number, png in self._gallery.last()]

    def faults(self) -> Mapping[str, bool]:
        """Each fault, and whether it is there."""
        return {str(fault): self._switches.has(fault) for fault in Fault}

    def switch(self, fault: str, is_on: bool) -> None:
        """Bring a fault about, or end it."""
        self._switches.switch(Fault(fault), is_on)
