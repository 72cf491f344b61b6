"""What the kiosk does: from the touch of a department to a token on screen and, after it, on paper.

One tap is one token: the id of the command is made when the step is shown, and every tap on that step sends
the same one, also after an answer that was lost.
"""

from collections.abc import Callable

from nextpatient_desktop.clinic.departments.messages import Departments, DepartmentStatus
from nextpatient_desktop.clinic.door import Clinic, new_command_id
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.patients.messages import FamilyMember, FamilyOf
from nextpatient_desktop.clinic.printing import (
    PrinterState,
    PrinterStatus,
    PrintOutcome,
    TicketContent,
    TicketPrinter,
)
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, IssueToken
from nextpatient_desktop.domain.ids import DepartmentId, PatientId
from nextpatient_desktop.domain.model import KioskAsks, Priority, PriorityReason
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.kiosk.idle import IdleGuard
from nextpatient_desktop.ui.kiosk.paper import ticket_content
from nextpatient_desktop.ui.kiosk.session import Known, Session, fewest_digits, most_digits
from nextpatient_desktop.ui.kiosk.showing import KioskScreen
from nextpatient_desktop.ui.kiosk.state import (
    KioskState,
    Modules,
    Paper,
    Step,
)
from nextpatient_desktop.ui.live import Answer, Refresher
from nextpatient_desktop.ui.ports import Cancellable, Lane, Scheduler, TaskRunner, View

WAIT_SHOWN_AFTER = 0.3
SETTLE_SECONDS = 0.35
"""A step takes no touch for this long after it appeared: a shaking hand taps twice, and the second tap would
land on whatever stands there now."""
TICKET_SECONDS = 12
TICKET_SECONDS_WITHOUT_PAPER = 30
_TICK_SECONDS = 1.0
_WAITS_CHANGE_SECONDS = 30.0


