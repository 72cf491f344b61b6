"""What the kiosk says: tiles, questions, the ticket on screen, in one language."""

from datetime import datetime, tzinfo

from nextpatient_desktop.clinic.departments.messages import ClosedBecause, DepartmentStatus
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.domain.model import KioskAsks, Priority, PriorityReason
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.kiosk.state import Details, Modules, Paper, PriorityChoice, Ticket, Tile, Words
from nextpatient_desktop.ui.papers import expected_times

OFFERED_REASONS = (
    PriorityReason.SENIOR,
    PriorityReason.PREGNANT,
    PriorityReason.DISABILITY,
    PriorityReason.INFANT,
)
"""What a patient may claim by themselves; staff is for staff to say."""


def common_words(texts: Texts) -> Words:
    """The words of buttons and labels."""
    _ = texts.gettext
    return Words(
        back=_("Back"),
        larger_text=_("Larger text"),
        normal_text=_("Smaller text"),
        skip=_("Skip"),
        get_token=_("Get my token"),
        apply_question=_("Do any of these apply?"),
        emergency=_("Emergency? Tell staff now: no token needed"),
        clear=_("Clear"),
        delete_digit=_("Delete the last figure"),
        wait=_("One moment please"),
        still_there=_("Are you still there?"),
        still_there_detail=_("Touch the screen to go on."),
        yes=_("Yes, I am here"),
        more=_("More ({page} of {pages})"),
    )


def reason_text(texts: Texts, reason: PriorityReason) -> str:
    """A reason for priority, as a patient says it."""
    _ = texts.gettext
    return {
        PriorityReason.SENIOR: _("60 or older"),
        PriorityReason.PREGNANT: _("Pregnant"),
        PriorityReason.DISABILITY: _("Disability"),
        PriorityReason.INFANT: _("With a baby"),
        PriorityReason.STAFF: _("Staff"),
    }[reason]


def tile(texts: Texts, status: DepartmentStatus, now: datetime, zone: tzinfo) -> Tile:
    """A department as a tile."""
    return Tile(
        department=status.department.id,
        name=status.department.name_in(texts.language),
        line=_open_line(texts, status, now, zone)
        if status.is_open
        else _closed_line(texts, status, now, zone),
        icon=status.department.icon,
        is_open=status.is_open,
    )


def _open_line(texts: Texts, status: DepartmentStatus, now: datetime, zone: tzinfo) -> str:
    if status.as_of is not None:
        return _old_line(texts, status, status.as_of, now, zone)
    if not status.waiting:
        return texts.gettext("No waiting")
    waiting = texts.ngettext("{n} waiting", "{n} waiting", status.waiting).format(n=status.waiting)
    return _with_expected(texts, status, waiting)


def _old_line(texts: Texts, status: DepartmentStatus, as_of: datetime, now: datetime, zone: tzinfo) -> str:
    """What was last heard of the waits, with its time; nothing where that was on another day."""
    if as_of.astimezone(zone).date() != now.astimezone(zone).date():
        return ""
    time = texts.clock(as_of, zone)
    if not status.waiting:
        return texts.gettext("No waiting at {time}").format(time=time)
    said = texts.ngettext("{n} waiting at {time}", "{n} waiting at {time}", status.waiting)
    return _with_expected(texts, status, said.format(n=status.waiting, time=time))


def _with_expected(texts: Texts, status: DepartmentStatus, waiting: str) -> str:
    if status.expected is None:
        return waiting
    expected = texts.minute_range(status.expected.shortest, status.expected.longest)
    return texts.gettext("{waiting} · about {expected}").format(waiting=waiting, expected=expected)


def _closed_line(texts: Texts, status: DepartmentStatus, now: datetime, zone: tzinfo) -> str:
    _ = texts.gettext
    if status.closed_because is ClosedBecause.FULL:
        return _("No more tokens today")
    if status.closed_because is ClosedBecause.CLOSED_TODAY or status.opens_at is None:
        return _("Closed for today")
    opens = texts.clock(status.opens_at, zone)
    day = status.opens_at.astimezone(zone).date()
    if day == now.astimezone(zone).date():
        return _("Opens at {time}").format(time=opens)
    return _("Opens {day} at {time}").format(day=texts.weekday(day.weekday()), time=opens)


