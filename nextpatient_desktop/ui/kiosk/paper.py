"""The paper ticket's words: in the clinic's language, with the patient's beside it where they differ."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from nextpatient_desktop.clinic.departments.messages import DepartmentStatus
from nextpatient_desktop.clinic.print_queue.jobs import PrintRequest
from nextpatient_desktop.clinic.printing import TicketContent
from nextpatient_desktop.clinic.printouts.messages import PrintKind
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.domain.model import ClinicInfo, Department, Priority
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.kiosk.session import Known
from nextpatient_desktop.ui.kiosk.words import expected_times


class TicketWriter:
    """Words the tickets of one kiosk."""

    def __init__(self, texts_of: Callable[[str], Texts], kiosk_name: str) -> None:
        self._texts_of = texts_of
        self._kiosk_name = kiosk_name

    def ticket(
        self,
        issued: IssuedToken,
        known: Known | None,
        department: DepartmentStatus | None,
        language: str,
        copy: int = 1,
    ) -> PrintRequest:
        """The ticket of a token in the patient's language, and in the clinic's first other one.

        `copy` above 1 stands on it: the same number on another paper.

        Raises:
            ValueError: a token was issued before the clinic was known.
        """
        if known is None or department is None:
            raise ValueError("a token was issued before the clinic was known")
        others = [code for code in known.clinic.languages if code != language]
        content = ticket_content(
            issued,
            clinic=known.clinic,
            department=department.department,
            texts=self._texts_of(language),
            second=self._texts_of(others[0]) if others else None,
            kiosk_name=self._kiosk_name,
        )
        if copy > 1:
            said = self._texts_of(language).gettext("Copy {n}").format(n=copy)
            content = replace(content, copy_mark=said)
        return PrintRequest(
            kind=PrintKind.TICKET, content=content, visit=issued.visit, token=issued.token, copy=copy
        )


def ticket_content(
    issued: IssuedToken,
    *,
    clinic: ClinicInfo,
    department: Department,
    texts: Texts,
    second: Texts | None,
    kiosk_name: str,
) -> TicketContent:
    """What stands on the ticket of an issued token.

    `texts` is the patient's language; `second` is another of the clinic's languages for what staff and family
    must read too, None where there is one language.
    """
    _ = texts.gettext
    zone = ZoneInfo(clinic.time_zone)
    # Paper stays as it is when the wait has long been known better: nothing old is printed on it.
    expected = expected_times(texts, issued, zone) if issued.as_of is None else ""
    has_page = issued.link.startswith(("http:", "https:"))
    names = [department.name_in(texts.language)]
    if second is not None and department.name_in(second.language) != names[0]:
        names.append(department.name_in(second.language))
    return TicketContent(
        clinic_name=clinic.name,
        clinic_address=clinic.address,
        clinic_phone=clinic.phone,
        department=names[0],
        department_again=names[1] if len(names) > 1 else "",
        code=issued.code,
        priority_mark=_priority_mark(texts, issued.priority),
        place="" if issued.place is None else texts.place_in_line(issued.place),
        expected=_("Expected {times}").format(times=expected) if expected else "",
        counters=texts.listing(list(issued.counters)),
        link=issued.link,
        scan_lines=tuple(
            line.gettext("Scan to follow your turn") if has_page else line.gettext("Your token as a code")
            for line in (texts, second)
            if line is not None
        ),
        printed_at=texts.short_date_and_clock(issued.issued_at, zone),
        kiosk_name=kiosk_name,
        foot=clinic.ticket_foot
        or _("Missed your call? Show this ticket at the desk: you need no new number."),
    )


def _priority_mark(texts: Texts, priority: Priority) -> str | None:
    _ = texts.gettext
    return {
        Priority.EMERGENCY: _("EMERGENCY"),
        Priority.PRIORITY: _("PRIORITY"),
        Priority.NORMAL: None,
    }[priority]
