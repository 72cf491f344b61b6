"""What one station keeps for itself: where the clinic is, its printer, its screen, its language. No Qt.

Everything here belongs to this device and works before (and without) the clinic's data; it is typed where it
enters, so nobody asks for a key by its name.
"""

from dataclasses import field
from typing import Protocol
from uuid import UUID

from nextpatient_desktop.domain.records import dataclass

TICKET_WIDTHS = (576, 384)
"""Dots across the paper: 80 mm and 58 mm printers."""


@dataclass(frozen=True, kw_only=True)
class PrinterSettings:
    """The ticket printer. `url` is `tcp://host:port`, `file:///path` or `none:`."""

    url: str = "none:"
    width_dots: int = 576


@dataclass(frozen=True, kw_only=True)
class ScreenSettings:
    """The screen to open on.

    `name` is the screen's name, empty for the main one; `diagonal_mm` is its measured diagonal, None to
    believe the screen (many say wrong); `distance_m` is how far the last row sits from a display.
    """

    name: str = ""
    is_full_screen: bool = True
    diagonal_mm: int | None = None
    distance_m: float = 5.0


@dataclass(frozen=True, kw_only=True)
class StationSettings:
    """One station's own settings. `clinic` is the clinic's URL or path, empty for this PC's own.

    `shares_clinic` says that this PC keeps the clinic's data for other stations: its program runs the host.
    """

    clinic: str = ""
    name: str = ""
    station: UUID | None = None
    counter: str = ""
    language: str = "en"
    shares_clinic: bool = False
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)


class StationSettingsStore(Protocol):
    """Keeps a station's settings between starts."""

    def load(self) -> StationSettings:
        """What is kept, the defaults where nothing is."""
        ...

    def save(self, settings: StationSettings) -> None:
        """Keep it, whole or not at all. `settings_not_saved` with `path` when the PC refuses."""
        ...
