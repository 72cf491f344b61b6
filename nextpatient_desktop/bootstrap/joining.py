"""What a device keeps when it became a station: its key, and in its settings where the clinic is."""

import re
from dataclasses import replace
from pathlib import Path

from nextpatient_desktop.bootstrap.folders import settings_folder
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.joining import Joined
from nextpatient_desktop.domain.model import StationKind


def station_settings_path(kind: StationKind, station: str | None) -> Path:
    """One file for each station on this PC: named by `--station`, else by its mode."""
    name = re.sub(r"[^\w-]+", "-", (station or kind).casefold()).strip("-") or str(kind)
    return settings_folder() / f"{name}.json"


class StationKeeper:
    """Keeps what joining gave, where the mode of that kind looks for it when it starts."""

    def __init__(self, station: str | None) -> None:
        """`station` is as the modes' `--station`: it tells several stations on one PC apart."""
        self._station = station

    def file(self, kind: StationKind) -> KeyFile:
        """Where the key of a station of this kind lies."""
        return KeyFile.beside(station_settings_path(kind, self._station))

    def keep(self, joined: Joined) -> None:
        """Keep it, durable. An integration is another program: it gets its key shown, and keeps it itself.

        Raises:
            ClinicError: `settings_not_saved`.
        """
        kind = joined.station.kind
        if kind is StationKind.INTEGRATION:
            return
        self.file(kind).save(StationKey.of(joined))
        store = StationFile(station_settings_path(kind, self._station))
        store.save(
            replace(
                store.load(),
                clinic=joined.host.address,
                station=joined.station.id,
                name=joined.station.name,
                shares_clinic=False,
            )
        )
