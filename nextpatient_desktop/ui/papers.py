"""The words on papers: a ticket, a visit's summary, the day's closing slip. No Qt.

What may stand on which: docs/decisions/0014-sheets-are-pictures.md.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.days.messages import DayFigures, DepartmentFigures
from nextpatient_desktop.clinic.papers.messages import ClosingFacts, JournalHead, VisitFacts
from nextpatient_desktop.clinic.patients.messages import HistoryToken
from nextpatient_desktop.clinic.printing import Slip, SlipLine, SlipPart, TicketContent
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.domain.model import (
    ClinicInfo,
    Department,
    DocumentKind,
    Priority,
    TicketPart,
    TokenState,
)
from nextpatient_desktop.text import Texts

_DOT = " · "
_HASH_GROUP = 4


def ticket_content(
    issued: IssuedToken,
    *,
    clinic: ClinicInfo,
    department: Department,
    texts: Texts,
    second: Texts | None,
    kiosk_name: str,
    copy: int = 1,
) -> TicketContent:
    """What stands on the ticket of an issued token, without what the clinic leaves out.

    `texts` is the patient's language; `second` is another of the clinic's languages for what staff and family
    must read too, None where there is one language. `copy` above 1 stands on it.
    """
    _ = texts.gettext
    zone = ZoneInfo(clinic.time_zone)

    def kept(part: TicketPart, words: str) -> str:
        return "" if part in clinic.ticket_omits else words

    if TicketPart.SECOND_LANGUAGE in clinic.ticket_omits:
        second = None
    # Paper stays as it is when the wait has long been known better: nothing old is printed on it.
    expected = expected_times(texts, issued, zone) if issued.as_of is None else ""
    foot = clinic.ticket_foot or _("Missed your call? Show this ticket at the desk: you need no new number.")
    names = [department.name_in(texts.language)]
    if second is not None and department.name_in(second.language) != names[0]:
        names.append(department.name_in(second.language))
    return TicketContent(
        clinic_name=clinic.name,
        clinic_address=kept(TicketPart.ADDRESS, clinic.address),
        clinic_phone=kept(TicketPart.ADDRESS, clinic.phone),
        department=names[0],
        department_again=names[1] if len(names) > 1 else "",
        code=issued.code,
        priority_mark=_priority_mark(texts, issued.priority),
        place="" if issued.place is None else kept(TicketPart.PLACE, texts.place_in_line(issued.place)),
        expected=kept(TicketPart.EXPECTED, _("Expected {times}").format(times=expected)) if expected else "",
        counters=kept(TicketPart.COUNTERS, texts.listing(list(issued.counters))),
        link=kept(TicketPart.SCAN, issued.link) or None,
        scan_lines=_scan_lines(issued.link, texts, second),
        printed_at=texts.short_date_and_clock(issued.issued_at, zone),
        kiosk_name=kiosk_name,
        foot=kept(TicketPart.FOOT, foot),
        logo=clinic.ticket_logo,
        copy_mark=copy_mark(texts, copy),
    )


def copy_mark(texts: Texts, copy: int) -> str:
    """What stands on a further paper, nothing on the first."""
    _ = texts.gettext
    return _("Copy {n}").format(n=copy) if copy > 1 else ""


def expected_times(texts: Texts, issued: IssuedToken, zone: tzinfo) -> str:
    """When the patient is expected to be called: "10:05 – 10:20"; empty when unknown."""
    if issued.expected is None:
        return ""
    first, last = (issued.issued_at + part for part in (issued.expected.shortest, issued.expected.longest))
    begin = max(_to_five(first, up=False), issued.issued_at)  # nobody is told a time that is over
    return texts.clock_range(begin, _to_five(last, up=True), zone)


def visit_summary(facts: VisitFacts, texts: Texts, *, printed_by: str, now: datetime, copy: int = 1) -> Slip:
    """What was done in a visit: for the patient, with the patient's name."""
    _ = texts.gettext
    zone = ZoneInfo(facts.clinic.time_zone)
    parts: list[SlipPart] = []
    if facts.patient is not None:
        who = SlipLine(
            left=facts.patient.name or _("No name"), right=facts.patient.record_number, is_strong=True
        )
        parts.append(SlipPart(lines=(who,)))
    parts.append(SlipPart(lines=tuple(_token_line(texts, token, zone) for token in facts.tokens)))
    documents = tuple(
        SlipLine(left=one.document.title, right=_document_kind(texts, one.document.kind))
        for one in facts.documents
    )
    if documents:
        parts.append(SlipPart(title=_("Documents"), lines=documents))
    subtitle = _DOT.join((facts.visit.code, texts.short_date(facts.visit.day)))
    return _slip(facts.clinic, texts, now, copy)(
        title=_("Visit summary"),
        subtitle=subtitle,
        parts=tuple(parts),
        printed_by=printed_by,
        foot=_("Please bring this paper to your next visit."),
    )


def closing_slip(facts: ClosingFacts, texts: Texts, *, printed_by: str, now: datetime) -> Slip:
    """What a day amounted to, department by department, and the journal's head."""
    _ = texts.gettext
    zone = ZoneInfo(facts.clinic.time_zone)
    figures = facts.figures
    parts = [SlipPart(lines=tuple(_day_lines(texts, figures, is_closed=facts.closed_at is not None)))]
    parts += [_department_part(texts, one) for one in figures.departments]
    if facts.head is not None:
        parts.append(_journal_part(texts, facts.head, zone))
    foot = "" if facts.closed_at is not None else _("The day still goes on: these figures are not final.")
    return _slip(facts.clinic, texts, now, 1)(
        title=_("Closing slip"),
        subtitle=texts.short_date(figures.day),
        parts=tuple(parts),
        printed_by=printed_by,
        foot=foot,
    )


