"""The section Staff: who signs in, as what, with which password."""

from dataclasses import dataclass, field
from typing import Protocol

from nextpatient_desktop.clinic.door import Command
from nextpatient_desktop.clinic.staff.messages import (
    AddStaff,
    CloseStaff,
    ReopenStaff,
    StaffForm,
    StaffMembers,
    UpdateStaff,
)
from nextpatient_desktop.domain.ids import CommandId, StaffId
from nextpatient_desktop.domain.model import Role, Staff
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.settings import words
from nextpatient_desktop.ui.settings.asking import confirmation
from nextpatient_desktop.ui.settings.section import ListPresenter, ListState, Session
from nextpatient_desktop.ui.widgets.specs import PillSpec, RowItem


@dataclass(frozen=True, kw_only=True)
class StaffDraft:
    """The inputs. An empty password leaves the present one as it is."""

    name: str = ""
    login: str = ""
    role: Role = Role.DOCTOR
    password: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class StaffState:
    """The section. `is_oneself` says that the form is about whoever is signed in here."""

    list: ListState[StaffDraft]
    roles: tuple[tuple[Role, str], ...] = ()
    role_note: str = ""
    is_oneself: bool = False
    can_close: bool = False
    can_reopen: bool = False


class StaffView(Protocol):
    """Where the section is drawn."""

    def render(self, state: StaffState) -> None:
        """Show this state."""
        ...


class StaffPresenter(ListPresenter[tuple[Staff, ...], Staff, StaffDraft]):
    """Holds the section's state."""

    inputs = frozenset({"name", "login", "role", "password"})

    def __init__(self, session: Session, view: StaffView, oneself: StaffId) -> None:
        self._view = view
        self._oneself = oneself
        super().__init__(session)

    def closing(self) -> None:
        """Ask whether access is really to end, then end it."""
        thing = self._present()
        if thing is None:
            return
        _ = self._near.texts.gettext

        def close() -> None:
            said = _("The access of {staff} is ended").format(staff=thing.name)
            self._act(
                ("close", thing.id),
                said,
                lambda id_: self._clinic.execute(CloseStaff(id=id_, staff=thing.id)),
            )

        self.leave(
            lambda: self._session.asking.ask(
                confirmation(
                    self._near.texts,
                    _("End the access of {staff}?").format(staff=thing.name),
                    _("They are signed out at once and can not sign in again. What they did stays."),
                    _("End access"),
                    close,
                )
            )
        )

    def reopened(self) -> None:
        """Give access again."""
        thing = self._present()
        if thing is None:
            return
        _ = self._near.texts.gettext
        self._act(
            ("reopen", thing.id),
            _("{staff} has access again").format(staff=thing.name),
            lambda id_: self._clinic.execute(ReopenStaff(id=id_, staff=thing.id)),
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _ask(self) -> tuple[Staff, ...]:
        return self._clinic.ask(StaffMembers(include_inactive=True))

    def _things(self, answer: tuple[Staff, ...]) -> tuple[Staff, ...]:
        return answer

    def _draft_of(self, thing: Staff) -> StaffDraft:
        return StaffDraft(name=thing.name, login=thing.login, role=thing.role)

    def _blank(self) -> StaffDraft:
        return StaffDraft()

    def _check(self, draft: StaffDraft) -> dict[str, str]:
        if self._form is not None and self._form.key is None and not draft.password:
            _ = self._near.texts.gettext
            return {"password": _("A password is needed. Tell it to nobody but its owner.")}
        return {}

    def _command(self, id_: CommandId, thing: Staff | None, draft: StaffDraft) -> Command[Staff]:
        form = StaffForm(name=draft.name, login=draft.login, role=draft.role)
        if thing is None:
            return AddStaff(id=id_, form=form, password=draft.password)
        return UpdateStaff(id=id_, staff=thing.id, form=form, password=draft.password or None)

    def _can_undo_saving(self, sent: StaffDraft, *, is_new: bool) -> bool:
        """A password is never brought back, so nothing that came with one is offered to be."""
        return not is_new and not sent.password

    def _words_of_saving(self, thing: Staff, *, is_new: bool) -> str:
        _ = self._near.texts.gettext
        said = _("{staff} was added") if is_new else _("{staff} is saved")
        return said.format(staff=thing.name)

    def _row(self, thing: Staff) -> RowItem:
        texts = self._near.texts
        if thing.is_active:
            pill = words.availability_pill(texts, thing.availability)
        else:
            pill = PillSpec(text=texts.gettext("Access ended"))
        return RowItem(
            key=thing.id,
            title=thing.name,
            detail=words.DOT.join((words.role(texts, thing.role), thing.login)),
            icon=Icon.PERSON,
            trailing_pill=pill,
            is_title_strong=True,
            is_muted=not thing.is_active,
        )

    def _draw(self) -> None:
        thing = self._present()
        texts = self._near.texts
        is_oneself = thing is not None and thing.id == self._oneself
        self._view.render(
            StaffState(
                list=self._state(),
                roles=tuple((role, words.role(texts, role)) for role in Role),
                role_note=words.role_note(texts, self._form.draft.role) if self._form is not None else "",
                is_oneself=is_oneself,
                can_close=thing is not None and thing.is_active and not is_oneself,
                can_reopen=thing is not None and not thing.is_active,
            )
        )
