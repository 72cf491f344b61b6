"""What a device keeps when it became a station: its key, and in its settings where the clinic is."""

import logging
import re
from dataclasses import replace
from pathlib import Path

from nextpatient_desktop import __version__
from nextpatient_desktop.bootstrap.folders import settings_folder
from nextpatient_desktop.bootstrap.station_file import StationFile
from nextpatient_desktop.bootstrap.station_key import KeyFile, StationKey
from nextpatient_desktop.clinic.counters.messages import Counters
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.joining import Joined
from nextpatient_desktop.domain.model import StationKind

_log = logging.getLogger(__name__)


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
                counter=_counter_of(joined) or store.load().counter,
                shares_clinic=False,
            )
        )


def _counter_of(joined: Joined) -> str:
    """The name of the counter that the station was put at, empty where it was put at none.

    Where the clinic does not say it just now, the mode asks for it when it starts.
    """
    from nextpatient_desktop.lan.remote import RemoteClinic

    wanted = joined.station.counter
    if wanted is None:
        return ""
    remote = RemoteClinic(joined.host.address, joined.host.pin, joined.key, version=__version__, finds=False)
    try:
        return next(
            (one.counter.name for one in remote.ask(Counters()) if one.counter.id == joined.station.counter),
            "",
        )
    except ClinicError as refused:
        _log.info("the station's counter is not known yet: %s", refused)
        return ""
    finally:
        remote.close()
