"""Which station this is: found again by its id, or made known when a mode starts here for the first time."""

from dataclasses import replace

from nextpatient_desktop.clinic.door import SYSTEM, Clinic
from nextpatient_desktop.clinic.stations.messages import RegisterStation, Stations
from nextpatient_desktop.domain.ids import StationId
from nextpatient_desktop.domain.model import Station, StationKind
from nextpatient_desktop.ui.station_settings import StationSettingsStore

_NAMES = {StationKind.KIOSK: "Kiosk", StationKind.COUNTER: "Counter", StationKind.DISPLAY: "Display"}


def station_of(clinic: Clinic, kind: StationKind, store: StationSettingsStore) -> Station:
    """This station as the clinic knows it; its id is kept in the station's own settings.

    Raises:
        ClinicError: the clinic is not set up, or the settings cannot be kept.
    """
    system = clinic.acting_as(SYSTEM)
    settings = store.load()
    known = system.ask(Stations(include_inactive=True))
    for station in known:
        if station.id == settings.station and station.kind is kind and station.is_active:
            return station
    taken = {station.name for station in known}
    station = system.execute(RegisterStation(name=_free_name(settings.name, kind, taken), kind=kind))
    store.save(replace(settings, station=StationId(station.id), name=station.name))
    return station


def _free_name(wanted: str, kind: StationKind, taken: set[str]) -> str:
    """The wanted name, or the next free one of its kind: Kiosk 1, Kiosk 2, ..."""
    if wanted and wanted not in taken:
        return wanted
    stem = _NAMES.get(kind, kind.capitalize())
    number = 1
    while f"{stem} {number}" in taken:
        number += 1
    return f"{stem} {number}"
