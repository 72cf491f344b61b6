"""`TicketPreview`: a ticket of the clinic as it is typed, drawn by what prints it. No Qt."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from nextpatient_desktop.clinic.printing import TicketContent
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.domain.ids import DepartmentId, TokenId, VisitId, uuid7
from nextpatient_desktop.domain.model import ClinicInfo, Department, Priority, PriorityReason, WaitRange
from nextpatient_desktop.text import Texts, load_texts
from nextpatient_desktop.ui.papers import ticket_content
from nextpatient_desktop.ui.ports import Lane, TaskRunner

DrawTicket = Callable[[TicketContent], bytes]
"""Draws a ticket as this station's printer would print it: a PNG. May block."""

_NOBODY: Final = uuid7(0, bytes(10))


class TicketPreview:
    """Draws the latest ticket only, one at a time. `changed` is called when there is another picture."""

    def __init__(self, tasks: TaskRunner, draw: DrawTicket, changed: Callable[[], None]) -> None:
        self._tasks = tasks
        self._draw = draw
        self._changed = changed
        self._wanted: ClinicInfo | None = None
        self._drawn: ClinicInfo | None = None
        self._is_drawing = False
        self.png = b""

    def show(self, info: ClinicInfo, now: datetime) -> None:
        """Draw a ticket of this clinic, unless that is what is shown."""
        self._wanted = info
        if not self._is_drawing and info != self._drawn:
            self._is_drawing = True
            self._tasks.run(
                Lane.PRINT,
                lambda: self._draw(sample(info, now)),
                lambda png: self._done(info, png, now),
                lambda _error: self._done(info, b"", now),
            )

    def _done(self, info: ClinicInfo, png: bytes, now: datetime) -> None:
        self._is_drawing = False
        self._drawn, self.png = info, png
        self._changed()
        if self._wanted is not None:
            self.show(self._wanted, now)


def sample(info: ClinicInfo, now: datetime) -> TicketContent:
    """A priority ticket with everything that a ticket can say, in the clinic's first two languages."""
    languages = info.languages or ("en",)
    texts = load_texts(languages[0])
    second = load_texts(languages[1]) if len(languages) > 1 else None
    return ticket_content(
        _issued(info, texts, now),
        clinic=info,
        department=_department(texts, second),
        texts=texts,
        second=second,
        kiosk_name=texts.gettext("Kiosk"),
    )


def _department(texts: Texts, second: Texts | None) -> Department:
    names = {one.language: one.gettext("General OPD") for one in (texts, second) if one is not None}
    return Department(id=DepartmentId(_NOBODY), letter="A", name=names[texts.language], names=names)


def _issued(info: ClinicInfo, texts: Texts, now: datetime) -> IssuedToken:
    _ = texts.gettext
    base = info.link_base or "nextpatient:"
    return IssuedToken(
        token=TokenId(_NOBODY),
        visit=VisitId(_NOBODY),
        code="A-042",
        department=DepartmentId(_NOBODY),
        day=now.date(),
        priority=Priority.PRIORITY,
        reason=PriorityReason.SENIOR,
        issued_at=now,
        place=4,
        expected=WaitRange(shortest=timedelta(minutes=20), longest=timedelta(minutes=35)),
        counters=(_("Room {n}").format(n=texts.number(3)), _("Room {n}").format(n=texts.number(4))),
        link=f"{base}/t/{'0123456789abcdef' * 2}" if info.link_base else f"{base}t/{'0123456789abcdef' * 2}",
        language=texts.language,
    )
