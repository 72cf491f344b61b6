"""The counter's words for alerts and for stations that are away. No Qt."""

from datetime import date
from typing import Final

from nextpatient_desktop.clinic.alerts.messages import Alert, AlertKind
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.stations.pairing import StationStatus
from nextpatient_desktop.text.texts import Texts

_STOPPED: Final = frozenset(
    {
        PrinterState.NO_PAPER,
        PrinterState.COVER_OPEN,
        PrinterState.NOT_READY,
        PrinterState.UNREACHABLE,
        PrinterState.FAILED_MIDWAY,
    }
)


def alert(texts: Texts, told: Alert) -> tuple[str, str]:
    """What happened, and what to do now."""
    params = told.params
    count = params.get("count", 1)
    number = count if isinstance(count, int) else 1
    facts = {
        "code": params.get("code", "?"),
        "called": params.get("called", "?"),
        "given": params.get("given", "?"),
        "station": params.get("station", "?"),
        "day": _day(texts, params.get("day", "")),
        "n": number,
    }
    what, todo = _words(texts, told.kind, number)
    return what.format_map(facts), todo.format_map(facts)


def _words(texts: Texts, kind: AlertKind, number: int) -> tuple[str, str]:
    _ = texts.gettext
    match kind:
        case AlertKind.GIVEN_TWICE:
            return (
                _("One patient has two numbers: {code} from {station} and {called}, which was called."),
                _("Cancel {code} if the patient was seen."),
            )
        case AlertKind.CAME_AFTER_THE_DAY:
            return (
                texts.ngettext(
                    "{n} token of {station} came when its day, {day}, was closed. It counts as expired.",
                    "{n} tokens of {station} came when their day, {day}, was closed. They count as expired.",
                    number,
                ),
                _("Whoever still waits needs a new token."),
            )
        case AlertKind.TIMES_UNCERTAIN:
            return (
                texts.ngettext(
                    "{n} token of {station} came with a wrong clock. Its time was put in order.",
                    "{n} tokens of {station} came with a wrong clock. Their times were put in order.",
                    number,
                ),
                _("Check the date and time of {station}."),
            )
        case AlertKind.CODE_TAKEN:
            return (
                _("Two papers bear the number {code}: the one from {station} counts as {given} now."),
                _("Write {given} on that paper when the patient comes."),
            )


def more(texts: Texts, count: int) -> str:
    """How many alerts wait behind those that are shown."""
    return texts.ngettext("and {n} more", "and {n} more", count).format(n=count)


def stations_away(texts: Texts, count: int) -> str:
    """How many stations are not heard of, in a word."""
    return texts.ngettext("{n} station away", "{n} stations away", count).format(n=count)


def station(texts: Texts, status: StationStatus, seen: str) -> str:
    """How one station is: "Kiosk 2 away since 10:42, 14 tokens to come"."""
    _ = texts.gettext
    name, count = status.station.name, status.to_come
    if not status.is_away:
        said = texts.ngettext("{station}: {n} token to come", "{station}: {n} tokens to come", count)
    elif not seen:
        said = _("{station} was not heard of yet")
    elif count:
        said = texts.ngettext(
            "{station} away since {time}, {n} token to come",
            "{station} away since {time}, {n} tokens to come",
            count,
        )
    else:
        said = _("{station} away since {time}")
    return said.format(station=name, time=seen, n=count)


def stops_tickets(status: StationStatus) -> bool:
    """Whether a station's printer gives no paper now."""
    return status.printer in _STOPPED


def stations_in_need(texts: Texts, count: int) -> str:
    """How many stations somebody should look at, for different reasons."""
    return texts.ngettext("{n} station needs a look", "{n} stations need a look", count).format(n=count)


def printers_stopped(texts: Texts, count: int) -> str:
    """How many stations give no paper, in a word."""
    return texts.ngettext("{n} printer gives no paper", "{n} printers give no paper", count).format(n=count)


def printer(texts: Texts, status: StationStatus) -> str:
    """What a station's printer needs: "Kiosk 1 has no paper"; empty where it needs nothing."""
    _ = texts.gettext
    match status.printer:
        case PrinterState.NO_PAPER:
            said = _("{station} has no paper")
        case PrinterState.COVER_OPEN:
            said = _("{station}: the printer is open")
        case PrinterState.NOT_READY:
            said = _("{station}: the printer reports an error")
        case PrinterState.UNREACHABLE:
            said = _("{station}: the printer does not answer")
        case PrinterState.FAILED_MIDWAY:
            said = _("{station}: tickets break off")
        case _:
            said = _("{station}: paper low") if status.is_paper_low else ""
    return said.format(station=status.station.name)


def _day(texts: Texts, told: str | int) -> str:
    try:
        return texts.short_date(date.fromisoformat(str(told)))
    except ValueError:
        return str(told)
