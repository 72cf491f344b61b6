"""What is typed beside what is stored: drafts are frozen dataclasses of what a form's inputs hold.

When the stored values change elsewhere while somebody types, inputs that were left alone follow and the
others keep what was typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import UUID

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.text import words_for_error
from nextpatient_desktop.text.texts import Texts

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    D = TypeVar("D", bound=DataclassInstance)
else:
    D = TypeVar("D")


@dataclass(frozen=True, kw_only=True)
class Form(Generic[D]):
    """A form at work. `key` names what is edited, None for something new.

    `base` is what is stored, `draft` what the inputs hold, `errors` says by input what is wrong with it, and
    `is_overtaken` that an input was typed into whose stored value has changed since. `refusals` counts the
    times that it could not be saved, so that a view knows when to go to what is wrong.
    """

    key: UUID | None
    base: D
    draft: D
    errors: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_overtaken: bool = False
    refusals: int = 0

    @property
    def is_dirty(self) -> bool:
        """Whether there is something to save."""
        return bool(self.draft != self.base)

    def edited(self, draft: D) -> "Form[D]":
        """The same form after typing; what was wrong with an input is forgotten once it is changed."""
        kept = {name: words for name, words in self.errors.items() if not _differ(self.draft, draft, name)}
        overtaken = self.is_overtaken and draft != self.base
        return replace(self, draft=draft, errors=MappingProxyType(kept), is_overtaken=overtaken)

    def rebased(self, stored: D) -> "Form[D]":
        """The same form over other stored values."""
        if stored == self.base:
            return self
        names = [one.name for one in fields(self.base)]
        typed = [name for name in names if _differ(self.base, self.draft, name)]
        clashing = [n for n in typed if _differ(self.base, stored, n) and _differ(self.draft, stored, n)]
        draft = replace(stored, **{name: getattr(self.draft, name) for name in typed})
        return replace(
            self, base=stored, draft=draft, is_overtaken=bool(clashing) or (self.is_overtaken and bool(typed))
        )

    def saved(self, key: UUID, sent: D, stored: D) -> "Form[D]":
        """The same form after `sent` was saved as `stored`; what was typed meanwhile stays."""
        fresh = Form(key=key, base=sent, draft=self.draft).rebased(stored)
        return replace(fresh, is_overtaken=False)

    def warned(self, name: str, words: str) -> "Form[D]":
        """The same form with something wrong in one input."""
        return replace(self, errors=MappingProxyType({**self.errors, name: words}))

    def refused(self, errors: Mapping[str, str]) -> "Form[D]":
        """The same form after it could not be saved, and why."""
        return replace(self, errors=MappingProxyType(dict(errors)), refusals=self.refusals + 1)

    def reset(self) -> "Form[D]":
        """The same form with nothing typed."""
        return Form(key=self.key, base=self.base, draft=self.base)


def error_in_place(texts: Texts, error: Exception, inputs: Iterable[str]) -> dict[str, str]:
    """Which input of a form is at fault and what to say there; empty when it is none of these."""
    if not isinstance(error, ClinicError):
        return {}
    said = words_for_error(texts, error.code, error.params)
    if said.field is None or said.field not in inputs:
        return {}
    return {said.field: f"{said.what} {said.what_to_do}".strip()}


def minutes(length: timedelta) -> int:
    """A length of time in whole minutes, as a form shows it."""
    return round(length / timedelta(minutes=1))


def _differ(one: Any, other: Any, name: str) -> bool:  # noqa: ANN401  # any dataclass, by a field's name
    return bool(getattr(one, name) != getattr(other, name))
