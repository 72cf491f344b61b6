"""The paper ticket's words: in the clinic's language, with the patient's beside it where they differ."""

from collections.abc import Callable

from nextpatient_desktop.clinic.departments.messages import DepartmentStatus
from nextpatient_desktop.clinic.print_queue.jobs import PrintRequest
from nextpatient_desktop.clinic.printouts.messages import PrintKind
from nextpatient_desktop.clinic.tokens.messages import IssuedToken
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.kiosk.session import Known
from nextpatient_desktop.ui.papers import ticket_content


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
            copy=copy,
        )
        return PrintRequest(
            kind=PrintKind.TICKET, content=content, visit=issued.visit, token=issued.token, copy=copy
        )
