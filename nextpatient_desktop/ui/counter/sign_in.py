"""Signing in: at which counter, who, with which password."""

from collections.abc import Callable
from dataclasses import replace

from nextpatient_desktop.clinic.counters.messages import Counters, CounterStatus
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.staff.messages import SignIn, StaffMembers
from nextpatient_desktop.domain.ids import CounterId, StaffId
from nextpatient_desktop.domain.model import Counter, Staff
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.errors import words_for_error
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.acting import Doer
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.ending import station_has_ended
from nextpatient_desktop.ui.live import Answer, Refresher
from nextpatient_desktop.ui.ports import View


@dataclass(frozen=True, kw_only=True)
class CounterChoice:
    """A counter to sign in at; `note` says what it serves or who is there."""

    id: CounterId
    name: str
    note: str


@dataclass(frozen=True, kw_only=True)
class StaffChoice:
    """A name to tap."""

    id: StaffId
    name: str
    login: str
    role: str
    initials: str


@dataclass(frozen=True, kw_only=True)
class SignInState:
    """The sign-in. `error` is said beside the field `error_field` (login, password or none).

    `needs_settings` says that another try changes nothing: what is missing is added in the settings.
    """

    is_loading: bool = True
    counters: tuple[CounterChoice, ...] = ()
    counter: CounterId | None = None
    counter_name: str = ""
    can_choose_counter: bool = False
    people: tuple[StaffChoice, ...] = ()
    person: StaffId | None = None
    login: str = ""
    error: str = ""
    error_detail: str = ""
    error_field: str = ""
    is_running: bool = False
    trouble: str = ""
    trouble_detail: str = ""
    needs_settings: bool = False


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who signed in where."""

    staff: Staff
    counter: Counter


@dataclass(frozen=True, kw_only=True)
class _Choices:
    """What the clinic offers: where one can sign in, and who."""

    counters: tuple[CounterStatus, ...]
    staff: tuple[Staff, ...] = ()


class SignInPresenter:
    """Holds the sign-in's state."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        desk: Desk,
        view: View[SignInState],
        signed_in: Callable[[SignedIn], None],
        counter_name: str = "",
    ) -> None:
        """`counter_name` is the counter that this device stands at, empty when it is to be chosen."""
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._signed_in = signed_in
        self._wanted = counter_name
        self._counters: tuple[CounterStatus, ...] = ()
        self._staff: tuple[Staff, ...] = ()
        self._doer = Doer(clinic, desk, self._show)
        self._refresher: Refresher[_Choices] = Refresher(
            desk.tasks, desk.scheduler, self._ask, self._answered
        )
        self._reported: type[Exception] | None = None
        self._missed_wanted = False
        self._state = SignInState()

    @property
    def state(self) -> SignInState:
        """What is shown."""
        return self._state

    def start(self) -> None:
        """Show what there is, from the beginning, and ask for counters and names."""
        self._state = SignInState(counter=self._state.counter)
        self._missed_wanted = False
        self._show()
        self._refresher.refresh()

    def start_again(self, staff: Staff, counter: Counter) -> None:
        """Ask somebody who was signed in here for their password again; everything else is known."""
        said = words_for_error(self._desk.texts, "session_ended", {})
        self._doer.forget()
        self._state = SignInState(
            is_loading=False,
            counter=counter.id,
            person=staff.id,
            login=staff.login,
            error=said.what,
            error_detail=said.what_to_do,
            error_field="password",
        )
        self._show()
        self._refresher.refresh()

    def reload(self) -> None:
        """Something in the clinic changed: ask for counters and names again. What is typed stays."""
        self._refresher.refresh()

    def stop(self) -> None:
        """Ask nothing any more."""
        self._refresher.stop()

    def refresh(self) -> None:
        """Show the same state again, in the desk's present language."""
        self._show()

    def counter_chosen(self, counter: CounterId | None) -> None:
        """The person chose a counter, or wants to choose another."""
        self._set(counter=counter, error="", error_field="")

    def person_chosen(self, person: StaffId | None) -> None:
        """The person tapped a name, or wants to type a login."""
        login = next((member.login for member in self._staff if member.id == person), "")
        self._doer.forget()
        self._set(person=person, login=login, error="", error_detail="", error_field="")

    def submitted(self, login: str, password: str) -> None:
        """Sign in."""
        _ = self._desk.texts.gettext
        counter = self._state.counter
        if counter is None:
            return
        login = login.strip()
        if not login:
            self._set(error=_("Type your login."), error_detail="", error_field="login")
            return
        if not password:
            self._set(error=_("Type your password."), error_detail="", error_field="password", login=login)
            return

        status = next(s for s in self._counters if s.counter.id == counter)

        def done(staff: Staff) -> None:
            self._signed_in(SignedIn(staff=staff, counter=replace(status.counter, staff=staff.id)))

        if self._doer.running is None:
            self._doer.forget()  # every submit is another try, with other words typed
        self._set(login=login, error="", error_detail="", error_field="")
        self._doer.do(
            "sign_in",
            lambda id_: SignIn(id=id_, login=login, password=password, counter=counter),
            done,
            self._refused,
        )

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, ClinicError):
            self._desk.notices.error(error)
            return
        said = words_for_error(self._desk.texts, error.code, error.params)
        field = said.field if said.field in ("login", "password") else ""
        self._set(error=said.what, error_detail=said.what_to_do, error_field=field or "password")

    def _ask(self) -> _Choices:
        """On the clinic's lane. Names to tap are a convenience: where none may be listed, one is typed."""
        counters = self._clinic.ask(Counters())
        try:
            return _Choices(counters=counters, staff=self._clinic.ask(StaffMembers()))
        except ClinicError:
            return _Choices(counters=counters)

    def _answered(self, answer: Answer[_Choices]) -> None:
        """The clinic answered, or could not be reached or opened: then it is asked again by itself."""
        if answer.error is not None:
            self._failed_to_load(answer.error)
        elif answer.value is not None:
            self._reported = None
            self._counters, self._staff = answer.value.counters, answer.value.staff
            self._settle_counter()
            self._set(is_loading=False, trouble="", trouble_detail="")

    def _failed_to_load(self, error: Exception) -> None:
        if not isinstance(error, ClinicError):
            if type(error) is not self._reported:  # it may be the same again every other second
                self._reported = type(error)
                self._desk.notices.error(error)
            return
        if self._counters and not station_has_ended(error):  # known before: nobody is kept from typing on
            self._set(is_loading=False)
            return
        said = words_for_error(self._desk.texts, error.code, error.params)
        self._set(is_loading=False, trouble=said.what, trouble_detail=said.what_to_do, needs_settings=False)

    def _settle_counter(self) -> None:
        """Take the counter that this device stands at, or the only one."""
        ids = [status.counter.id for status in self._counters]
        if self._state.counter in ids:
            return
        named = [s.counter.id for s in self._counters if _is_called(s.counter, self._wanted)]
        chosen = named or (ids if len(ids) == 1 else [])
        self._state = replace(self._state, counter=chosen[0] if chosen else None)
        if self._wanted and not named and self._counters and not self._missed_wanted:
            self._missed_wanted = True
            _ = self._desk.texts.gettext
            self._desk.notices.warning(
                _("There is no counter called {name}.").format(name=self._wanted),
                detail=_("Choose the counter where you are."),
            )

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        texts = self._desk.texts
        counter = next((s.counter for s in self._counters if s.counter.id == self._state.counter), None)
        _ = texts.gettext
        is_told = bool(self._state.trouble) and not self._state.needs_settings
        is_empty = not self._state.is_loading and not self._counters and not is_told
        self._state = replace(
            self._state,
            counters=tuple(self._counter_choice(status) for status in self._counters),
            counter_name=counter.name_in(texts.language) if counter is not None else "",
            can_choose_counter=len(self._counters) > 1,
            people=tuple(self._staff_choice(member) for member in self._staff if member.is_active),
            is_running=self._doer.running is not None,
            needs_settings=is_empty,
        )
        if is_empty:
            self._state = replace(
                self._state,
                trouble=_("There is no counter yet."),
                trouble_detail=_("An administrator adds it in the settings, under “Rooms”."),
            )
        self._view.render(self._state)

    def _counter_choice(self, status: CounterStatus) -> CounterChoice:
        _ = self._desk.texts.gettext
        note = _("{staff} is here").format(staff=status.staff.name) if status.staff else _("Free")
        if status.code:
            note = f"{note}{words.DOT}{status.code}"
        counter = status.counter
        return CounterChoice(id=counter.id, name=counter.name_in(self._desk.texts.language), note=note)

    def _staff_choice(self, member: Staff) -> StaffChoice:
        return StaffChoice(
            id=member.id,
            name=member.name,
            login=member.login,
            role=words.role(self._desk.texts, member.role),
            initials=initials(member.name),
        )


def initials(name: str) -> str:
    """One or two letters that stand for a name: "Dr Meera Rao" gives "MR"."""
    parts = [part for part in name.replace(".", " ").split() if part.casefold() not in ("dr", "prof")]
    if not parts:
        return name[:1].upper()
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper()


def _is_called(counter: Counter, name: str) -> bool:
    known = {counter.name.casefold(), *(other.casefold() for other in counter.names.values())}
    return bool(name) and name.strip().casefold() in known
