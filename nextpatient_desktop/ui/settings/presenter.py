"""`SettingsPresenter`: the settings as a whole: who is signed in, which section is open, when it closes.

No Qt here, nor in anything that is imported here.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.domain.model import Staff, StationKind
from nextpatient_desktop.ui.ending import SessionNotices
from nextpatient_desktop.ui.ports import Cancellable, View
from nextpatient_desktop.ui.settings.asking import Asking, Question
from nextpatient_desktop.ui.settings.clinic_section import ClinicSectionPresenter, ClinicSectionView
from nextpatient_desktop.ui.settings.connection import reach_pill
from nextpatient_desktop.ui.settings.departments import DepartmentsPresenter, DepartmentsView
from nextpatient_desktop.ui.settings.rooms import RoomsPresenter, RoomsView
from nextpatient_desktop.ui.settings.section import ListPresenter, Session
from nextpatient_desktop.ui.settings.sign_in import SignInPresenter, SignInState
from nextpatient_desktop.ui.settings.staff_members import StaffPresenter, StaffView
from nextpatient_desktop.ui.settings.station import Device, StationPresenter, StationView
from nextpatient_desktop.ui.settings.stations import StationsPresenter, StationsView
from nextpatient_desktop.ui.settings.surroundings import Surroundings
from nextpatient_desktop.ui.settings.undoing import Undoing

SECONDS_UNTIL_STALE = 15.0
"""How long a section is believed without word of a change: departments open and close by the clock."""

SECONDS_BETWEEN_LOOKS = 1.0
"""How often it is looked whether the clinic is reached: looking costs nothing and never blocks."""

IDLE_SECONDS = 300.0
"""After so long without a touch the session ends: whoever comes by next is not the administrator."""

IDLE_SECONDS_AT_SIGN_IN = 60.0
"""And so long nobody signs in before what was there comes back: a kiosk must not stand still."""


class Section(StrEnum):
    """The parts of the settings, in the order of the navigation."""

    CLINIC = "clinic"
    DEPARTMENTS = "departments"
    ROOMS = "rooms"
    STAFF = "staff"
    STATIONS = "stations"
    STATION = "station"


@dataclass(frozen=True, kw_only=True, slots=True)
class SettingsState:
    """The window. `section` is None while nobody is signed in; `undo` says what can be taken back.

    `out_of_reach` says that the clinic is not answered for, and since when; empty while it is.
    """

    section: Section | None = None
    staff_name: str = ""
    undo: str = ""
    out_of_reach: str = ""


class SettingsView(Protocol):
    """The window, as the presenter sees it. Panels may be made when they are first asked for."""

    @property
    def sign_in_panel(self) -> View[SignInState]:
        """Where the sign-in is drawn."""
        ...

    @property
    def clinic_panel(self) -> ClinicSectionView:
        """Where the clinic itself is drawn."""
        ...

    @property
    def departments_panel(self) -> DepartmentsView:
        """Where departments are drawn."""
        ...

    @property
    def rooms_panel(self) -> RoomsView:
        """Where rooms are drawn."""
        ...

    @property
    def staff_panel(self) -> StaffView:
        """Where staff are drawn."""
        ...

    @property
    def stations_panel(self) -> StationsView:
        """Where the clinic's stations are drawn."""
        ...

    @property
    def station_panel(self) -> StationView:
        """Where this station is drawn."""
        ...

    def render(self, state: SettingsState) -> None:
        """Show this state."""
        ...

    def show_question(self, question: Question | None) -> None:
        """Ask this, or nothing."""
        ...

    def close_now(self) -> None:
        """Close the window without another question."""
        ...


