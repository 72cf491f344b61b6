"""`ListPresenter`: what departments, rooms and staff share: a list, a form for one of them, and its guards.

The list is asked for again whenever the clinic changed. What is typed is never lost by that, and never
without a question.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from uuid import UUID

from nextpatient_desktop.clinic.door import Clinic, Command
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.text import words_for_error
from nextpatient_desktop.ui.ending import has_ended
from nextpatient_desktop.ui.live import Answer, Refresher
from nextpatient_desktop.ui.settings.acting import Doer
from nextpatient_desktop.ui.settings.asking import Asking, unsaved
from nextpatient_desktop.ui.settings.drafts import Form, error_in_place
from nextpatient_desktop.ui.settings.surroundings import Surroundings
from nextpatient_desktop.ui.settings.undoing import Undoing
from nextpatient_desktop.ui.widgets.specs import RowItem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    D = TypeVar("D", bound=DataclassInstance)
else:
    D = TypeVar("D")


class Thing(Protocol):
    """What a list is made of."""

    @property
    def id(self) -> UUID:
        """Which one it is."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def is_active(self) -> bool:
        """Whether it is in use."""
        ...


A = TypeVar("A")
T = TypeVar("T", bound=Thing)


@dataclass(kw_only=True)
class Session:
    """An administrator's session: the clinic as they see it, and what its sections share.

    `ended` is called when the clinic wants them to sign in again.
    """

    clinic: Clinic
    near: Surroundings
    asking: Asking
    undoing: Undoing
    ended: Callable[[], bool] = lambda: False


@dataclass(frozen=True, kw_only=True)
class ListState(Generic[D]):
    """A section. `closed` counts what is out of use, `trouble` says why nothing is known."""

    rows: tuple[RowItem, ...] = ()
    closed: int = 0
    shows_closed: bool = False
    is_loading: bool = True
    trouble: str = ""
    trouble_detail: str = ""
    form: Form[D] | None = None
    is_active: bool = True
    is_busy: bool = False
    can_move_up: bool = False
    can_move_down: bool = False


