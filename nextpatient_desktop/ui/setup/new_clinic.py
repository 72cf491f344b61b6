"""Setting up a new clinic: the form, what is wrong with it, and the making. No Qt here."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.text import LANGUAGES, Texts, words_for_error
from nextpatient_desktop.ui.ports import Lane, TaskRunner
from nextpatient_desktop.ui.setup.ports import MadeClinic, NewClinic, SettingUp
from nextpatient_desktop.ui.setup.state import NO_TROUBLE, ClinicDraft, ClinicState, Trouble

SHORTEST_PASSWORD = 6
INPUTS = ("name", "languages", "admin_name", "login", "password", "again")


class NewClinicPresenter:
    """Holds the form."""

    def __init__(
        self,
        setting_up: SettingUp,
        runner: TaskRunner,
        *,
        texts: Callable[[], Texts],
        changed: Callable[[], None],
        made: Callable[[MadeClinic], None],
        report_bug: Callable[[Exception], None],
    ) -> None:
        """`texts` are those of the language that is chosen now; `made` gets the clinic."""
        self._setting_up = setting_up
        self._runner = runner
        self._texts = texts
        self._changed = changed
        self._made = made
        self._report_bug = report_bug
        self._state = ClinicState()
        self._wrong: frozenset[str] = frozenset()
        self._refused: ClinicError | None = None

    def start(self, language: str) -> None:
        """Begin with the languages that are likely: the chosen one and English."""
        if self._state == ClinicState():
            likely = dict.fromkeys((language, "en", "hi"))
            self._state = ClinicState(draft=ClinicDraft(languages=tuple(likely)))

    @property
    def is_busy(self) -> bool:
        """Whether the clinic is being made."""
        return self._state.is_busy

    def edited(self, draft: ClinicDraft) -> None:
        """The person changed an input: what was wrong with it is forgotten."""
        before = self._state.draft
        same = frozenset(name for name in self._wrong if getattr(before, name) == getattr(draft, name))
        if draft.password != before.password:
            same -= {"again"}
        self._wrong = same
        if self._refused is not None and draft != before:
            self._refused = None
        self._state = replace(self._state, draft=draft)
        self._changed()

    def left(self, name: str) -> None:
        """The person is done with an input: say at once what is wrong with what they typed there."""
        if getattr(self._state.draft, name) and name in self._errors():
            self._wrong |= {name}
            self._changed()

    def submitted(self) -> None:
        """Make the clinic, or say what is wrong."""
        if self._state.is_busy:
            return
        errors = self._errors()
        self._wrong = frozenset(errors)
        if errors:
            self._state = replace(self._state, refusals=self._state.refusals + 1)
            self._changed()
            return
        draft = self._state.draft
        form = NewClinic(
            name=draft.name.strip(),
            languages=draft.languages,
            admin_name=draft.admin_name.strip(),
            login=draft.login.strip(),
            password=draft.password,
        )
        self._refused = None
        self._state = replace(self._state, is_busy=True)
        self._changed()
        self._runner.run(Lane.CLINIC, lambda: self._setting_up.set_up(form), self._done, self._failed)

    def state(self) -> ClinicState:
        """The form as it is shown."""
        errors = {name: words for name, words in self._errors().items() if name in self._wrong}
        trouble = NO_TROUBLE
        if self._refused is not None:
            said = words_for_error(self._texts(), self._refused.code, self._refused.params)
            if said.field in INPUTS:
                errors[said.field] = f"{said.what} {said.what_to_do}".strip()
            else:
                trouble = Trouble(what=said.what, what_to_do=said.what_to_do)
        return replace(self._state, errors=MappingProxyType(errors), trouble=trouble)

    # --- inside ---------------------------------------------------------------------------------------------

    def _done(self, made: MadeClinic) -> None:
        kept = self._state.draft.languages
        self._state = ClinicState(draft=ClinicDraft(languages=kept))  # and no password any more
        self._made(made)

    def _failed(self, error: Exception) -> None:
        self._state = replace(self._state, is_busy=False, refusals=self._state.refusals + 1)
        if isinstance(error, ClinicError):
            self._refused = error
        else:
            self._report_bug(error)
        self._changed()

    def _errors(self) -> dict[str, str]:
        """What is wrong that the form itself can tell; the rest the clinic's rules say."""
        _, draft = self._texts().gettext, self._state.draft
        errors: dict[str, str] = {}
        if not draft.name.strip():
            errors["name"] = _("Type the clinic's name. It stands on tickets and screens.")
        if not draft.languages:
            errors["languages"] = _("Choose at least one language.")
        if not draft.admin_name.strip():
            errors["admin_name"] = _("Type the name of whoever looks after this clinic's settings.")
        if not draft.login.strip():
            errors["login"] = _("Type the login, for example meera.")
        if len(draft.password) < SHORTEST_PASSWORD:
            said = _("The password needs at least {n} characters.")
            errors["password"] = said.format(n=SHORTEST_PASSWORD)
        elif draft.again != draft.password:
            errors["again"] = _("The two passwords are not the same. Type the second one again.")
        return errors


def toggled(languages: tuple[str, ...], code: str, *, is_on: bool) -> tuple[str, ...]:
    """A clinic's languages with one more or one less; those that were there keep their order."""
    if is_on and code not in languages:
        return (*languages, code)
    return tuple(one for one in languages if one != code or is_on)


def offered() -> tuple[str, ...]:
    """The languages that a clinic can have, in the order in which they are offered."""
    return tuple(LANGUAGES)