# --- inside -------------------------------------------------------------------------------------------------


def _slip(clinic: ClinicInfo, texts: Texts, now: datetime, copy: int) -> Callable[..., Slip]:
    """Makes slips with what stands on all of them."""

    def make(*, title: str, subtitle: str, parts: tuple[SlipPart, ...], printed_by: str, foot: str) -> Slip:
        return Slip(
            clinic_name=clinic.name,
            clinic_address=clinic.address,
            clinic_phone=clinic.phone,
            title=title,
            subtitle=subtitle,
            parts=parts,
            printed_at=texts.short_date_and_clock(now, ZoneInfo(clinic.time_zone)),
            printed_by=printed_by,
            foot=foot,
            logo=clinic.ticket_logo,
            copy_mark=copy_mark(texts, copy),
        )

    return make


def _token_line(texts: Texts, token: HistoryToken, zone: tzinfo) -> SlipLine:
    if token.started_at is not None and token.ended_at is not None:
        when = texts.clock_range(token.started_at, token.ended_at, zone)
    else:
        when = texts.clock(token.issued_at, zone)
    state = "" if token.state is TokenState.COMPLETED else _token_state(texts, token.state)
    counter = token.counter_names.get(texts.language) or token.counter
    note = _DOT.join(part for part in (token.staff, counter, state) if part)
    return SlipLine(
        left=token.department_names.get(texts.language) or token.department, right=when, note=note
    )


def _day_lines(texts: Texts, figures: DayFigures, *, is_closed: bool) -> Iterator[SlipLine]:
    _ = texts.gettext
    yield SlipLine(left=_("Tokens"), right=texts.number(figures.issued), is_strong=True)
    yield from _counted(texts, figures, is_closed=is_closed)
    if figures.promises:
        share = texts.percent(figures.promises_held / figures.promises)
        yield SlipLine(left=_("Called within the time that was told"), right=share)


def _department_part(texts: Texts, figures: DepartmentFigures) -> SlipPart:
    first = SlipLine(left=figures.name, right=texts.number(figures.issued), is_strong=True)
    return SlipPart(lines=(first, *_counted(texts, figures, is_closed=not figures.waiting)))


def _counted(texts: Texts, figures: DayFigures | DepartmentFigures, *, is_closed: bool) -> Iterator[SlipLine]:
    _ = texts.gettext
    counts = [(_("Seen"), figures.completed), (_("Missed"), figures.missed)]
    counts += [(_("Cancelled"), figures.cancelled), (_("Expired"), figures.expired)]
    if not is_closed:
        counts.append((_("Waiting"), figures.waiting))
    for words, count in counts:
        yield SlipLine(left=words, right=texts.number(count))
    for words, mean in (
        (_("Average wait"), figures.average_wait),
        (_("Average visit"), figures.average_visit),
    ):
        if mean is not None:
            yield SlipLine(left=words, right=texts.duration(mean))


def _journal_part(texts: Texts, head: JournalHead, zone: tzinfo) -> SlipPart:
    """Position and hash as they are: whoever compares them reads figures and letters."""
    _ = texts.gettext
    digest = head.hash.hex()
    groups = [digest[i : i + _HASH_GROUP] for i in range(0, len(digest), _HASH_GROUP)]
    position = f"{head.epoch}/{head.position}" if head.epoch else str(head.position)
    return SlipPart(
        title=_("Journal"),
        lines=(
            SlipLine(left=_("Last event"), right=position),
            SlipLine(left=_("Of"), right=texts.short_date_and_clock(head.at, zone)),
            SlipLine(left=" ".join(groups)),
        ),
    )


def _scan_lines(link: str, texts: Texts, second: Texts | None) -> tuple[str, ...]:
    has_page = link.startswith(("http:", "https:"))
    return tuple(
        line.gettext("Scan to follow your turn") if has_page else line.gettext("Your token as a code")
        for line in (texts, second)
        if line is not None
    )


def _priority_mark(texts: Texts, priority: Priority) -> str | None:
    _ = texts.gettext
    return {
        Priority.EMERGENCY: _("EMERGENCY"),
        Priority.PRIORITY: _("PRIORITY"),
        Priority.NORMAL: None,
    }[priority]


def _token_state(texts: Texts, state: TokenState) -> str:
    _ = texts.gettext
    return {
        TokenState.WAITING: _("Waiting"),
        TokenState.CALLED: _("Called"),
        TokenState.SERVING: _("Being served"),
        TokenState.ON_HOLD: _("On hold"),
        TokenState.COMPLETED: _("Completed"),
        TokenState.NO_SHOW: _("Missed"),
        TokenState.CANCELLED: _("Cancelled"),
        TokenState.EXPIRED: _("Expired"),
    }[state]


def _document_kind(texts: Texts, kind: DocumentKind) -> str:
    _ = texts.gettext
    return {
        DocumentKind.PRESCRIPTION: _("Prescription"),
        DocumentKind.CERTIFICATE: _("Certificate"),
        DocumentKind.REPORT: _("Report"),
        DocumentKind.OTHER: texts.pgettext("document", "Other"),
    }[kind]


def _to_five(instant: datetime, *, up: bool) -> datetime:
    """To whole five minutes, outward: a promise to the minute would be a lie."""
    step = timedelta(minutes=5)
    over = timedelta(minutes=instant.minute % 5, seconds=instant.second, microseconds=instant.microsecond)
    if not over:
        return instant
    return instant - over + (step if up else timedelta(0))