class ListPresenter(ABC, Generic[A, T, D]):
    """Holds a section's list and form. `A` is what is asked for, `T` a thing of the list, `D` its draft."""

    inputs: frozenset[str] = frozenset()
    """The inputs of the form, as errors name them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._near = session.near
        self._clinic = session.clinic
        self._doer = Doer(self._near, self._show)
        self._answer: A | None = None
        self._error: Exception | None = None
        self._form: Form[D] | None = None
        self._after_save: Callable[[], None] | None = None
        self._shows_closed = False
        self._is_stopped = False
        self._refresher: Refresher[A] = Refresher(
            self._near.tasks, self._near.scheduler, self._ask, self._answered
        )

    # --- what each section says -----------------------------------------------------------------------------

    @abstractmethod
    def _ask(self) -> A:
        """Ask the clinic; on its lane."""

    @abstractmethod
    def _things(self, answer: A) -> tuple[T, ...]:
        """The things in their order."""

    @abstractmethod
    def _draft_of(self, thing: T) -> D:
        """What the inputs hold for a thing as it is stored."""

    @abstractmethod
    def _blank(self) -> D:
        """What the inputs hold for something new."""

    @abstractmethod
    def _check(self, draft: D) -> dict[str, str]:
        """What is wrong with inputs that only the form can tell; the rest the clinic says."""

    @abstractmethod
    def _command(self, id_: CommandId, thing: T | None, draft: D) -> Command[T]:
        """The command that saves a draft."""

    @abstractmethod
    def _words_of_saving(self, thing: T, *, is_new: bool) -> str:
        """What is said once it is saved."""

    @abstractmethod
    def _row(self, thing: T) -> RowItem:
        """A thing's row."""

    @abstractmethod
    def _draw(self) -> None:
        """Render the section."""

    # --- the person -----------------------------------------------------------------------------------------

    @property
    def form(self) -> Form[D] | None:
        """The form at work."""
        return self._form

    def start(self) -> None:
        """Show what is known and ask for the rest."""
        self._show()
        self._refresher.refresh()

    def stop(self) -> None:
        """Ask and show nothing any more."""
        self._is_stopped = True
        self._refresher.stop()

    def refresh(self) -> None:
        """The clinic changed, or time went by."""
        self._refresher.refresh()

    def chosen(self, key: Hashable | None) -> None:
        """The person wants to see another one."""
        if key is None or (self._form is not None and self._form.key == key):
            return
        self.leave(lambda: self._open(key))
        self._show()

    def adding(self) -> None:
        """The person wants to add one."""
        if self._form is not None and self._form.key is None:
            return
        self.leave(self._open_blank)
        self._show()

    def edited(self, draft: D) -> None:
        """The person changed an input."""
        if self._form is not None:
            self._form = self._form.edited(draft)
            self._show()

    def left(self, name: str) -> None:
        """The person is done with an input: say at once what is wrong with it."""
        if self._form is None or not self._form.is_dirty:
            return
        errors = self._check(self._form.draft)
        if name in errors:
            self._form = self._form.warned(name, errors[name])
            self._show()

    def cancelled(self) -> None:
        """The person does not want what was typed."""
        if self._form is None:
            return
        if self._form.key is None:
            self._open_first()
        else:
            self._form = self._form.reset()
        self._show()

    def closed_shown(self, is_shown: bool) -> None:
        """The person wants to see what is out of use, or not."""
        self._shows_closed = is_shown
        self._show()

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed and not saved."""
        return self._form is not None and self._form.is_dirty

    def leave(self, then: Callable[[], None]) -> None:
        """Go on once nothing is unsaved, or the person said what is to become of it."""
        if not self.is_dirty or self._form is None:
            then()
            return
        if self._doer.is_doing(_saving(self._form.key, self._form.draft)):  # nothing to ask: it is on its way
            self._after_save = then
            return

        def discard() -> None:
            self.cancelled()
            then()

        name = self._form.base.name if hasattr(self._form.base, "name") else ""
        self._session.asking.ask(
            unsaved(self._near.texts, str(name), save=lambda: self.save(then), discard=discard)
        )

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save the form, and go on after it if there was something to go to."""
        form = self._form
        if form is None or not form.is_dirty:
            if then is not None:
                then()
            return
        errors = self._check(form.draft)
        if errors:
            self._form = form.refused(errors)
            self._show()
            return
        thing = self._thing(form.key)
        if form.key is not None and thing is None:
            return
        if self._doer.is_running:
            return
        sent = form.draft
        self._after_save = then

        def done(saved: T, command: CommandId) -> None:
            self._was_saved(saved, sent, command, is_new=form.key is None)
            after, self._after_save = self._after_save, None
            if after is not None:
                self.leave(after)  # more may have been typed meanwhile

        self._doer.do(
            _saving(form.key, sent),
            lambda id_: self._clinic.execute(self._command(id_, thing, sent)),
            done,
            self._save_refused,
        )

    # --- inside ---------------------------------------------------------------------------------------------

    def _act(self, step: Hashable, words: str, job: Callable[[CommandId], object]) -> None:
        """Do something at once, say it and offer to take it back."""

        def done(_result: object, command: CommandId) -> None:
            self._session.undoing.done(words, self._clinic, command)
            self.refresh()

        self._doer.do(step, job, done)

    def _thing(self, key: Hashable | None) -> T | None:
        if self._answer is None or key is None:
            return None
        return next((one for one in self._things(self._answer) if one.id == key), None)

    def _present(self) -> T | None:
        """The stored thing that the form is about."""
        return self._thing(self._form.key) if self._form is not None else None

    def _listed(self) -> tuple[T, ...]:
        """The things of the list, in use first."""
        things = self._things(self._answer) if self._answer is not None else ()
        used = tuple(one for one in things if one.is_active)
        return used + tuple(one for one in things if not one.is_active) if self._lists_closed() else used

    def _lists_closed(self) -> bool:
        """Closed ones are listed when they are asked for, or one of them is open in the form."""
        present = self._present()
        return self._shows_closed or (present is not None and not present.is_active)

    def _open(self, key: Hashable | None) -> None:
        thing = self._thing(key)
        if thing is not None:
            draft = self._draft_of(thing)
            self._form = Form(key=thing.id, base=draft, draft=draft)
        self._show()

    def _open_blank(self) -> None:
        draft = self._blank()
        self._form = Form(key=None, base=draft, draft=draft)
        self._show()

    def _open_first(self) -> None:
        self._form = None  # first, or what it is about would be listed though it is out of use
        listed = self._listed()
        if listed:
            self._open(listed[0].id)

    def _answered(self, answer: Answer[A]) -> None:
        self._error = answer.error
        if answer.error is not None and has_ended(answer.error):
            self._session.ended()
        elif answer.error is not None and not isinstance(answer.error, ClinicError):
            self._near.notices.error(answer.error)
        if answer.error is None and answer.value is not None:
            before = self._present()
            self._answer = answer.value
            self._follow(before)
        self._show()

    def _follow(self, before: T | None) -> None:
        """Let the form follow what is stored now; `before` is what it was about until now."""
        thing = self._present()
        has_gone = thing is not None and self._has_gone(before, thing)
        if self._form is None or has_gone:
            self._open_first()
        elif thing is not None:
            self._form = self._form.rebased(self._draft_of(thing))

    def _has_gone(self, before: T | None, thing: T) -> bool:
        """Whether it was just taken out of use and out of the list, with nothing typed that would be lost."""
        was_used = before is not None and before.is_active
        return was_used and not thing.is_active and not self._shows_closed and not self.is_dirty

    def _show(self) -> None:
        if not self._is_stopped:
            self._draw()

    def _was_saved(self, saved: T, sent: D, command: CommandId, *, is_new: bool) -> None:
        if self._form is not None:
            self._form = self._form.saved(saved.id, sent, self._draft_of(saved))
        words = self._words_of_saving(saved, is_new=is_new)
        if self._can_undo_saving(sent, is_new=is_new):
            self._session.undoing.done(words, self._clinic, command)
        else:
            self._near.notices.success(words)
        self._show()
        self.refresh()

    def _can_undo_saving(self, sent: D, *, is_new: bool) -> bool:
        return True

    def _save_refused(self, error: Exception) -> None:
        self._after_save = None
        here = error_in_place(self._near.texts, error, self.inputs)
        if here and self._form is not None:
            self._form = self._form.refused(here)
            self._show()
        else:
            self._near.notices.error(error)

    def _state(self) -> ListState[D]:
        """What all sections show."""
        things = self._things(self._answer) if self._answer is not None else ()
        present = self._present()
        trouble = trouble_detail = ""
        if self._answer is None and isinstance(self._error, ClinicError):
            said = words_for_error(self._near.texts, self._error.code, self._error.params)
            trouble, trouble_detail = said.what, said.what_to_do
        used = [one.id for one in things if one.is_active]
        at = used.index(present.id) if present is not None and present.id in used else None
        return ListState(
            rows=tuple(self._row(one) for one in self._listed()),
            closed=sum(not one.is_active for one in things),
            shows_closed=self._lists_closed(),
            is_loading=self._answer is None and not trouble,
            trouble=trouble,
            trouble_detail=trouble_detail,
            form=self._form,
            is_active=present is None or present.is_active,
            is_busy=self._doer.is_running,
            can_move_up=at is not None and at > 0,
            can_move_down=at is not None and at < len(used) - 1,
        )


def _saving(key: Hashable | None, draft: object) -> Hashable:
    """The step of saving what was typed."""
    return ("save", key, draft)
