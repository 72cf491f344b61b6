"""`Knowledge`: what the clinic last told a kiosk, so that the kiosk can go on by it, also after a restart."""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic import codec
from nextpatient_desktop.clinic.departments.messages import DepartmentStatus
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.offline.ports import OfflineStore
from nextpatient_desktop.clinic.ports import Clock
from nextpatient_desktop.clinic.reading import read_answer
from nextpatient_desktop.domain.days import business_date
from nextpatient_desktop.domain.ids import DepartmentId, StationId
from nextpatient_desktop.domain.model import ClinicInfo, Station
from nextpatient_desktop.domain.records import dataclass

_log = logging.getLogger(__name__)

CLOCKS_AGREE: Final = timedelta(seconds=2)
"""Nearer than this the kiosk's clock and the clinic's are the same: the rest is the way of the answer."""


@dataclass(frozen=True, kw_only=True)
class LastContact:
    """When the clinic last answered, by its own clock.

    `offset` is by how much its clock was ahead of the kiosk's then; `day` the day that was open there.
    """

    at: datetime
    offset: timedelta = timedelta(0)
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class DepartmentsThen:
    """The departments as they were answered, and when that was, by the clinic's clock."""

    at: datetime
    day: date | None
    departments: tuple[DepartmentStatus, ...]


class Knowledge:
    """Remembers in memory at once, and on disk when `keep` is called. Safe in threads.

    What it remembers changes with each answer, many times a minute, and is needed only after a cut: so it is
    written now and then, and when the clinic is found to be out of reach.
    """

    def __init__(
        self,
        store: OfflineStore,
        clock: Clock,
        *,
        station: StationId | None,
        clinic_time: Callable[[], datetime | None] | None = None,
    ) -> None:
        """Begin with what is on disk.

        Args:
            store: where it is kept.
            clock: the kiosk's.
            station: which station this is; what was remembered for another one counts no more.
            clinic_time: what the clinic's clock showed when it last said something; None where that is not
                known. Without it the kiosk's own clock is taken for the clinic's.
        """
        self._store = store
        self._clock = clock
        self._station_id = station
        self._clinic_time = clinic_time
        self._lock = threading.Lock()
        self._dirty: set[str] = set()
        self.clinic: ClinicInfo | None = self._recall("clinic", ClinicInfo)
        self.station: Station | None = self._recall("station", Station)
        self.contact: LastContact | None = self._recall("contact", LastContact)
        self._departments: DepartmentsThen | None = self._recall("departments", DepartmentsThen)
        self.is_of_now = False
        """Whether the clinic has answered since the program was started: the clocks were compared then."""
        if station is not None and self.station is not None and self.station.id != station:
            self.station = None

    @property
    def departments(self) -> DepartmentsThen | None:
        """The departments as they were last answered."""
        return self._departments

    def department(self, key: DepartmentId) -> DepartmentStatus | None:
        """One of them."""
        then = self._departments
        found = () if then is None else then.departments
        return next((one for one in found if one.department.id == key), None)

    def heard(self) -> datetime:
        """The clinic answered just now. Returns when that is, by its clock."""
        own = self._clock.now()
        told = None if self._clinic_time is None else self._clinic_time()
        with self._lock:
            offset = timedelta(0) if told is None else told - own
            if abs(offset) <= CLOCKS_AGREE:
                offset = timedelta(0)
            before = self.contact
            if before is not None and self.is_of_now and abs(before.offset - offset) <= CLOCKS_AGREE:
                offset = before.offset
            contact = LastContact(at=own + offset, offset=offset, day=None if before is None else before.day)
            self.contact, self.is_of_now = contact, True
            self._dirty.add("contact")
            return contact.at

    def lost(self) -> None:
        """The clinic is out of reach: the last that was heard of it may have been no answer."""
        told = None if self._clinic_time is None else self._clinic_time()
        with self._lock:
            if told is not None and self.contact is not None and self.is_of_now and told > self.contact.at:
                self.contact = replace(self.contact, at=told)
                self._dirty.add("contact")

    def learn_clinic(self, clinic: ClinicInfo) -> None:
        """The clinic told about itself."""
        self._learn("clinic", clinic)

    def learn_day(self, day: date | None) -> None:
        """The day that is open in the clinic."""
        with self._lock:
            if self.contact is not None and day is not None:
                self.contact = replace(self.contact, day=day)
                self._dirty.add("contact")

    def learn_departments(self, departments: tuple[DepartmentStatus, ...]) -> None:
        """The departments were answered just now."""
        at = self.heard()
        contact, clinic = self.contact, self.clinic
        day = None if contact is None else contact.day
        if clinic is not None:  # the first token of a day may be still to come
            today = business_date(at, ZoneInfo(clinic.time_zone), clinic.day_starts)
            day = today if day is None else max(day, today)
        with self._lock:
            self._departments = DepartmentsThen(at=at, day=day, departments=departments)
            self._dirty.add("departments")

    def learn_stations(self, stations: tuple[Station, ...]) -> None:
        """Among these is the kiosk itself."""
        own = [one for one in stations if one.id == self._station_id]
        if own:
            self._learn("station", own[0])

    def keep(self) -> None:
        """Write what changed since the last time. What the machine refuses is tried again the next time."""
        with self._lock:
            names, self._dirty = self._dirty, set()
            things = {
                "clinic": self.clinic,
                "station": self.station,
                "contact": self.contact,
                "departments": self._departments,
            }
        values = {name: codec.write(things[name]) for name in names}
        if not values:
            return
        try:
            self._store.remember(values)
        except ClinicError:
            _log.warning("what the clinic told could not be kept", exc_info=True)
            with self._lock:
                self._dirty |= names

    def _learn(self, name: str, value: ClinicInfo | Station) -> None:
        with self._lock:
            if getattr(self, name) != value:
                setattr(self, name, value)
                self._dirty.add(name)

    def _recall(self, name: str, kind: type[Any]) -> Any:  # noqa: ANN401  # a value of that type
        value = self._store.recall(name)
        if value is None:
            return None
        try:
            return read_answer(kind, json.loads(value))
        except (ValueError, TypeError):  # an older or newer program's: asked again at the next contact
            _log.warning("what was remembered as %s makes no sense to this program", name, exc_info=True)
            return None
