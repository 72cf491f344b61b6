"""Messages about stations. On one PC a station is registered by the program when a mode first starts."""

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.domain.ids import CounterId, StationId
from nextpatient_desktop.domain.model import Role, Station, StationKind
from nextpatient_desktop.domain.records import dataclass


@dataclass(frozen=True, kw_only=True)
class RegisterStation(Command[Station]):
    """Make a station known. A name in use is refused: `name_taken`. A kiosk gets a fresh series letter."""

    name: str
    kind: StationKind
    counter: CounterId | None = None


@dataclass(frozen=True, kw_only=True)
class UpdateStation(Command[Station]):
    """Rename a station, put it at another counter, or change what an integration may.

    A role for anything but an integration is refused: `rights_for_integrations`.
    """

    station: StationId
    name: str
    counter: CounterId | None = None
    acts_as: Role | None = None


@dataclass(frozen=True, kw_only=True)
class CloseStation(Command[Station]):
    """Take a station out of use: its key and whoever is signed in there count no more, at once."""

    station: StationId


@dataclass(frozen=True, kw_only=True)
class Stations(Query[tuple[Station, ...]]):
    """The stations by name; those out of use only when asked.

    Staff see all. A station at which nobody is signed in sees itself.
    """

    include_inactive: bool = False
