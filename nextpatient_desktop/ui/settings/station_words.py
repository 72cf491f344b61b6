"""The settings' words for stations: kinds, rights, states, when one was last heard of. No Qt."""

from datetime import datetime, tzinfo

from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.stations.pairing import StationStatus
from nextpatient_desktop.domain.model import Role, StationKind
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icon_names import Icon
from nextpatient_desktop.ui.tokens import Tint
from nextpatient_desktop.ui.widgets.specs import PillSpec

KINDS = (StationKind.KIOSK, StationKind.COUNTER, StationKind.DISPLAY, StationKind.INTEGRATION)
"""What can be added, in the order in which it is offered."""

ICONS = {
    StationKind.KIOSK: Icon.KIOSK,
    StationKind.COUNTER: Icon.COUNTERS,
    StationKind.DISPLAY: Icon.DISPLAY,
    StationKind.HOST: Icon.HOST,
    StationKind.INTEGRATION: Icon.LINK,
}


def kind_name(texts: Texts, kind: StationKind) -> str:
    """What kind of station it is."""
    _ = texts.gettext
    words = {
        StationKind.KIOSK: _("Kiosk"),
        StationKind.COUNTER: _("Counter"),
        StationKind.DISPLAY: _("Display"),
        StationKind.HOST: _("Host"),
        StationKind.INTEGRATION: _("Other program"),
    }
    return words[kind]


def kind_note(texts: Texts, kind: StationKind) -> str:
    """What that kind is for, or may do."""
    _ = texts.gettext
    words = {
        StationKind.KIOSK: _("Patients take their tokens there. It may give tokens, and list no patients."),
        StationKind.COUNTER: _("Staff sign in there and call patients."),
        StationKind.DISPLAY: _("Shows and calls out numbers in the waiting room, and nothing else."),
        StationKind.HOST: _("Keeps the clinic's data for the others."),
        StationKind.INTEGRATION: _("A program that uses the clinic's HTTP API, with the rights given here."),
    }
    return words[kind]


def rights_name(texts: Texts, acts_as: Role | None) -> str:
    """What another program may do."""
    _ = texts.gettext
    if acts_as is None:
        return _("Give tokens and look at queues, nothing more")
    words = {
        Role.RECEPTION: _("All that the reception may"),
        Role.DOCTOR: _("All that a doctor may"),
        Role.ADMIN: _("All that an administrator may"),
    }
    return words[acts_as]


def rights_note(texts: Texts, acts_as: Role | None) -> str:
    """What giving these rights means."""
    _ = texts.gettext
    if acts_as is None:
        return _("It sees no names and no phone numbers.")
    if acts_as is Role.ADMIN:
        return _(
            "It reads and changes everything, also staff and settings. Give this where nothing less will do."
        )
    return _("It can read patients' names and phone numbers, and what is done with it counts as its own.")


def when(texts: Texts, instant: datetime, now: datetime, zone: tzinfo) -> str:
    """An instant, with its day where that is not today."""
    if instant.astimezone(zone).date() == now.astimezone(zone).date():
        return texts.clock(instant, zone)
    return texts.short_date_and_clock(instant, zone)


def state_pill(
    texts: Texts, status: StationStatus, now: datetime, zone: tzinfo, *, has_host: bool
) -> PillSpec | None:
    """Whether a station is there now; nothing where no host runs that could know."""
    _ = texts.gettext
    if not status.station.is_active:
        return PillSpec(text=_("Out of use"))
    if not has_host:
        return None
    if not status.is_paired:
        return PillSpec(text=_("Not paired"), tint=Tint.AMBER, icon=Icon.DISCONNECTED_DEVICE)
    if status.last_seen is None:
        return PillSpec(text=_("Never seen"), tint=Tint.AMBER, icon=Icon.HELP)
    seen = when(texts, status.last_seen, now, zone)
    if status.station.kind is StationKind.INTEGRATION:
        return PillSpec(text=_("Asked at {time}").format(time=seen))
    if status.is_away:
        return PillSpec(
            text=_("Away since {time}").format(time=seen), tint=Tint.AMBER, icon=Icon.DISCONNECTED
        )
    return PillSpec(text=_("Here"), tint=Tint.GREEN, icon=Icon.CONNECTED)


def printer(texts: Texts, status: StationStatus) -> str:
    """How the station's printer is, one sentence; empty where nothing is known of it."""
    _ = texts.gettext
    match status.printer:
        case None:
            return ""
        case PrinterState.NO_PAPER:
            return _("Its printer has no paper")
        case PrinterState.COVER_OPEN:
            return _("Its printer is open")
        case PrinterState.NOT_READY:
            return _("Its printer reports an error")
        case PrinterState.UNREACHABLE:
            return _("Its printer does not answer")
        case PrinterState.FAILED_MIDWAY:
            return _("Its printer breaks tickets off")
    return _("Its printer's paper is low") if status.is_paper_low else _("Its printer is ready")


def to_come(texts: Texts, count: int) -> str:
    """How many tokens a kiosk still has to hand over."""
    return texts.ngettext("{n} token to come", "{n} tokens to come", count).format(n=count)
