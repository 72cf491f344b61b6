"""The section Rooms: where patients are called to, and which departments are served there."""

from dataclasses import dataclass
from typing import Protocol

from nextpatient_desktop.clinic.counters.messages import (
    AddCounter,
    CloseCounter,
    CounterForm,
    Counters,
    CounterStatus,
    OrderCounters,
    ReopenCounter,
    UpdateCounter,
)
from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Command, new_command_id
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.domain.ids import CommandId, DepartmentId
from nextpatient_desktop.domain.model import ClinicInfo, Counter, Department
from nextpatient_desktop.text.languages import native_name
from nextpatient_desktop.ui.icon_names import CODE_POINTS, Icon
from nextpatient_desktop.ui.settings.asking import confirmation
from nextpatient_desktop.ui.settings.department_draft import pairs
from nextpatient_desktop.ui.settings.ordering import moved
from nextpatient_desktop.ui.settings.section import ListPresenter, ListState, Session
from nextpatient_desktop.ui.tokens import Tint
from nextpatient_desktop.ui.widgets.specs import PillSpec, RowItem


@dataclass(frozen=True, kw_only=True)
class RoomDraft:
    """The inputs of a room's form."""

    name: str = ""
    names: tuple[tuple[str, str], ...] = ()
    departments: tuple[DepartmentId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServedChoice:
    """A department that may be served in a room."""

    id: DepartmentId
    name: str
    icon: str
    is_closed: bool


@dataclass(frozen=True, kw_only=True)
class RoomsAnswer:
    """What the section asks for, answered together."""

    statuses: tuple[CounterStatus, ...]
    departments: tuple[Department, ...]
    info: ClinicInfo


@dataclass(frozen=True, kw_only=True)
class RoomsState:
    """The section."""

    list: ListState[RoomDraft]
    languages: tuple[tuple[str, str], ...] = ()
    departments: tuple[ServedChoice, ...] = ()
    can_close: bool = False
    can_reopen: bool = False


class RoomsView(Protocol):
    """Where the section is drawn."""

    def render(self, state: RoomsState) -> None:
        """Show this state."""
        ...


class RoomsPresenter(ListPresenter[RoomsAnswer, Counter, RoomDraft]):
    """Holds the section's state."""

    inputs = frozenset({"name", "names", "departments"})

    def __init__(self, session: Session, view: RoomsView) -> None:
        self._view = view
        super().__init__(session)

    def closing(self) -> None:
        """Ask whether the room is really to go, then take it out of use."""
        thing = self._present()
        if thing is None:
            return
        _ = self._near.texts.gettext

        def close() -> None:
            said = _("{counter} is out of use").format(counter=thing.name)
            self._act(
                ("close", thing.id),
                said,
                lambda id_: self._clinic.execute(CloseCounter(id=id_, counter=thing.id)),
            )

        self.leave(
            lambda: self._session.asking.ask(
                confirmation(
                    self._near.texts,
                    _("Take {counter} out of use?").format(counter=thing.name),
                    _("Nobody can sign in there any more. Its history stays."),
                    _("Take out of use"),
                    close,
                )
            )
        )

    def reopened(self) -> None:
        """Take the room into use again."""
        thing = self._present()
        if thing is None:
            return
        _ = self._near.texts.gettext
        self._act(
            ("reopen", thing.id),
            _("{counter} is in use again").format(counter=thing.name),
            lambda id_: self._clinic.execute(ReopenCounter(id=id_, counter=thing.id)),
        )

    def moved(self, step: int) -> None:
        """Put the room one place up (-1) or down (1)."""
        thing = self._present()
        if thing is None:
            return

        def job(id_: CommandId) -> bool:
            # The order as it is now: somebody may have changed it since it was shown.
            fresh = tuple(one.counter.id for one in self._clinic.ask(Counters()))
            order = moved(fresh, thing.id, step)
            if order != fresh:
                self._clinic.execute(OrderCounters(id=id_, order=order))
            return order != fresh

        def done(is_changed: bool, id_: CommandId) -> None:
            _ = self._near.texts.gettext
            if is_changed:
                self._session.undoing.done(_("The order of the rooms is changed"), self._clinic, id_)
            self.refresh()

        self._doer.do(("move", thing.id, step, new_command_id()), job, done, self._not_moved)

    # --- inside ---------------------------------------------------------------------------------------------

    def _not_moved(self, error: Exception) -> None:
        self._near.notices.error(error)
        self.refresh()

    def _ask(self) -> RoomsAnswer:
        return RoomsAnswer(
            statuses=self._clinic.ask(Counters(include_inactive=True)),
            departments=tuple(one.department for one in self._clinic.ask(Departments(include_inactive=True))),
            info=self._clinic.ask(ClinicDetails()),
        )

    def _things(self, answer: RoomsAnswer) -> tuple[Counter, ...]:
        return tuple(status.counter for status in answer.statuses)

    def _draft_of(self, thing: Counter) -> RoomDraft:
        return RoomDraft(
            name=thing.name,
            names=pairs(thing.names),
            departments=self._in_order(thing.departments),
        )

    def _blank(self) -> RoomDraft:
        """A new room serves the clinic's only department."""
        used = [one.id for one in self._departments() if one.is_active]
        return RoomDraft(departments=tuple(used) if len(used) == 1 else ())

    def _check(self, draft: RoomDraft) -> dict[str, str]:
        return {}

    def _command(self, id_: CommandId, thing: Counter | None, draft: RoomDraft) -> Command[Counter]:
        form = CounterForm(name=draft.name, names=dict(draft.names), departments=draft.departments)
        if thing is None:
            return AddCounter(id=id_, form=form)
        return UpdateCounter(id=id_, counter=thing.id, form=form)

    def _words_of_saving(self, thing: Counter, *, is_new: bool) -> str:
        _ = self._near.texts.gettext
        said = _("{counter} was added") if is_new else _("{counter} is saved")
        return said.format(counter=thing.name)

    def _row(self, thing: Counter) -> RowItem:
        texts = self._near.texts
        names = {one.id: one.name for one in self._departments()}
        served = [names[key] for key in self._in_order(thing.departments) if key in names]
        status = next((one for one in self._statuses() if one.counter.id == thing.id), None)
        pill = None if thing.is_active else PillSpec(text=texts.gettext("Out of use"))
        if thing.is_active and status is not None and status.staff is not None:
            pill = PillSpec(text=status.staff.name, tint=Tint.GREEN, icon=Icon.PERSON)
        return RowItem(
            key=thing.id,
            title=thing.name,
            detail=texts.listing(served),
            icon=Icon.COUNTERS,
            trailing_pill=pill,
            is_title_strong=True,
            is_muted=not thing.is_active,
        )

    def _statuses(self) -> tuple[CounterStatus, ...]:
        return self._answer.statuses if self._answer is not None else ()

    def _departments(self) -> tuple[Department, ...]:
        return self._answer.departments if self._answer is not None else ()

    def _in_order(self, chosen: tuple[DepartmentId, ...]) -> tuple[DepartmentId, ...]:
        """Departments in the clinic's order, so that the same choice is the same value."""
        known = tuple(one.id for one in self._departments() if one.id in chosen)
        return known + tuple(key for key in chosen if key not in known)

    def _draw(self) -> None:
        thing = self._present()
        info = self._answer.info if self._answer is not None else None
        chosen = self._form.base.departments if self._form is not None else ()
        languages = info.languages[1:] if info is not None else ()
        self._view.render(
            RoomsState(
                list=self._state(),
                languages=tuple((code, native_name(code)) for code in languages),
                departments=tuple(
                    ServedChoice(
                        id=one.id,
                        name=one.name,
                        icon=one.icon if one.icon in CODE_POINTS else Icon.DEPARTMENTS,
                        is_closed=not one.is_active,
                    )
                    for one in self._departments()
                    if one.is_active or one.id in chosen
                ),
                can_close=thing is not None and thing.is_active,
                can_reopen=thing is not None and not thing.is_active,
            )
        )