def details(
    texts: Texts, status: DepartmentStatus, digits: str, chosen: PriorityReason | None, prefix: str, most: int
) -> Details:
    """What is asked before the token."""
    _ = texts.gettext
    department = status.department
    asks_phone = department.asks is not KioskAsks.NOTHING
    is_optional = department.asks is KioskAsks.PHONE_OPTIONAL
    optional = _("We find your records with it. You can skip this.")
    needed = _("We find your records with it.")
    return Details(
        department=department.name_in(texts.language),
        icon=department.icon,
        asks_phone=asks_phone,
        asks_priority=department.asks_priority,
        title=_("Your mobile number") if asks_phone else _("Almost done"),
        subtitle=(optional if is_optional else needed) if asks_phone else "",
        prefix=prefix,
        digits=texts.phone(digits),
        can_type=len(digits) < most,
        can_skip=is_optional,
        priorities=tuple(
            PriorityChoice(reason=reason, text=reason_text(texts, reason), is_chosen=reason is chosen)
            for reason in OFFERED_REASONS
        )
        if department.asks_priority
        else (),
    )


def ticket(
    texts: Texts,
    issued: IssuedToken,
    department: str,
    zone: tzinfo,
    *,
    paper: Paper,
    hindrance: PrinterState | None,
    seconds: int,
    qr: Modules,
) -> Ticket:
    """The token on screen."""
    _ = texts.gettext
    expected = expected_times(texts, issued, zone)
    title, foot = _paper_words(texts, paper, hindrance, issued.code)
    is_asked = paper is Paper.UNKNOWN
    qr_title, qr_text = _qr_words(texts, issued.link, paper) if qr else ("", "")
    return Ticket(
        paper=paper,
        title=title,
        department=department,
        code=issued.code,
        priority=_("Priority") if issued.priority is Priority.PRIORITY else "",
        reason=issued.reason,
        place="" if issued.place is None else texts.place_in_line(issued.place),
        expected_title=_expected_title(texts, issued, expected),
        expected=expected or _("We call your number."),
        qr=qr,
        qr_title=qr_title,
        qr_text=qr_text,
        done=_("Done"),
        seconds=seconds,
        foot=foot,
        came_out=_("Yes") if is_asked else "",
        not_out=_("No, print it again") if is_asked else "",
    )


def _expected_title(texts: Texts, issued: IssuedToken, expected: str) -> str:
    """What the times below are: by a queue that the kiosk cannot see now they are no more than likely."""
    _ = texts.gettext
    if not expected:
        return _("Please wait")
    return _("Expected between") if issued.as_of is None else _("Probably between")


def _paper_words(texts: Texts, paper: Paper, hindrance: PrinterState | None, code: str) -> tuple[str, str]:
    _ = texts.gettext
    valid = _("No paper came out? Your number is valid. Remember {code}.")
    title, foot = {
        Paper.PRINTING: (_("Your ticket is being printed"), valid),
        Paper.OUT: (_("Take your ticket"), valid),
        Paper.UNKNOWN: (
            _("Did your ticket come out?"),
            _("Your number {code} is valid with or without paper."),
        ),
        Paper.NONE: (_("Remember your number"), _without_paper(texts, hindrance)),
    }[paper]
    return title, foot.format(code=code)


def _without_paper(texts: Texts, hindrance: PrinterState | None) -> str:
    _ = texts.gettext
    match hindrance:
        case PrinterState.NO_PAPER:
            return _("The printer has no paper. Your number {code} is valid: please remember it.")
        case PrinterState.COVER_OPEN:
            return _("The printer is open. Your number {code} is valid: please remember it.")
        case PrinterState.NOT_READY | PrinterState.UNREACHABLE:
            return _("The printer does not work now. Your number {code} is valid: please remember it.")
    return _("There is no paper ticket. Your number {code} is valid: please remember it.")


def no_paper(texts: Texts, printer: PrinterState | None) -> str:
    """What the first screen says of a printer that prints nothing now; nothing where all is well."""
    _ = texts.gettext
    match printer:
        case None | PrinterState.READY | PrinterState.SILENT | PrinterState.NONE | PrinterState.FAILED_MIDWAY:
            return ""
        case PrinterState.NO_PAPER:
            return _("The printer has no paper. Your number is shown on this screen.")
        case PrinterState.COVER_OPEN:
            return _("The printer is open. Your number is shown on this screen.")
    return _("No paper tickets now. Your number is shown on this screen.")


def _qr_words(texts: Texts, link: str, paper: Paper) -> tuple[str, str]:
    """What the code on screen is good for; of a paper that can get lost only to whom one is given."""
    _ = texts.gettext
    if link.startswith(("https:", "http:")):
        return _("Follow your turn on your phone"), _(
            "Scan this code. It works on the clinic Wi-Fi, no app needed."
        )
    if paper in (Paper.PRINTING, Paper.OUT):
        text = _("Take a photo of it. Staff find your token with it if the paper gets lost.")
    else:
        text = _("Take a photo of it. Staff find your token with it.")
    return _("Keep this code"), text
