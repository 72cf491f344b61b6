"""What the form of the clinic itself holds, and the way from and to what the clinic keeps. No Qt."""

import re
from dataclasses import dataclass, replace

from nextpatient_desktop.domain.model import ClinicInfo, TicketPart
from nextpatient_desktop.text import LANGUAGES
from nextpatient_desktop.text.texts import Texts

_CLOCK = re.compile(r"\s*(\d{1,2})\s*[:.]\s*(\d{2})\s*")


@dataclass(frozen=True, kw_only=True)
class ClinicDraft:
    """The inputs. `languages` are in their order, the clinic's own first; `day_starts` is as typed."""

    name: str = ""
    address: str = ""
    phone: str = ""
    country_code: str = "91"
    languages: tuple[str, ...] = ("en",)
    day_starts: str = "00:00"
    ticket_foot: str = ""
    ticket_logo: str = ""
    ticket_omits: tuple[TicketPart, ...] = ()
    display_notice: str = ""


def draft_of(texts: Texts, info: ClinicInfo) -> ClinicDraft:
    """What the inputs hold for the clinic as it is kept."""
    return ClinicDraft(
        name=info.name,
        address=info.address,
        phone=info.phone,
        country_code=info.country_code,
        languages=info.languages,
        day_starts=texts.clock_of_minutes(info.day_starts),
        ticket_foot=info.ticket_foot,
        ticket_logo=info.ticket_logo,
        ticket_omits=info.ticket_omits,
        display_notice=info.display_notice,
    )


def info_of(draft: ClinicDraft, kept: ClinicInfo) -> ClinicInfo:
    """What is to be kept. Raises ValueError for a day's start that is no time."""
    day_starts = minutes_of(draft.day_starts)
    if day_starts is None:
        raise ValueError(draft.day_starts)
    return replace(
        kept,
        name=draft.name,
        address=draft.address,
        phone=draft.phone,
        country_code=draft.country_code,
        languages=draft.languages,
        day_starts=day_starts,
        ticket_foot=draft.ticket_foot,
        ticket_logo=draft.ticket_logo,
        ticket_omits=draft.ticket_omits,
        display_notice=draft.display_notice,
    )


def errors_of(texts: Texts, draft: ClinicDraft) -> dict[str, str]:
    """What is wrong with the inputs that the form itself can tell."""
    _ = texts.gettext
    errors: dict[str, str] = {}
    if minutes_of(draft.day_starts) is None:
        errors["day_starts"] = _("This is not a time of day. Type it as 00:00 or 04:30.")
    if not draft.languages:
        errors["languages"] = _("Choose at least one language.")
    return errors


def minutes_of(clock: str) -> int | None:
    """Minutes after midnight of a typed time, None where it is none."""
    typed = _CLOCK.fullmatch(clock)
    if typed is None:
        return None
    hours, minutes = int(typed[1]), int(typed[2])
    return hours * 60 + minutes if hours < 24 and minutes < 60 else None


def omitted(omits: tuple[TicketPart, ...], part: TicketPart, *, is_on: bool) -> tuple[TicketPart, ...]:
    """What tickets leave out once a part is switched on or off."""
    return tuple(one for one in TicketPart if (one in omits if one is not part else not is_on))


def switched(languages: tuple[str, ...], code: str, *, is_on: bool) -> tuple[str, ...]:
    """The languages with one more, at the end, or one less."""
    if is_on and code not in languages:
        return (*languages, code)
    return languages if is_on else tuple(one for one in languages if one != code)


def put_first(languages: tuple[str, ...], code: str) -> tuple[str, ...]:
    """The languages with this one first."""
    return (code, *(one for one in languages if one != code))


def offered() -> tuple[tuple[str, str], ...]:
    """The languages that a clinic can have, with their names."""
    return tuple((code, language.name) for code, language in LANGUAGES.items())
