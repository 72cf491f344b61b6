"""What the form of a department holds, and the way from and to what the clinic stores."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from string import ascii_uppercase

from nextpatient_desktop.clinic.departments.messages import DepartmentForm
from nextpatient_desktop.domain.model import Department, KioskAsks
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.settings import words
from nextpatient_desktop.ui.settings.drafts import minutes

_USUAL_RETURN = 3


@dataclass(frozen=True, kw_only=True)
class DepartmentDraft:
    """The inputs. `names` are pairs of language and name; `hours` is the line as typed.

    A missed token that comes back goes `return_after` places back, or with `returns_last` to the end.
    """

    name: str = ""
    letter: str = ""
    names: tuple[tuple[str, str], ...] = ()
    icon: str = "stethoscope"
    hours: str = ""
    daily_limit: int | None = None
    policy: str = "ratio"
    ratio_normals: int = 2
    overdue_minutes: int = 90
    minimum_calls: int = 2
    returns_last: bool = False
    return_after: int = _USUAL_RETURN
    asks: KioskAsks = KioskAsks.PHONE_OPTIONAL
    asks_priority: bool = True
    visit_minutes: int = 7


def blank_draft(used_letters: Collection[str]) -> DepartmentDraft:
    """A new department, with the first letter that is free."""
    return DepartmentDraft(letter=next((one for one in ascii_uppercase if one not in used_letters), ""))


def draft_of(texts: Texts, department: Department) -> DepartmentDraft:
    """What the inputs hold for a stored department."""
    after = department.return_after
    return DepartmentDraft(
        name=department.name,
        letter=department.letter,
        names=pairs(department.names),
        icon=department.icon,
        hours=words.hours_line(texts, department.hours),
        daily_limit=department.daily_limit,
        policy=department.policy,
        ratio_normals=department.ratio_normals,
        overdue_minutes=minutes(department.overdue_after),
        minimum_calls=department.minimum_calls,
        returns_last=after is None,
        return_after=_USUAL_RETURN if after is None else after,
        asks=department.asks,
        asks_priority=department.asks_priority,
        visit_minutes=minutes(department.usual_visit),
    )


def form_of(texts: Texts, draft: DepartmentDraft, stored: Department | None) -> DepartmentForm:
    """What the clinic is told. Raises `hours_invalid` for hours that mean nothing.

    Lengths of time are stored finer than they are shown: one that was not touched stays as it is.
    """
    overdue, visit = timedelta(minutes=draft.overdue_minutes), timedelta(minutes=draft.visit_minutes)
    if stored is not None and minutes(stored.overdue_after) == draft.overdue_minutes:
        overdue = stored.overdue_after
    if stored is not None and minutes(stored.usual_visit) == draft.visit_minutes:
        visit = stored.usual_visit
    return DepartmentForm(
        letter=draft.letter,
        name=draft.name,
        names=dict(draft.names),
        icon=draft.icon,
        hours=words.hours_of(texts, draft.hours),
        daily_limit=draft.daily_limit,
        policy=draft.policy,
        ratio_normals=draft.ratio_normals,
        overdue_after=overdue,
        minimum_calls=draft.minimum_calls,
        return_after=None if draft.returns_last else draft.return_after,
        asks=draft.asks,
        asks_priority=draft.asks_priority,
        usual_visit=visit,
    )


def stored_form(department: Department) -> DepartmentForm:
    """A stored department as it is, to change one thing of it."""
    return DepartmentForm(
        letter=department.letter,
        name=department.name,
        names=dict(department.names),
        icon=department.icon,
        hours=department.hours,
        daily_limit=department.daily_limit,
        policy=department.policy,
        ratio_normals=department.ratio_normals,
        overdue_after=department.overdue_after,
        minimum_calls=department.minimum_calls,
        return_after=department.return_after,
        asks=department.asks,
        asks_priority=department.asks_priority,
        usual_visit=department.usual_visit,
        rank=department.rank,
    )


def pairs(names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Names by language as a value that can be compared, empty ones left out."""
    return tuple(sorted((language, name) for language, name in names.items() if name))


def with_name(names: tuple[tuple[str, str], ...], language: str, name: str) -> tuple[tuple[str, str], ...]:
    """The names with one of them typed anew."""
    return pairs({**dict(names), language: name})
