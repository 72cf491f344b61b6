"""What happens in the virtual printer's window: its paper comes out, its faults come and go."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.ports import Cancellable, Scheduler, View
from nextpatient_desktop.ui.virtual_printer.state import FaultGroup, FaultSwitch, Piece, VirtualPrinterState

_LOOK_EVERY: Final = 0.2


class Machine(Protocol):
    """A virtual printer, as its window knows it."""

    @property
    def printed(self) -> int:
        """How many pieces were cut off so far."""
        ...

    def pieces(self) -> Sequence[Piece]:
        """The last pieces, the newest first."""
        ...

    def faults(self) -> Mapping[str, bool]:
        """What can be wrong with it, by name, and whether it is."""
        ...

    def switch(self, fault: str, is_on: bool, /) -> None:
        """Bring a fault about, or end it."""
        ...


class VirtualPrinterPresenter:
    """Holds the window's state. It looks again and again, as faults end by themselves or lead to others."""

    def __init__(
        self, machine: Machine, scheduler: Scheduler, view: View[VirtualPrinterState], texts: Texts
    ) -> None:
        self._machine = machine
        self._scheduler = scheduler
        self._view = view
        self._texts = texts
        self._state: VirtualPrinterState | None = None
        self._looking: Cancellable | None = None

    def start(self) -> None:
        """Show how it is, and go on doing so."""
        self._look()
        self._looking = self._scheduler.call_every(_LOOK_EVERY, self._look)

    def stop(self) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()

    def fault_switched(self, fault: str, is_on: bool) -> None:
        """The person wants something to be wrong, or right."""
        self._machine.switch(fault, is_on)
        self._look()

    def _look(self) -> None:
        machine, texts = self._machine, self._texts
        printed = texts.ngettext("{n} ticket", "{n} tickets", machine.printed).format(n=machine.printed)
        state = VirtualPrinterState(
            pieces=tuple(machine.pieces()), groups=self._groups(machine.faults()), printed=printed
        )
        if state != self._state:
            self._state = state
            self._view.render(state)

    def _groups(self, faults: Mapping[str, bool]) -> tuple[FaultGroup, ...]:
        _ = self._texts.gettext
        paper = (
            ("out-of-paper", _("No paper")),
            ("paper-low", _("Paper nearly at its end")),
            ("paper-ends", _("Paper ends in the next ticket")),
            ("cover-open", _("Cover open")),
        )
        device = (
            ("offline", _("Switched off-line")),
            ("error", _("Jammed")),
            ("slow", _("Prints slowly")),
            ("half", _("Loses the rest of each ticket")),
            ("mute", _("Says nothing")),
            ("unconfirmed", _("Confirms no ticket")),
        )
        line = (
            ("hang", _("Takes nothing")),
            ("busy", _("Serves somebody else")),
            ("reset", _("Breaks off in each ticket")),
        )
        return tuple(
            FaultGroup(
                title=title,
                switches=tuple(
                    FaultSwitch(name=name, words=words, is_on=faults[name])
                    for name, words in rows
                    if name in faults
                ),
            )
            for title, rows in (
                (_("Paper and cover"), paper),
                (_("The printer"), device),
                (_("The connection"), line),
            )
        )
