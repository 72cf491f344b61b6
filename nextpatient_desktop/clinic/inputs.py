"""What forms of several topics have in common: names by language, names in use, numbers within bounds."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Protocol

from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.validation import clean_name, sort_key
from nextpatient_desktop.text.languages import LANGUAGES

_MINUTE = timedelta(minutes=1)


class Named(Protocol):
    """A thing of which there is only one with its name while it is in use."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def is_active(self) -> bool:
        """Whether it is in use."""
        ...


def require_free_name(name: str, others: Iterable[Named]) -> None:
    """Refuse a name that another thing in use has: `name_taken`, field `name`."""
    key = sort_key(name)
    for other in others:
        if other.is_active and sort_key(other.name) == key:
            raise ClinicError("name_taken", field="name", name=other.name)


def clean_names(names: Mapping[str, str], *, field: str = "names") -> Mapping[str, str]:
    """Names by language, cleaned, empty ones dropped. `language_unknown` for one that nobody can choose."""
    cleaned: dict[str, str] = {}
    for language, name in names.items():
        require_language(language, field=field)
        if name.strip():
            cleaned[language] = clean_name(name, field=field)
    return MappingProxyType(cleaned)


def require_language(language: str, *, field: str) -> None:
    """Refuse a language that the program does not speak: `language_unknown`."""
    if language not in LANGUAGES:
        raise ClinicError("language_unknown", field=field, language=language[:20])


def require_between(value: int, low: int, high: int, *, field: str) -> None:
    """Refuse a number outside `low` to `high`: `number_out_of_range`."""
    if not low <= value <= high:
        raise ClinicError("number_out_of_range", field=field, low=low, high=high)


def require_minutes(length: timedelta, low: int, high: int, *, field: str) -> None:
    """Refuse a length of time outside `low` to `high` minutes: `minutes_out_of_range`."""
    if not low * _MINUTE <= length <= high * _MINUTE:
        raise ClinicError("minutes_out_of_range", field=field, low=low, high=high)
