"""The section Departments: the clinic's queues, how each works, and whether it is open."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Protocol
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.departments.messages import (
    AddDepartment,
    CallingPolicies,
    CloseDepartment,
    Departments,
    DepartmentStatus,
    OrderDepartments,
    ReopenDepartment,
    UpdateDepartment,
)
from nextpatient_desktop.clinic.door import Command, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.domain.model import ClinicInfo, Department
from nextpatient_desktop.domain.numbering import format_code
from nextpatient_desktop.text.languages import native_name
from nextpatient_desktop.ui.icon_names import CODE_POINTS, Icon
from nextpatient_desktop.ui.settings import words
from nextpatient_desktop.ui.settings.asking import confirmation
from nextpatient_desktop.ui.settings.department_draft import (
    DepartmentDraft,
    blank_draft,
    draft_of,
    form_of,
    stored_form,
)
from nextpatient_desktop.ui.settings.drafts import error_in_place
from nextpatient_desktop.ui.settings.ordering import moved
from nextpatient_desktop.ui.settings.section import ListPresenter, ListState, Session
from nextpatient_desktop.ui.widgets.specs import RowItem


@dataclass(frozen=True, kw_only=True)
class DepartmentsAnswer:
    """What the section asks for, answered together."""

    statuses: tuple[DepartmentStatus, ...]
    info: ClinicInfo
    policies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DepartmentsState:
    """The section. `languages` are those that names can be given in, by code with their own names.

    `hours_words` say back what the typed opening hours mean, empty while they mean nothing.
    """

    list: ListState[DepartmentDraft]
    languages: tuple[tuple[str, str], ...] = ()
    policies: tuple[tuple[str, str], ...] = ()
    hours_words: str = ""
    can_close_today: bool = False
    can_reopen: bool = False
    can_close_for_good: bool = False


class DepartmentsView(Protocol):
    """Where the section is drawn."""

    def render(self, state: DepartmentsState) -> None:
        """Show this state."""
        ...


class DepartmentsPresenter(ListPresenter[DepartmentsAnswer, Department, DepartmentDraft]):
    """Holds the section's state."""

    inputs = frozenset(
        {
            "name",
            "letter",
            "names",
            "icon",
            "hours",
            "daily_limit",
            "policy",
            "ratio_normals",
            "overdue_after",
            "minimum_calls",
            "return_after",
            "usual_visit",
        }
    )

    def __init__(self, session: Session, view: DepartmentsView) -> None:
        self._view = view
        super().__init__(session)

    def closed_for_today(self) -> None:
        """Give no more tokens today."""
        thing = self._present()
        if thing is None:
            return
        _ = self._near.texts.gettext
        said = _("{department} is closed for today").format(department=thing.name)
        self._act(
            ("close_today", thing.id),
            said,
            lambda id_: self._clinic.execute(CloseDepartment(id=id_, department=thing.id)),
        )

    def reopened(self) -> None:
        """Give tokens again."""
        thing = self._present()
        if thing is None:
            return
        _ = self._near.texts.gettext
        said = _("{department} is open again").format(department=thing.name)
        self._act(
            ("reopen", thing.id),
            said,
            lambda id_: self._clinic.execute(ReopenDepartment(id=id_, department=thing.id)),
        )

    def closing_for_good(self) -> None:
        """Ask whether the department is really to go, then close it."""
        thing = self._present()
        if thing is None:
            return
        _ = self._near.texts.gettext

        def close() -> None:
            said = _("{department} is closed for good").format(department=thing.name)
            self._act(
                ("close_for_good", thing.id),
                said,
                lambda id_: self._clinic.execute(CloseDepartment(id=id_, department=thing.id, for_good=True)),
            )

        self.leave(
            lambda: self._session.asking.ask(
                confirmation(
                    self._near.texts,
                    _("Close {department} for good?").format(department=thing.name),
                    _("It disappears from the kiosk and the counters. Its history stays."),
                    _("Close for good"),
                    close,
                )
            )
        )

    def priority_switched(self, is_on: bool) -> None:
        """Offer priorities at the kiosk, or not. At once; for a new department with the rest of it."""
        if self._form is None:
            return
        thing = self._present()
        if thing is None:
            self.edited(replace(self._form.draft, asks_priority=is_on))
            return
        _ = self._near.texts.gettext
        said = (
            _("The kiosk asks for a priority in {department}")
            if is_on
            else _("The kiosk does not ask for a priority in {department}")
        )
        form = stored_form(replace(thing, asks_priority=is_on))
        self._act(
            ("asks_priority", thing.id, is_on),
            said.format(department=thing.name),
            lambda id_: self._clinic.execute(UpdateDepartment(id=id_, department=thing.id, form=form)),
        )

    def moved(self, step: int) -> None:
        """Put the department one place up (-1) or down (1)."""
        thing = self._present()
        if thing is None:
            return

        def job(id_: CommandId) -> bool:
            # The order as it is now: somebody may have changed it since it was shown.
            fresh = tuple(one.department.id for one in self._clinic.ask(Departments()))
            order = moved(fresh, thing.id, step)
            if order != fresh:
                self._clinic.execute(OrderDepartments(id=id_, order=order))
            return order != fresh

        def done(is_changed: bool, id_: CommandId) -> None:
            _ = self._near.texts.gettext
            if is_changed:
                said = _("The order of the departments is changed")
                self._session.undoing.done(said, self._clinic, id_)
            self.refresh()

        self._doer.do(("move", thing.id, step, new_command_id()), job, done, self._not_moved)

    # --- inside ---------------------------------------------------------------------------------------------

    def _not_moved(self, error: Exception) -> None:
        self._near.notices.error(error)
        self.refresh()

    def _ask(self) -> DepartmentsAnswer:
        return DepartmentsAnswer(
            statuses=self._clinic.ask(Departments(include_inactive=True)),
            info=self._clinic.ask(ClinicDetails()),
            policies=self._clinic.ask(CallingPolicies()),
        )

    def _things(self, answer: DepartmentsAnswer) -> tuple[Department, ...]:
        return tuple(status.department for status in answer.statuses)

    def _draft_of(self, thing: Department) -> DepartmentDraft:
        return draft_of(self._near.texts, thing)

    def _blank(self) -> DepartmentDraft:
        used = {one.letter for one in self._things(self._answer)} if self._answer is not None else set()
        return blank_draft(used)

    def _check(self, draft: DepartmentDraft) -> dict[str, str]:
        try:
            words.hours_of(self._near.texts, draft.hours)
        except ClinicError as error:
            return error_in_place(self._near.texts, error, self.inputs)
        return {}

    def _command(
        self, id_: CommandId, thing: Department | None, draft: DepartmentDraft
    ) -> Command[Department]:
        form = form_of(self._near.texts, draft, thing)
        if thing is None:
            return AddDepartment(id=id_, form=form)
        return UpdateDepartment(id=id_, department=thing.id, form=form)

    def _words_of_saving(self, thing: Department, *, is_new: bool) -> str:
        _ = self._near.texts.gettext
        said = _("{department} was added") if is_new else _("{department} is saved")
        return said.format(department=thing.name)

    def _row(self, thing: Department) -> RowItem:
        status = self._status(thing.id)
        texts = self._near.texts
        _ = texts.gettext
        parts = [f"{format_code(thing.letter, 1)} …"]
        pill = words.closed_pill(texts)
        if status is not None:
            pill = words.department_pill(texts, status, self._near.scheduler.now(), self._near.zone)
            parts.append(words.places(texts, status.counters))
            parts.append(_("{n} today").format(n=status.issued) if status.issued else "")
        return RowItem(
            key=thing.id,
            title=thing.name,
            detail=words.DOT.join(part for part in parts if part),
            icon=thing.icon if thing.icon in CODE_POINTS else Icon.DEPARTMENTS,
            trailing_pill=pill,
            is_title_strong=True,
            is_muted=not thing.is_active,
        )

    def _status(self, key: Hashable) -> DepartmentStatus | None:
        statuses = self._answer.statuses if self._answer is not None else ()
        return next((one for one in statuses if one.department.id == key), None)

    def _follow(self, before: Department | None) -> None:
        if self._answer is not None:
            self._near.zone = ZoneInfo(self._answer.info.time_zone)
        super()._follow(before)

    def _draw(self) -> None:
        answer, form, texts = self._answer, self._form, self._near.texts
        thing = self._present()
        status = self._status(thing.id) if thing is not None else None
        is_used = thing is not None and thing.is_active
        closed_today = is_used and status is not None and thing is not None and _is_closed_early(status)
        self._view.render(
            DepartmentsState(
                list=self._state(),
                languages=self._languages(),
                policies=tuple(
                    (name, words.policy(texts, name, form.draft.ratio_normals if form is not None else 2))
                    for name in (answer.policies if answer is not None else ())
                ),
                hours_words=self._hours_words(),
                can_close_today=is_used and not closed_today,
                can_reopen=thing is not None and (not thing.is_active or closed_today),
                can_close_for_good=is_used,
            )
        )

    def _languages(self) -> tuple[tuple[str, str], ...]:
        """The clinic's languages but for the first, which is that of the name itself."""
        info = self._answer.info if self._answer is not None else None
        return tuple((code, native_name(code)) for code in info.languages[1:]) if info is not None else ()

    def _hours_words(self) -> str:
        if self._form is None:
            return ""
        try:
            hours = words.hours_of(self._near.texts, self._form.draft.hours)
        except ClinicError:
            return ""
        return words.hours_in_words(self._near.texts, hours)


def _is_closed_early(status: DepartmentStatus) -> bool:
    """Whether staff closed it for the day; its hours alone do not make it so."""
    return status.closed_because is not None and status.closed_because.value == "closed_today"
