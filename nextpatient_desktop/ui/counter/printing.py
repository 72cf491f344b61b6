"""`PaperPresenter`: what a counter prints: a visit's ticket and its summary, a day's closing slip. No Qt."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.papers.messages import ClosingSlip, TicketAgain, VisitSummary
from nextpatient_desktop.clinic.print_queue.jobs import JobState, PrintJob, PrintRequest
from nextpatient_desktop.clinic.print_queue.ports import Printing, PrintNews
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.printouts.messages import PrintKind, Printouts, next_copy
from nextpatient_desktop.domain.ids import PrintJobId, VisitId
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui import papers
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.records import Subject
from nextpatient_desktop.ui.ports import Lane

_PAST_DAYS: Final = 7


class Paper(StrEnum):
    """What can be printed."""

    TICKET = "ticket"
    SUMMARY = "summary"
    CLOSING = "closing"


@dataclass(frozen=True, kw_only=True)
class PaperChoice:
    """One entry of the menu; `day` is the closing slip's, None for the present one."""

    paper: Paper
    label: str
    day: date | None = None


class PaperPresenter:
    """Asks what stands on a paper, puts it into this station's print queue, and tells what came of it."""

    def __init__(
        self,
        clinic: Clinic,
        desk: Desk,
        printing: Printing,
        *,
        texts_of: Callable[[str], Texts],
        printed_by: Callable[[], str],
        subject: Callable[[], Subject | None],
    ) -> None:
        """`clinic` as who is signed in sees it; `printed_by` is the counter's name as it stands on paper."""
        self._clinic = clinic
        self._desk = desk
        self._printing = printing
        self._texts_of = texts_of
        self._printed_by = printed_by
        self._subject = subject
        self._jobs: dict[PrintJobId, str] = {}
        self._early: dict[PrintJobId, PrintJob] = {}
        self._is_stopped = False
        printing.listen(self._heard)
        desk.tasks.run(Lane.PRINT, printing.open, lambda _opened: None, desk.notices.error)

    def choices(self) -> tuple[PaperChoice, ...]:
        """What can be printed now."""
        texts = self._desk.texts
        _ = texts.gettext
        found: list[PaperChoice] = []
        subject = self._subject()
        if subject is not None:
            ticket = _("Ticket of {code}").format(code=subject.code)
            summary = _("Visit summary of {code}").format(code=subject.code)
            if subject.token is not None:
                found.append(PaperChoice(paper=Paper.TICKET, label=ticket))
            found.append(PaperChoice(paper=Paper.SUMMARY, label=summary))
        found.append(PaperChoice(paper=Paper.CLOSING, label=_("Closing slip of today")))
        today = self._desk.scheduler.now().astimezone(self._desk.zone).date()
        for back in range(1, _PAST_DAYS + 1):
            day = today - timedelta(days=back)
            label = _("Closing slip of {day}").format(day=texts.short_date(day))
            found.append(PaperChoice(paper=Paper.CLOSING, label=label, day=day))
        return tuple(found)

    def chosen(self, choice: PaperChoice) -> None:
        """The person wants this on paper."""
        _ = self._desk.texts.gettext
        if self._printing.trouble is PrinterState.NONE:
            self._desk.notices.warning(
                _("This counter has no printer."),
                detail=_(
                    "Enter its address in the settings, under This station, or print at another counter."
                ),
            )
            return
        subject = self._subject()

        def put() -> PrintJob:
            return self._printing.put(self._request(choice, subject))

        def done(job: PrintJob) -> None:
            self._jobs[job.id] = choice.label
            early = self._early.pop(job.id, None)
            if early is not None or not job.state.is_open:
                self._tell(early or job)
            else:
                self._desk.notices.info(_("{paper}: being printed").format(paper=choice.label))

        self._desk.tasks.run(Lane.CLINIC, put, done, self._desk.notices.error)

    def stop(self) -> None:
        """Tell nothing any more."""
        self._is_stopped = True

    # --- inside ---------------------------------------------------------------------------------------------

    def _request(self, choice: PaperChoice, subject: Subject | None) -> PrintRequest:
        """What is put into the queue. Asks the clinic, so it belongs on the clinic's lane."""
        if choice.paper is Paper.TICKET and subject is not None and subject.token is not None:
            return self._ticket(subject)
        if choice.paper is Paper.SUMMARY and subject is not None:
            return self._summary(subject.visit)
        facts = self._clinic.ask(ClosingSlip(day=choice.day))
        slip = papers.closing_slip(
            facts, self._desk.texts, printed_by=self._printed_by(), now=self._desk.scheduler.now()
        )
        return PrintRequest(kind=PrintKind.CLOSING_SLIP, content=slip, day=facts.figures.day)

    def _ticket(self, subject: Subject) -> PrintRequest:
        if subject.token is None:
            raise ValueError("a ticket is of a token")
        facts = self._clinic.ask(TicketAgain(token=subject.token))
        copy = self._next_copy(subject.visit, PrintKind.TICKET)
        language = facts.issued.language
        others = [code for code in facts.clinic.languages if code != language]
        content = papers.ticket_content(
            facts.issued,
            clinic=facts.clinic,
            department=facts.department,
            texts=self._texts_of(language),
            second=self._texts_of(others[0]) if others else None,
            kiosk_name=self._printed_by(),
            copy=copy,
        )
        return PrintRequest(
            kind=PrintKind.TICKET, content=content, visit=subject.visit, token=subject.token, copy=copy
        )

    def _summary(self, visit: VisitId) -> PrintRequest:
        facts = self._clinic.ask(VisitSummary(visit=visit))
        copy = self._next_copy(visit, PrintKind.VISIT_SUMMARY)
        asked_for = facts.patient.language if facts.patient is not None else ""
        texts = self._texts_of(asked_for or facts.visit.language or facts.clinic.languages[0])
        slip = papers.visit_summary(
            facts, texts, printed_by=self._printed_by(), now=self._desk.scheduler.now(), copy=copy
        )
        return PrintRequest(kind=PrintKind.VISIT_SUMMARY, content=slip, visit=visit, copy=copy)

    def _next_copy(self, visit: VisitId, kind: PrintKind) -> int:
        return next_copy(self._clinic.ask(Printouts(visit=visit)), kind)

    def _heard(self, news: PrintNews) -> None:
        job = news.job
        if job is None or job.state.is_open or self._is_stopped:
            return
        if job.id in self._jobs:
            self._tell(job)
        else:
            self._early[job.id] = job  # it was through before `put` had come back

    def _tell(self, job: PrintJob) -> None:
        paper = self._jobs.pop(job.id)
        texts = self._desk.texts
        _ = texts.gettext
        notices = self._desk.notices
        match job.state:
            case JobState.CONFIRMED:
                notices.success(_("{paper}: printed").format(paper=paper))
            case JobState.SENT:
                notices.success(
                    _("{paper}: sent to the printer").format(paper=paper),
                    detail=_("This printer does not say whether it came out: look at the paper."),
                )
            case JobState.UNKNOWN:
                notices.warning(
                    _("{paper}: nobody knows whether it came out.").format(paper=paper),
                    detail=_("Look at the printer. If there is no paper, print it again."),
                )
            case _:
                notices.warning(
                    _("{paper}: not printed").format(paper=paper), detail=_hindrance(texts, job.reason)
                )


def _hindrance(texts: Texts, reason: PrinterState | None) -> str:
    """What to do about a printer that prints nothing."""
    _ = texts.gettext
    match reason:
        case PrinterState.NO_PAPER:
            return _("The printer has no paper. Put in a new roll, then print again.")
        case PrinterState.COVER_OPEN:
            return _("The printer's cover is open. Close it, then print again.")
        case PrinterState.UNREACHABLE:
            return _("The printer does not answer. Check its power and its cable, then print again.")
        case _other:
            return _("Look at the printer, switch it off and on, then print again.")
