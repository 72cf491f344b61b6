"""The top bar, the figures of the day and the other rooms, in words; and what being out of reach means."""

from datetime import datetime

from nextpatient_desktop.clinic.door import ClinicState
from nextpatient_desktop.clinic.tokens.questions import BoardView
from nextpatient_desktop.domain.model import Availability, BreakReason, Staff, TokenState
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.state import AvailabilityState, Figure, Mark, TopState
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.tokens import Tint


def top_state(desk: Desk, view: BoardView | None, staff: Staff, reach: ClinicState, refusal: str) -> TopState:
    """The bar above everything. Availability is as the board says: others may set it too."""
    texts = desk.texts
    person = view.staff if view is not None and view.staff is not None else staff
    departments = view.departments if view is not None else ()
    return TopState(
        counter=view.counter.name_in(texts.language) if view is not None else "",
        departments=texts.listing([d.name_in(texts.language) for d in departments]),
        connection=connection_mark(texts, reach),
        sync=_sync_mark(texts, reach),
        availability=availability_state(texts, person.availability, person.break_reason, refusal),
        staff=person.name,
        banner=banner(desk, reach),
    )


def connection_mark(texts: Texts, reach: ClinicState) -> Mark:
    """Whether the clinic's data is in reach, in a word."""
    _ = texts.gettext
    if reach.is_connected:
        return Mark(text=_("Connected"), tint=Tint.GREEN, icon=Icon.CONNECTED)
    return Mark(text=_("Out of reach"), tint=Tint.RED, icon=Icon.DISCONNECTED)


def banner(desk: Desk, reach: ClinicState) -> str:
    """What is shown while the clinic is out of reach, and how old it is; empty while it is in reach."""
    if reach.is_connected:
        return ""
    _ = desk.texts.gettext
    sentence = _(
        "The clinic's host has been out of reach since {time}. What you see is {age} old. "
        "Calling goes on as soon as it is back."
    )
    return sentence.format(
        time=desk.texts.clock(reach.since, desk.zone), age=desk.texts.duration(desk.since(reach.since))
    )


def out_of_reach(texts: Texts, reach: ClinicState) -> str:
    """Why nothing can be changed now, empty when it can."""
    return "" if reach.is_connected else texts.gettext("The clinic's host is out of reach")


def availability_state(
    texts: Texts, value: Availability, reason: BreakReason | None, refusal: str
) -> AvailabilityState:
    """Whether somebody takes patients; on a break with its reason."""
    label = words.availability(texts, value)
    if value is Availability.ON_BREAK and reason is not None and reason is not BreakReason.OTHER:
        label = dict(words.break_reasons(texts))[reason]
    return AvailabilityState(value=value, label=label, tint=words.AVAILABILITY_TINTS[value], reason=refusal)


def today_figures(desk: Desk, view: BoardView) -> tuple[Figure, ...]:
    """The counter's day so far. What is not known is a dash, never 0."""
    texts = desk.texts
    _ = texts.gettext
    today = view.today
    visit = texts.duration(today.average_visit) if today.average_visit is not None else words.UNKNOWN
    wait = texts.duration(today.average_wait) if today.average_wait is not None else words.UNKNOWN
    return (
        Figure(label=_("Seen"), value=str(today.seen)),
        Figure(label=_("Average visit"), value=visit),
        Figure(label=_("Average wait"), value=wait),
        Figure(label=_("Missed"), value=str(today.missed)),
        Figure(label=_("Finish about"), value=_finish(desk, today.finish_about)),
    )


def other_rooms(desk: Desk, view: BoardView) -> tuple[Figure, ...]:
    """What the other counters have now and since when."""
    return tuple(
        Figure(
            label=words.DOT.join(
                part for part in (words.named(desk.texts, room.name, room.names), room.code) if part
            ),
            value=_called_or_since(desk, room.state, room.since),
        )
        for room in view.other_rooms
    )


def _called_or_since(desk: Desk, state: TokenState, since: datetime) -> str:
    ago = desk.texts.duration(desk.since(since))
    if state is TokenState.CALLED:
        return desk.texts.gettext("called {time} ago").format(time=ago)
    return ago


def _finish(desk: Desk, finish: datetime | None) -> str:
    """When the waiting will have been seen; a time that has passed means: any moment."""
    if finish is None:
        return words.UNKNOWN
    return desk.texts.clock(max(finish, desk.scheduler.now()), desk.zone)


def _sync_mark(texts: Texts, reach: ClinicState) -> Mark | None:
    waiting = reach.waiting_to_sync
    if waiting is None:
        return None
    if waiting == 0:
        return Mark(text=texts.gettext("All synced"), tint=Tint.BLUE, icon=Icon.SYNC_DONE)
    text = texts.ngettext("{n} waiting to sync", "{n} waiting to sync", waiting).format(n=waiting)
    return Mark(text=text, tint=Tint.BLUE, icon=Icon.SYNC_WAITING)