class KioskPresenter:
    """The kiosk's behaviour.

    `texts_of` gives the texts of a language; `language` is the one that the kiosk returns to; `qr_of` makes a
    QR code's modules of a link; `reset_touch` is called when the screen is wiped.
    """

    def __init__(
        self,
        clinic: Clinic,
        runner: TaskRunner,
        scheduler: Scheduler,
        view: View[KioskState],
        printer: TicketPrinter,
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
        self._printer = printer
        self._texts_of = texts_of
        self._home_language = language
        self._screen = KioskScreen(texts_of, qr_of)
        self._kiosk_name = kiosk_name
        self._report_bug = report_bug
        self._session = Session(language=language)
        self._known: Answer[Known] = Answer()
        self._printer_state: PrinterState | None = None
        self._refresher: Refresher[Known] = Refresher(runner, scheduler, self._ask, self._answered)
        self._idle = IdleGuard(scheduler.monotonic)
        self._timers: list[Cancellable] = []
        self._settled_at = 0.0
        self._shown: KioskState | None = None

    # --- life -----------------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the first screen and ask the clinic."""
        self._render()
        self._refresher.refresh()
        self._runner.run(Lane.PRINT, self._printer.status, self._printer_answered, self._report_bug)
        self._timers.append(self._scheduler.call_every(_TICK_SECONDS, self._ticked))
        self._timers.append(self._scheduler.call_every(_WAITS_CHANGE_SECONDS, self._refresher.refresh))

    def stop(self) -> None:
        """Ask and show nothing any more."""
        self._refresher.stop()
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
            self._report_bug(answer.error)
        self._render()

    # --- touches --------------------------------------------------------------------------------------

    def touched(self) -> None:
        """Somebody touched the screen, anywhere."""
        self._idle.touched()
        self._render()

    def language_chosen(self, language: str) -> None:
        """Speak this language until the patient is done."""
        self._session.language = language
        self._render()

    def text_size_toggled(self) -> None:
        """Larger text, or the usual one again."""
        self._session.is_large = not self._session.is_large
        self._render()

    def department_chosen(self, department: DepartmentId) -> None:
        """A tile was touched: ask what the department asks, or issue at once."""
        session = self._session
        status = self._status(department)
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
            session.step = Step.DETAILS
            self._render()
        elif self._takes_touches(Step.DETAILS):
            kept = session.language, session.is_large
            self._wipe()
            self._session.language, self._session.is_large = kept
            self._render()

    def digit_pressed(self, digit: str) -> None:
        """A figure of the phone number."""
        session = self._session
        if (
            session.step is Step.DETAILS
            and not session.is_busy
            and len(session.digits) < most_digits(self._country())
        ):
            session.digits, session.error = session.digits + digit, None
            session.commands.clear()
            self._render()

    def digits_cleared(self) -> None:
        """Start the number again."""
        self._typed_again("")

    def digit_deleted(self) -> None:
        """Take the last figure back."""
        self._typed_again(self._session.digits[:-1])

    def _typed_again(self, digits: str) -> None:
        if self._takes_touches(Step.DETAILS):
            self._session.digits, self._session.error = digits, None
            self._session.commands.clear()
            self._render()

    def priority_chosen(self, reason: PriorityReason) -> None:
        """A reason for priority was touched; touched again it is taken back."""
        session = self._session
        if self._takes_touches(Step.DETAILS):
            session.reason = None if session.reason is reason else reason
            session.commands.clear()
            self._render()

    def skip_pressed(self) -> None:
        """Go on without a number."""
        session = self._session
        if self._takes_touches(Step.DETAILS) and session.can_skip:
            session.digits, session.error = "", None
            self._issue()

    def token_pressed(self) -> None:
        """Get the token: first, where a number was typed, ask who of the family it is for."""
        session = self._session
        if not self._takes_touches(Step.DETAILS) or session.department is None:
            return
        is_needed = session.department.department.asks is KioskAsks.PHONE
        if not session.digits and not is_needed:
            self._issue()
        elif len(session.digits) < fewest_digits(self._country()):
            self._refuse(
                ClinicError("phone_incomplete", field="phone", digits=fewest_digits(self._country()))
            )
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

    # --- issuing --------------------------------------------------------------------------------------

    def _ask_family(self) -> None:
        session = self._session
        self._begin_work()
        self._runner.run(
            Lane.CLINIC,
            lambda: self._clinic.ask(FamilyOf(phone=session.digits)),
            lambda family: self._family_answered(session, family),
            lambda error: self._failed(session, error),
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

    def _issue(self, *, patient: PatientId | None = None, is_new: bool = False) -> None:
        session = self._session
        status = session.department
        if status is None:
            return
        key = (status.department.id, patient, is_new)
        command = IssueToken(
            id=session.commands.setdefault(key, new_command_id()),
            department=status.department.id,
            priority=Priority.PRIORITY if session.reason else Priority.NORMAL,
            reason=session.reason,
            patient=patient,
            phone=session.digits,
            is_new_patient=is_new,
            language=session.language,
        )
        self._begin_work()
        self._runner.run(
            Lane.CLINIC,
            lambda: self._clinic.execute(command),
            lambda issued: self._issued(session, issued),
            lambda error: self._failed(session, error),
        )

    def _issued(self, session: Session, issued: IssuedToken) -> None:
        """The number is on screen first; paper follows, also when the patient has gone by then."""
        content = self._content(session, issued)
        if session is self._session:
            self._end_work()
            session.issued, session.step = issued, Step.TICKET
            session.paper = Paper.NONE if self._printer_state is PrinterState.NONE else Paper.PRINTING
            session.seconds = TICKET_SECONDS_WITHOUT_PAPER
            self._render()
        self._runner.run(
            Lane.PRINT,
            lambda: self._printer.print_ticket(content),
            lambda outcome: self._printed(session, outcome),
            lambda error: self._print_failed(session, error),
        )

    def _failed(self, session: Session, error: Exception) -> None:
        if not isinstance(error, ClinicError):
            self._report_bug(error)
        if session is not self._session:
            return
        self._end_work()
        shown = error if isinstance(error, ClinicError) else ClinicError("kiosk_failed")
        if shown.params.get("field") != "phone" and session.step is Step.FAMILY:
            session.step = Step.DETAILS
        self._refuse(shown)
        self._refresher.refresh()

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

    # --- paper ----------------------------------------------------------------------------------------

    def _printed(self, session: Session, outcome: PrintOutcome) -> None:
        self._printer_state = PrinterState.READY if outcome.is_on_paper else outcome.state
        papers = {PrinterState.FAILED_MIDWAY: Paper.UNKNOWN}
        session.paper = Paper.OUT if outcome.is_on_paper else papers.get(outcome.state, Paper.NONE)
        if outcome.is_on_paper:
            session.seconds = min(session.seconds, TICKET_SECONDS)
        self._render()

    def _print_failed(self, session: Session, error: Exception) -> None:
        self._report_bug(error)
        session.paper = Paper.NONE
        self._render()

    def _printer_answered(self, status: PrinterStatus) -> None:
        self._printer_state = status.state
        self._render()

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
        self._session = Session(language=self._home_language)
        self._idle.touched()

    # --- what is shown --------------------------------------------------------------------------------

    def _render(self) -> None:
        state = self._state()
        if state != self._shown:
            if self._shown is None or self._shown.step is not state.step:
                self._settled_at = self._scheduler.monotonic() + SETTLE_SECONDS
            self._shown = state
            self._view.render(state)

    def _state(self) -> KioskState:
        return self._screen.state(
            self._session,
            self._known,
            now=self._scheduler.now(),
            printer=self._printer_state,
            still_there=self._still_there(),
        )

    def _content(self, session: Session, issued: IssuedToken) -> TicketContent:
        known, status = self._known.value, session.department
        if known is None or status is None:
            raise RuntimeError("a token was issued before the clinic was known")
        languages = [code for code in known.clinic.languages if code != session.language]
        return ticket_content(
            issued,
            clinic=known.clinic,
            department=status.department,
            texts=self._texts_of(session.language),
            second=self._texts_of(languages[0]) if languages else None,
            kiosk_name=self._kiosk_name,
        )

    def _still_there(self) -> int | None:
        session = self._session
        is_asked = session.step is not Step.TICKET and not session.is_busy and not self._is_clean()
        return self._idle.seconds_left() if is_asked else None

    def _is_clean(self) -> bool:
        session = self._session
        return session.step is Step.HOME and session.error is None

    def _status(self, department: DepartmentId) -> DepartmentStatus | None:
        known = self._known.value
        if known is None:
            return None
        return next((status for status in known.departments if status.department.id == department), None)

    def _takes_touches(self, step: Step) -> bool:
        """Whether this step is up, has been for a moment, and no work of it is under way."""
        session = self._session
        has_settled = self._scheduler.monotonic() >= self._settled_at
        return session.step is step and not session.is_busy and has_settled

    def _country(self) -> str:
        known = self._known.value
        return known.clinic.country_code if known is not None else ""
