"""Messages that make a device a station of this clinic: a code that was shown is exchanged for a key.

One pairing is open at a time. Its code has six figures, lives two minutes and takes five tries.
"""

from dataclasses import field
from datetime import datetime, timedelta
from typing import Final

from nextpatient_desktop.clinic.door import Command, Query
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.domain.ids import CounterId, StationId
from nextpatient_desktop.domain.model import Role, Station, StationKind
from nextpatient_desktop.domain.records import dataclass

PAIRING_LASTS: Final = timedelta(minutes=2)
PAIRING_TRIES: Final = 5
CODE_DIGITS: Final = 6


@dataclass(frozen=True, kw_only=True)
class PairingCode:
    """A pairing that is open. `fingerprint` is the host's, in words, empty where no host runs."""

    code: str = field(repr=False)
    expires_at: datetime
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenPairing(Command[PairingCode]):
    """Open a pairing, in place of any other that is open.

    `station` gives a station that is known a new key (its old one, and whoever is signed in there, end with
    the exchange), takes it into use again if it was not, and gives a kiosk a fresh series; what else is said
    of it is not looked at. Without it a new one is made: `kind`, `name` (empty for the next free one of its
    kind), `counter`, and for an integration `acts_as`. Refused: `name_taken`, `counter_closed`,
    `counter_unknown`, `station_unknown`, `rights_for_integrations`.
    """

    kind: StationKind
    name: str = ""
    counter: CounterId | None = None
    acts_as: Role | None = None
    station: StationId | None = None


@dataclass(frozen=True, kw_only=True)
class ClosePairing(Command[None]):
    """End the pairing that is open, if one is."""


@dataclass(frozen=True, kw_only=True)
class PairedStation:
    """What came of a try. `station` is None where the code was wrong; `tries_left` says how many remain.

    `key` is the station's secret: shown once, kept by the clinic as a hash only.
    """

    station: Station | None
    key: str = field(default="", repr=False)
    tries_left: int = 0


@dataclass(frozen=True, kw_only=True)
class PairStation(Command[PairedStation]):
    """Exchange a code for a key. The host runs it for a device that has nothing but the code.

    `kind` is what the device can be, None for anything. A wrong code is a result and no refusal, so that the
    try is counted. Refused: `pairing_closed` (none is open, its time or tries are over),
    `pairing_kind_wrong` (with `kind`, the one that the pairing was opened for; no try is lost).
    """

    code: str = field(repr=False, metadata={"secret": True})
    kind: StationKind | None = None


@dataclass(frozen=True, kw_only=True)
class KeyStation(Command[PairedStation]):
    """Give a station a key without a code: for a station on the PC that holds the clinic's own key.

    `station` names one that is in use (`station_closed`, `station_unknown`): its old key ends, and a kiosk
    starts a fresh series. Else one of `kind` is made, named `name` where that is free.
    """

    kind: StationKind
    name: str = ""
    station: StationId | None = None


@dataclass(frozen=True, kw_only=True)
class StationStatus:
    """A station as the clinic knows it now.

    `is_away` says that a station which was paired and in use is not heard of now; `last_seen` is when it last
    was, None for never. `to_come` is how many tokens it said were still to be handed over. `version` is its
    program's. All of these stay at their defaults where no host runs.

    `printer` is how the station's printer is, None where there is none or nothing is known of it now;
    `is_paper_low` says that its roll is near its end. These are known also where no host runs.
    """

    station: Station
    is_paired: bool = False
    is_away: bool = False
    last_seen: datetime | None = None
    to_come: int = 0
    version: str = ""
    printer: PrinterState | None = None
    is_paper_low: bool = False


@dataclass(frozen=True, kw_only=True)
class StationStates(Query[tuple[StationStatus, ...]]):
    """The stations by name with what is known of each; those out of use only when asked."""

    include_inactive: bool = False
