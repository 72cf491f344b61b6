"""A station's own settings as a JSON file in the platform's folder for settings."""

import dataclasses
import json
import logging
import os
from pathlib import Path
from typing import Any
from uuid import UUID

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.ui.station_settings import (
    TICKET_WIDTHS,
    PrinterSettings,
    ScreenSettings,
    StationSettings,
)

_log = logging.getLogger(__name__)


class StationFile:
    """`StationSettingsStore` over one file. A file that cannot be read is set aside, never fatal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> StationSettings:
        """What is kept, the defaults where nothing is or what is there makes no sense."""
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
            return _settings(stored)
        except FileNotFoundError:
            return StationSettings()
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            _log.warning("station settings not readable, starting with defaults: %r", error)
            self._set_aside()
            return StationSettings()

    def save(self, settings: StationSettings) -> None:
        """Keep it: written beside, synced, then put in place."""
        text = json.dumps(dataclasses.asdict(settings), indent=2, default=str, ensure_ascii=False)
        beside = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            _log.warning("station settings not saved: %r", error)
            raise ClinicError("settings_not_saved", path=str(self._path)) from error

    def _set_aside(self) -> None:
        try:
            self._path.replace(self._path.with_suffix(".unreadable"))
        except OSError as error:
            _log.warning("the unreadable file stays: %r", error)


def _settings(stored: dict[str, Any]) -> StationSettings:
    printer, screen = stored.get("printer", {}), stored.get("screen", {})
    station, width, diagonal = stored.get("station"), printer.get("width_dots"), screen.get("diagonal_mm")
    return StationSettings(
        clinic=str(stored.get("clinic", "")),
        name=str(stored.get("name", "")),
        station=UUID(station) if station else None,
        counter=str(stored.get("counter", "")),
        language=str(stored.get("language", "en")),
        shares_clinic=bool(stored.get("shares_clinic", False)),
        printer=PrinterSettings(
            url=str(printer.get("url", "none:")),
            width_dots=int(width) if width in TICKET_WIDTHS else TICKET_WIDTHS[0],
        ),
        screen=ScreenSettings(
            name=str(screen.get("name", "")),
            is_full_screen=bool(screen.get("is_full_screen", True)),
            diagonal_mm=int(diagonal) if diagonal else None,
            distance_m=float(screen.get("distance_m", 5.0)),
        ),
    )
