"""What the kiosk does: from the touch of a department to a token on screen and, after it, on paper.

One tap is one token: the id of the command is made at the first tap, and every further tap that means the
same sends the same one, also after an answer that was lost.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from nextpatient_desktop.clinic.departments.messages import Departments
from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FamilyMember, FamilyOf
from nextpatient_desktop.clinic.print_queue.jobs import JobState, PrintJob
from nextpatient_desktop.clinic.print_queue.ports import Printing
from nextpatient_desktop.clinic.printing import PrinterState
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.domain.ids import DepartmentId, PatientId
from nextpatient_desktop.domain.model import KioskAsks, PriorityReason
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.kiosk.idle import IdleGuard
from nextpatient_desktop.ui.kiosk.issuing import (
    closed_meanwhile,
    intended,
    is_final,
    names_phone,
    told_to_patients,
)
from nextpatient_desktop.ui.kiosk.paper import TicketWriter
from nextpatient_desktop.ui.kiosk.printer import KioskPrinter
from nextpatient_desktop.ui.kiosk.session import Known, Session, number_length, phone_incomplete
from nextpatient_desktop.ui.kiosk.showing import KioskScreen
from nextpatient_desktop.ui.kiosk.state import KioskState, Modules, Paper, Step
from nextpatient_desktop.ui.live import Answer, Refresher
from nextpatient_desktop.ui.ports import Cancellable, Lane, Scheduler, TaskRunner, View

WAIT_SHOWN_AFTER = 0.3
SETTLE_SECONDS = 0.35
"""A step takes no touch for this long after it appeared: a shaking hand taps twice, and the second tap would
land on whatever stands there now."""
TICKET_SECONDS = 12
TICKET_SECONDS_WITHOUT_PAPER = 30
ANSWER_SECONDS = 20
"""Who is asked whether the ticket came out has this long at least."""
_TICK_SECONDS = 1.0
_ASK_SECONDS = 30.0
"""Waits change as time goes by, without an event: they are asked for now and then."""

_log = logging.getLogger(__name__)


class KioskPresenter:
    """The kiosk's behaviour.

    `texts_of` gives the texts of a language; `language` is the one that the kiosk returns to; `qr_of` makes a
    QR code's modules of a link. `report_bug` may cover the screen, so it is called when nobody stands there:
    no patient's number vanishes under it.
    """

    def __init__(
        self,
        clinic: Clinic,
        runner: TaskRunner,
        scheduler: Scheduler,
        view: View[KioskState],
        printing: Printing,
        *,
        texts_of: Callable[[str], Texts],
        language: str,
        qr_of: Callable[[str], Modules],
        kiosk_name: str,
        report_bug: Callable[[Exception], None],
    ) -> None:
        self._clinic = clinic
        self._runner = runner
        self._scheduler = scheduler
        self._view = view
        self._printer = KioskPrinter(runner, printing, self._paper_changed, self._bug)
        self._home_language = language
        self._qr_of = qr_of
        self._screen = KioskScreen(texts_of)
        self._tickets = TicketWriter(texts_of, kiosk_name)
        self._report_bug = report_bug
        self._bugs: list[Exception] = []
        self._session = Session(language=language)
        self._known: Answer[Known] = Answer()
        self._refresher: Refresher[Known] = Refresher(runner, scheduler, self._ask, self._answered)
        self._idle = IdleGuard(scheduler.monotonic)
        self._timers: list[Cancellable] = []
        self._settled_at = 0.0
        self._shown: KioskState | None = None

    # --- life -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first screen and ask the clinic."""
        self._idle.touched()
        self._render()
        self._printer.open()
        self._refresher.refresh()
        self._timers.append(self._scheduler.call_every(_TICK_SECONDS, self._ticked))
        self._timers.append(self._scheduler.call_every(_ASK_SECONDS, self._refresher.refresh))

    def stop(self) -> None:
        """Ask and show nothing any more."""
        self._refresher.stop()
        self._printer.stop()
        for timer in self._timers:
            timer.cancel()

    def clinic_changed(self) -> None:
        """The journal grew."""
        self._refresher.refresh()

    def _ask(self) -> Known:
        return Known(clinic=self._clinic.ask(ClinicDetails()), departments=self._clinic.ask(Departments()))

    def _answered(self, answer: Answer[Known]) -> None:
        self._known = answer
        if answer.error is not None and not isinstance(answer.error, ClinicError):
            self._bug(answer.error)
        self._follow_department()
        self._render()

    # --- touches --------------------------------------------------------------------------------------

    def touched(self) -> None:
        """Somebody touched the screen, anywhere."""
        self._idle.touched()
        self._render()

    def language_chosen(self, language: str) -> None:
        """Speak this language until the patient is done."""
        if not self._session.is_busy:
            self._session.language = language
            self._render()

    def text_size_toggled(self) -> None:
        """Larger text, or the usual one again."""
        self._session.is_large = not self._session.is_large
        self._render()

    def department_chosen(self, department: DepartmentId) -> None:
        """A tile was touched: ask what the department asks, or issue at once."""
        session, known = self._session, self._known.value
        status = known.status(department) if known is not None else None
        if not self._takes_touches(Step.HOME) or status is None or not status.is_open:
            return
        session.department, session.error = status, None
        if status.department.asks is KioskAsks.NOTHING and not status.department.asks_priority:
            self._issue()
            return
        session.step = Step.DETAILS
        self._render()

    def back_pressed(self) -> None:
        """One step back; nothing typed is lost between the family and the number."""
        session = self._session
        if self._takes_touches(Step.FAMILY):
            session.step, session.error = Step.DETAILS, None
        elif self._takes_touches(Step.DETAILS):
            self._wipe()
            self._session.language, self._session.is_large = session.language, session.is_large
            self._session.unanswered = session.unanswered
        self._render()

    def digit_pressed(self, digit: str) -> None:
        """A figure of the phone number."""
        digits = self._session.digits
        if len(digits) < number_length(self._country(), digits).most:
            self._type(digits + digit)

    def digits_cleared(self) -> None:
        """Start the number again."""
        self._type("")

    def digit_deleted(self) -> None:
        """Take the last figure back."""
        self._type(self._session.digits[:-1])

    def _type(self, digits: str) -> None:
        if self._takes_touches(Step.DETAILS):
            self._session.digits, self._session.error = digits, None
            self._render()

    def priority_chosen(self, reason: PriorityReason) -> None:
        """A reason for priority was touched; touched again it is taken back."""
        session = self._session
        if self._takes_touches(Step.DETAILS):
            session.reason = None if session.reason is reason else reason
        self._render()

    def skip_pressed(self) -> None:
        """Go on without a number."""
        session = self._session
        if self._takes_touches(Step.DETAILS) and session.can_skip:
            session.digits = ""
            self._issue()

    def token_pressed(self) -> None:
        """Get the token: first, where a number was typed, ask who of the family it is for."""
        session = self._session
        if not self._takes_touches(Step.DETAILS) or session.department is None:
            return
        asks = session.department.department.asks
        if asks is KioskAsks.NOTHING or (not session.digits and session.can_skip):
            self._issue()
        elif len(session.digits) < number_length(self._country(), session.digits).fewest:
            self._refuse(phone_incomplete(self._country(), can_skip=session.can_skip))
        else:
            self._ask_family()

    def person_chosen(self, patient: PatientId | None) -> None:
        """It is for this person; None is somebody new."""
        if self._takes_touches(Step.FAMILY):
            self._issue(patient=patient, is_new=patient is None)

    def done_pressed(self) -> None:
        """The patient has the number: wipe everything for the next one."""
        if self._takes_touches(Step.TICKET):
            self._wipe()
            self._render()

    def ticket_came_out(self) -> None:
        """The patient has the paper that nobody was sure of."""
        self._answer(came_out=True)

    def ticket_did_not_come_out(self) -> None:
        """There is none, or half of one: print it again, marked as a copy."""
        self._answer(came_out=False)

    def _answer(self, *, came_out: bool) -> None:
        session, job = self._session, self._session.job
        if not self._takes_touches(Step.TICKET) or job is None or job.state is not JobState.UNKNOWN:
            return
        self._printer.answered(job, came_out=came_out)
        if came_out:
            session.job = replace(job, state=JobState.CONFIRMED)
            session.seconds = min(session.seconds, TICKET_SECONDS)
        else:
            session.seconds = TICKET_SECONDS_WITHOUT_PAPER
            self._print(session, copy=job.request.copy + 1)
        self._render()

    # --- issuing --------------------------------------------------------------------------------------

    def _ask_family(self) -> None:
        session, phone = self._session, self._session.digits
        self._begin_work()
        self._runner.run(
            Lane.CLINIC,
            lambda: self._clinic.execute(FamilyOf(phone=phone)),
            lambda family: self._family_answered(session, family),
            lambda error: self._family_not_answered(session, error),
        )

    def _family_answered(self, session: Session, family: tuple[FamilyMember, ...]) -> None:
        if session is not self._session:
            return
        self._end_work()
        if not family:
            self._issue()
            return
        session.family, session.step = family, Step.FAMILY
        self._render()

    def _family_not_answered(self, session: Session, error: Exception) -> None:
        """Only a wrong number stops a patient. Else it will do alone: the counter asks whose it is."""
        if names_phone(error):
            self._failed(session, error)
            return
        if not isinstance(error, ClinicError):
            self._bug(error)
        if session is self._session:
            _log.info("goes on with the number alone: %r", error)
            self._end_work()
            self._issue()

    def _issue(self, *, patient: PatientId | None = None, is_new: bool = False) -> None:
        session = self._session
        command = intended(session, patient=patient, is_new=is_new)
        if command not in session.unanswered:
            session.unanswered.append(command)
        self._begin_work()
        self._runner.run(
            Lane.CLINIC,
            lambda: self._execute(command),
            lambda answer: self._issued(session, *answer),
            lambda error: self._not_issued(session, command, error),
        )

    def _execute(self, command: IssueToken) -> tuple[IssuedToken, Modules]:
        """The token, and its QR code, which takes too long to make for where touches are answered."""
        issued = self._clinic.execute(command)
        try:
            return issued, self._qr_of(issued.link)
        except Exception:  # a token that was issued is shown, come what may
            _log.exception("no QR code could be made of a ticket's link")
            return issued, ()

    def _issued(self, session: Session, issued: IssuedToken, qr: Modules) -> None:
        """The number is on screen first; paper follows, also when the patient has gone by then."""
        session.issued, session.qr = issued, qr
        if session is self._session:
            self._end_work()
            session.step = Step.TICKET
            session.seconds = TICKET_SECONDS_WITHOUT_PAPER
            session.unanswered.clear()
            self._render()
        self._print(session)

    def _print(self, session: Session, *, copy: int = 1) -> None:
        issued, known = session.issued, self._known.value
        department, language = session.department, session.language
        if issued is None:
            return
        session.job = None
        self._printer.print_ticket(
            lambda: self._tickets.ticket(issued, known, department, language, copy),
            lambda job: self._asked_for_paper(session, job),
            lambda: self._no_paper_asked(session),
        )

    def _asked_for_paper(self, session: Session, job: PrintJob) -> None:
        session.job = job
        self._paper_changed(job)

    def _no_paper_asked(self, session: Session) -> None:
        session.has_no_job = True
        self._render()

    def _paper_changed(self, job: PrintJob | None) -> None:
        session = self._session
        if job is not None and session.job is not None and job.id == session.job.id:
            session.job = job
            if job.state.is_on_paper:
                session.seconds = min(session.seconds, TICKET_SECONDS)
            elif job.state is JobState.UNKNOWN:
                session.seconds = max(session.seconds, ANSWER_SECONDS)
        self._render()

    def _not_issued(self, session: Session, command: IssueToken, error: Exception) -> None:
        if is_final(error) and command in session.unanswered:
            session.unanswered.remove(command)
        self._failed(session, error)

    def _failed(self, session: Session, error: Exception) -> None:
        if not isinstance(error, ClinicError):
            self._bug(error)
        if session is not self._session:
            return
        self._end_work()
        told = told_to_patients(error)
        if told != error:
            _log.warning("a patient was told to ask at the reception: %r", error)
        if told.code.startswith("department_"):
            self._turn_away(told)
        elif told.params.get("field") == "phone" and session.step is Step.FAMILY:
            session.step = Step.DETAILS
        self._refuse(told)
        self._refresher.refresh()

    def _follow_department(self) -> None:
        """Who is still typing learns at once that the department closed."""
        session, known = self._session, self._known.value
        chosen = session.department
        if session.step not in (Step.DETAILS, Step.FAMILY) or session.is_busy:
            return
        if known is None or chosen is None:
            return
        present = known.status(chosen.department.id)
        if present is not None and present.is_open:
            session.department = present
        else:
            self._turn_away(closed_meanwhile(chosen, present, session.language))

    def _turn_away(self, error: ClinicError) -> None:
        """Back to the departments. What was typed stays: it is asked for in the next one too."""
        session = self._session
        session.step, session.department, session.family, session.error = Step.HOME, None, (), error

    def _refuse(self, error: ClinicError) -> None:
        self._session.error = error
        self._render()

    def _begin_work(self) -> None:
        session = self._session
        session.is_busy, session.shows_wait, session.error = True, False, None
        self._render()
        self._scheduler.call_later(WAIT_SHOWN_AFTER, lambda: self._say_wait(session))

    def _say_wait(self, session: Session) -> None:
        if session is self._session and session.is_busy:
            session.shows_wait = True
            self._render()

    def _end_work(self) -> None:
        self._session.is_busy = self._session.shows_wait = False
        self._idle.touched()

    # --- time -----------------------------------------------------------------------------------------

    def _ticked(self) -> None:
        session = self._session
        if session.step is Step.TICKET:
            session.seconds -= 1
            if session.seconds <= 0:
                self._wipe()
        elif not session.is_busy and self._idle.is_over():
            self._wipe()
        self._render()

    def _wipe(self) -> None:
        job = self._session.job
        if job is not None and job.state is JobState.QUEUED and self._paper()[0] is Paper.NONE:
            self._printer.withdraw(job)  # who was told that there is no paper does not wait for any
        self._session = Session(visitor=self._session.visitor + 1, language=self._home_language)
        self._idle.touched()
        self._report_bugs()

    def _bug(self, error: Exception) -> None:
        _log.error("this is a bug", exc_info=error)
        self._bugs.append(error)
        if self._session.is_clean and not self._session.is_busy:
            self._report_bugs()

    def _report_bugs(self) -> None:
        bugs, self._bugs = self._bugs, []
        for error in bugs:
            self._report_bug(error)

    # --- what is shown --------------------------------------------------------------------------------

    def _render(self) -> None:
        state = self._state()
        if state == self._shown:
            return
        before, self._shown = self._shown, state
        if before is None or before.step is not state.step or _was_answered(before, state):
            self._settled_at = self._scheduler.monotonic() + SETTLE_SECONDS
        self._view.render(state)

    def _state(self) -> KioskState:
        return self._screen.state(
            self._session,
            self._known,
            now=self._scheduler.now(),
            printer=self._printer.state,
            paper=self._paper(),
            still_there=self._still_there(),
        )

    def _paper(self) -> tuple[Paper, PrinterState | None]:
        session = self._session
        return (Paper.NONE, None) if session.has_no_job else self._printer.paper(session.job)

    def _still_there(self) -> int | None:
        session = self._session
        is_asked = session.step is not Step.TICKET and not session.is_busy and not session.is_clean
        return self._idle.seconds_left() if is_asked else None

    def _takes_touches(self, step: Step) -> bool:
        """Whether this step is up, has been for a moment, and no work of it is under way."""
        session = self._session
        has_settled = self._scheduler.monotonic() >= self._settled_at
        return session.step is step and not session.is_busy and has_settled and self._still_there() is None

    def _country(self) -> str:
        known = self._known.value
        return known.clinic.country_code if known is not None else ""


def _was_answered(before: KioskState, after: KioskState) -> bool:
    """Whether "Are you still there?" has just gone: its button lay over others."""
    return before.still_there is not None and after.still_there is None