class _SectionPresenter(Protocol):
    """What all sections can do."""

    @property
    def is_dirty(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def refresh(self) -> None: ...
    def leave(self, then: Callable[[], None]) -> None: ...
    def save(self, then: Callable[[], None] | None = None) -> None: ...


class SettingsPresenter:
    """Holds who is signed in and what is open. What a section shows is held by its own presenter."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        near: Surroundings,
        view: SettingsView,
        station: Actor,
        device: Device,
    ) -> None:
        """`clinic` is the clinic as this station sees it with nobody signed in, `station` who that is."""
        self._clinic = clinic
        self._near = near
        self._view = view
        self._station = station
        self._device = device
        self._asking = Asking(self._ask)
        self._session: Session | None = None
        self._staff: Staff | None = None
        self._is_locked = False
        self._section = Section.DEPARTMENTS
        self._open: dict[Section, _SectionPresenter] = {}
        self._polling: Cancellable | None = None
        self._idling: Cancellable | None = None
        self._looking: Cancellable | None = None
        self._reach = clinic.state()
        self._is_closed = False
        self._sign_in = SignInPresenter(
            clinic=clinic, near=near, view=view.sign_in_panel, signed_in=self._signed_in
        )

    @property
    def sign_in(self) -> SignInPresenter:
        """The sign-in."""
        return self._sign_in

    @property
    def asking(self) -> Asking:
        """What is asked now."""
        return self._asking

    @property
    def clinic(self) -> ClinicSectionPresenter:
        """The section Clinic."""
        return self._clinic_section

    @property
    def departments(self) -> DepartmentsPresenter:
        """The section Departments."""
        return self._departments

    @property
    def rooms(self) -> RoomsPresenter:
        """The section Rooms."""
        return self._rooms

    @property
    def staff(self) -> StaffPresenter:
        """The section Staff."""
        return self._staff_section

    @property
    def stations(self) -> StationsPresenter:
        """The section Stations."""
        return self._stations

    @property
    def station(self) -> StationPresenter:
        """The section This station."""
        return self._station_section

    def list_section(self, section: Section) -> ListPresenter[Any, Any, Any]:
        """One of the sections that have a list; their drafts differ."""
        lists: dict[Section, ListPresenter[Any, Any, Any]] = {
            Section.DEPARTMENTS: self._departments,
            Section.ROOMS: self._rooms,
            Section.STAFF: self._staff_section,
            Section.STATIONS: self._stations,
            Section.STATIONS: self._stations,
        }
        return lists[section]

    def start(self) -> None:
        """Show the sign-in."""
        self._sign_in.start()
        self._show()
        self._looking = self._near.scheduler.call_every(SECONDS_BETWEEN_LOOKS, self._look)
        self.touched()

    def stop(self) -> None:
        """The window is gone: the session ends."""
        self._asking.drop()
        self._is_closed = True
        self._sign_in.stop()
        self._end_session()
        for one in (self._idling, self._looking):
            if one is not None:
                one.cancel()

    def clinic_changed(self) -> None:
        """The clinic changed: what is open is asked for again."""
        if self._session is not None and not self._is_locked:
            self._open[self._section].refresh()

    def section_chosen(self, section: Section) -> None:
        """The person wants another section."""
        if self._session is None or section is self._section:
            return
        self._open[self._section].leave(lambda: self._go_to(section))
        self._show()

    def save(self) -> None:
        """Save what is open (Ctrl+S)."""
        if self._session is not None and not self._is_locked:
            self._open[self._section].save()

    def undo(self) -> None:
        """Take back the last change (Ctrl+Z)."""
        if self._session is not None and not self._is_locked:
            self._session.undoing.undo()

    def closing(self) -> None:
        """The person wants to close the window."""
        if self._session is None or self._is_locked:
            self._view.close_now()
        else:
            self._open[self._section].leave(self._view.close_now)

    def touched(self) -> None:
        """The person did something: nobody has gone away."""
        if self._idling is not None:
            self._idling.cancel()
        if self._is_closed:
            return
        is_signing_in = self._session is None or self._is_locked
        seconds = IDLE_SECONDS_AT_SIGN_IN if is_signing_in else IDLE_SECONDS
        self._idling = self._near.scheduler.call_later(seconds, self._idle)

    # --- inside ---------------------------------------------------------------------------------------------

    def _idle(self) -> None:
        """Nobody is here. Unsaved changes wait behind a lock, but not at the cost of a kiosk or display."""
        serves_patients = self._station.kind in (StationKind.KIOSK, StationKind.DISPLAY)
        is_dirty = self._session is not None and self._open[self._section].is_dirty
        if serves_patients or not is_dirty or self._staff is None:
            self._view.close_now()
            return
        self._lock()

    def _lock(self) -> bool:
        """Ask for the sign-in again; what is open waits behind it. Whether somebody was signed in."""
        if self._session is None or self._staff is None:
            return False
        if self._is_locked:
            return True
        self._is_locked = True
        self._asking.drop()
        self._sign_in.start(locked_for=self._staff.name, login=self._staff.login)
        self._show()
        self.touched()
        return True

    def _look(self) -> None:
        """Is the clinic still reached? Once it is again, everything is asked for anew."""
        before, self._reach = self._reach, self._clinic.state()
        if before.is_connected is not self._reach.is_connected:
            self._show()
            if self._reach.is_connected:
                self.clinic_changed()

    def _signed_in(self, staff: Staff) -> None:
        if self._is_locked and self._staff is not None and staff.id == self._staff.id:
            self._is_locked = False
            self._show()
            self._open[self._section].refresh()
            self.touched()
            return
        self._end_session()
        self._is_locked = False
        self._staff = staff
        actor = replace(self._station, staff=staff.id, role=staff.role)
        near = replace(self._near, notices=SessionNotices(self._near.notices, self._lock))
        self._session = Session(
            clinic=self._clinic.acting_as(actor),
            near=near,
            asking=self._asking,
            undoing=Undoing(near, self._show, self._undone),
            ended=self._lock,
        )
        self._make_sections(self._session, staff)
        self._polling = self._near.scheduler.call_every(SECONDS_UNTIL_STALE, self.clinic_changed)
        self._go_to(Section.DEPARTMENTS)
        self.touched()

    def _undone(self) -> None:
        """Something was taken back, maybe of a section that is not open now."""
        for section in self._open.values():
            section.refresh()

    def _ask(self, question: Question | None) -> None:
        if not self._is_closed:
            self._view.show_question(question)

    def _make_sections(self, session: Session, staff: Staff) -> None:
        self._clinic_section = ClinicSectionPresenter(session, self._view.clinic_panel, self._device)
        self._departments = DepartmentsPresenter(session, self._view.departments_panel)
        self._rooms = RoomsPresenter(session, self._view.rooms_panel)
        self._staff_section = StaffPresenter(session, self._view.staff_panel, staff.id)
        self._stations = StationsPresenter(session, self._view.stations_panel, self._device)
        self._station_section = StationPresenter(session, self._view.station_panel, self._device)
        self._open = {
            Section.CLINIC: self._clinic_section,
            Section.DEPARTMENTS: self._departments,
            Section.ROOMS: self._rooms,
            Section.STAFF: self._staff_section,
            Section.STATIONS: self._stations,
            Section.STATION: self._station_section,
        }

    def _go_to(self, section: Section) -> None:
        self._section = section
        self._open[section].start()
        self._show()

    def _end_session(self) -> None:
        if self._polling is not None:
            self._polling.cancel()
            self._polling = None
        if self._session is not None:
            self._session.undoing.forget()
        for section in self._open.values():
            section.stop()
        self._open = {}
        self._session = None
        self._staff = None

    def _show(self) -> None:
        if self._is_closed:
            return
        is_in = self._session is not None and not self._is_locked
        self._view.render(
            SettingsState(
                section=self._section if is_in else None,
                staff_name=self._staff.name if self._staff is not None and is_in else "",
                undo=self._session.undoing.words if self._session is not None and is_in else "",
                out_of_reach=self._out_of_reach(),
            )
        )

    def _out_of_reach(self) -> str:
        if self._reach.is_connected:
            return ""
        near = self._session.near if self._session is not None else self._near
        return reach_pill(near.texts, self._reach, near.scheduler.now(), near.zone).text
