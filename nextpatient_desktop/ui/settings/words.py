"""The settings' words for the clinic's values: opening hours, rules, roles, places."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo

from nextpatient_desktop.clinic.departments.messages import ClosedBecause, DepartmentStatus
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.domain.hours import WEEKDAYS, format_hours, parse_hours
from nextpatient_desktop.domain.model import Availability, KioskAsks, OpeningSpan, Role
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.tokens import Tint
from nextpatient_desktop.ui.widgets.specs import PillSpec

DOT = " · "
_TIMES = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
_ROOM = re.compile(r"Room (\S+)")


def hours_line(texts: Texts, hours: Sequence[OpeningSpan]) -> str:
    """Opening hours as they are typed: "Mon-Sat 09:00 – 13:00, 14:00 – 17:00"; empty for always."""
    return _with_dashes(format_hours(hours, _weekdays(texts, short=True)))


def hours_of(texts: Texts, line: str) -> tuple[OpeningSpan, ...]:
    """Opening hours from what was typed, with weekdays in the person's language or in English.

    Raises:
        ClinicError: `hours_invalid`, with what was not understood in the person's own words.
    """
    refusal: ClinicError | None = None
    for names in (_weekdays(texts, short=True), _weekdays(texts, short=False), WEEKDAYS):
        try:
            return parse_hours(line, names)
        except ClinicError as error:
            refusal = refusal or error
    raise refusal or ClinicError("hours_invalid", field="hours", part=line[:40])


def hours_in_words(texts: Texts, hours: Sequence[OpeningSpan]) -> str:
    """Opening hours said in full: "Monday-Saturday 09:00 – 13:00, 14:00 – 17:00"."""
    if not hours:
        return texts.gettext("Always open")
    return _with_dashes(format_hours(hours, _weekdays(texts, short=False)))


def _with_dashes(line: str) -> str:
    """Ranges as print has them: times with air around the dash, days without."""
    return _TIMES.sub(r"\1 – \2", line).replace("-", "–")


def _weekdays(texts: Texts, *, short: bool) -> tuple[str, ...]:
    return tuple(texts.weekday(day, short=short) for day in range(7))


def policy(texts: Texts, name: str, ratio: int) -> str:
    """Who is called next, as an admin chooses it."""
    _ = texts.gettext
    if name == "ratio":
        return texts.ngettext(
            "Emergency first, then 1 priority for every other patient",
            "Emergency first, then 1 priority for every {n} others",
            ratio,
        ).format(n=ratio)
    if name == "strict":
        return _("Emergency first, then priority, then the others")
    if name == "arrival":
        return _("Emergency first, then in the order of arrival")
    return _("The clinic's own rule “{name}”").format(name=name)


def kiosk_asks(texts: Texts, asks: KioskAsks) -> str:
    """What the kiosk asks for."""
    _ = texts.gettext
    words = {
        KioskAsks.NOTHING: _("Nothing"),
        KioskAsks.PHONE_OPTIONAL: _("Mobile number, optional"),
        KioskAsks.PHONE: _("Mobile number, needed"),
    }
    return words[asks]


def role(texts: Texts, which: Role) -> str:
    """What somebody is in the clinic."""
    _ = texts.gettext
    words = {
        Role.ADMIN: _("Administrator"),
        Role.DOCTOR: _("Doctor"),
        Role.RECEPTION: _("Reception"),
    }
    return words[which]


def role_note(texts: Texts, which: Role) -> str:
    """What somebody with a role may do."""
    _ = texts.gettext
    words = {
        Role.ADMIN: _("Changes the settings and does everything else."),
        Role.DOCTOR: _("Calls and serves patients, attaches documents."),
        Role.RECEPTION: _("Adds tokens, calls patients, corrects their records."),
    }
    return words[which]


def availability_pill(texts: Texts, availability: Availability) -> PillSpec | None:
    """Whether somebody takes patients now; none for who is away, as most are."""
    _ = texts.gettext
    if availability is Availability.AVAILABLE:
        return PillSpec(text=_("Available"), tint=Tint.GREEN)
    if availability is Availability.ON_BREAK:
        return PillSpec(text=_("On a break"), tint=Tint.AMBER)
    return None


def closed_pill(texts: Texts) -> PillSpec:
    """What is out of use."""
    return PillSpec(text=texts.gettext("Closed for good"))


def department_pill(texts: Texts, status: DepartmentStatus, now: datetime, zone: tzinfo) -> PillSpec:
    """Whether a department gives tokens now."""
    _ = texts.gettext
    if not status.department.is_active:
        return closed_pill(texts)
    if status.closed_because is None:
        return PillSpec(text=_("Open"), tint=Tint.GREEN)
    if status.closed_because is ClosedBecause.FULL:
        return PillSpec(text=_("Full today"), tint=Tint.AMBER)
    if status.closed_because is ClosedBecause.CLOSED_TODAY or status.opens_at is None:
        return PillSpec(text=_("Closed today"))
    return PillSpec(text=opening(texts, status.opens_at, now, zone))


def opening(texts: Texts, opens_at: datetime, now: datetime, zone: tzinfo) -> str:
    """When it opens: "Opens 14:00", or on another day "Opens Mon 09:00"."""
    _ = texts.gettext
    local = opens_at.astimezone(zone)
    clock = texts.clock(opens_at, zone)
    if local.date() == now.astimezone(zone).date():
        return _("Opens {time}").format(time=clock)
    weekday = texts.weekday(local.weekday(), short=True)
    return _("Opens {weekday} {time}").format(weekday=weekday, time=clock)


def places(texts: Texts, names: Sequence[str]) -> str:
    """Where a department is, in few words: "Rooms 3, 4" for Room 3 and Room 4."""
    rooms = [_ROOM.fullmatch(name) for name in names]
    numbers = [match[1] for match in rooms if match is not None]
    if len(numbers) > 1 and len(numbers) == len(names):
        return texts.gettext("Rooms {numbers}").format(numbers=texts.listing(numbers))
    return texts.listing(list(names))
