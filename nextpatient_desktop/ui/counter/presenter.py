"""`CounterPresenter`: the counter as a whole: who is signed in, and the presenters of what they see.

No Qt here, nor in anything that is imported here. What only somebody signed in needs is imported then.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.clinic.errors import ClinicError
from nextpatient_desktop.clinic.setup.messages import ClinicDetails
from nextpatient_desktop.clinic.staff.messages import SignOut
from nextpatient_desktop.clinic.tokens.messages import IssuedToken, Transferred
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.domain.model import ClinicInfo, Counter, Patient, Staff
from nextpatient_desktop.domain.records import dataclass
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.acting import Doer, undo_action
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.private_files import PrivateFolder
from nextpatient_desktop.ui.counter.sign_in import SignedIn, SignInPresenter, SignInState
from nextpatient_desktop.ui.ports import Lane, View

if TYPE_CHECKING:
    from nextpatient_desktop.ui.counter.adding import AddPresenter, AddState
    from nextpatient_desktop.ui.counter.attaching import AttachPresenter, AttachState
    from nextpatient_desktop.ui.counter.board import BoardPanel, BoardPresenter
    from nextpatient_desktop.ui.counter.identifying import IdentifyPresenter, IdentifyState
    from nextpatient_desktop.ui.counter.patient_form import PatientFormPresenter, PatientFormState
    from nextpatient_desktop.ui.counter.records import RecordsPresenter, RecordsState, Subject
    from nextpatient_desktop.ui.counter.sending import SendPresenter, SendState


class CounterView(Protocol):
    """The window, as the presenter sees it."""

    @property
    def sign_in_panel(self) -> View[SignInState]:
        """Where the sign-in is drawn."""
        ...

    @property
    def board_panel(self) -> "BoardPanel":
        """Where the board is drawn."""
        ...

    @property
    def records_panel(self) -> "View[RecordsState]":
        """Where documents and history are drawn."""
        ...

    def show_sign_in(self) -> None:
        """Show the sign-in, with nothing of whoever was signed in before."""
        ...

    def show_board(self) -> None:
        """Show the board."""
        ...


@dataclass(frozen=True, kw_only=True)
class Session:
    """Who is signed in where, and the presenters of what they see."""

    clinic: Clinic
    staff: Staff
    counter: Counter
    board: "BoardPresenter"
    records: "RecordsPresenter"
    leaving: Doer


class CounterPresenter:
    """Holds who is signed in. Everything else is held by the presenters of the panels."""

    def __init__(
        self,
        *,
        clinic: Clinic,
        desk: Desk,
        view: CounterView,
        station: Actor,
        open_file: Callable[[Path], None],
        files: PrivateFolder,
        counter_name: str = "",
    ) -> None:
        """`clinic` is the clinic as the station without anybody signed in sees it, who `station` is."""
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._station = station
        self._open_file = open_file
        self._files = files
        self._session: Session | None = None
        self._sign_in = SignInPresenter(
            clinic=clinic,
            desk=desk,
            view=view.sign_in_panel,
            signed_in=self._signed_in,
            counter_name=counter_name,
        )

    @property
    def sign_in(self) -> SignInPresenter:
        """The sign-in."""
        return self._sign_in

    @property
    def session(self) -> Session | None:
        """Who is signed in, if anybody."""
        return self._session

    @property
    def staff(self) -> Staff | None:
        """The staff member who is signed in, if anybody."""
        return self._session.staff if self._session is not None else None

    def start(self) -> None:
        """Show the sign-in, and learn where the clinic is."""

        def known(info: ClinicInfo) -> None:
            try:
                self._desk.zone = ZoneInfo(info.time_zone)
            except (ZoneInfoNotFoundError, ValueError) as error:
                self._desk.notices.error(error)
            self.redraw()

        self._view.show_sign_in()
        self._sign_in.start()
        self._desk.tasks.run(Lane.CLINIC, lambda: self._clinic.ask(ClinicDetails()), known, self._quietly)

    def stop(self) -> None:
        """The window closes: ask nothing any more, and leave no decrypted document behind."""
        self._sign_in.stop()
        if self._session is not None:
            self._session.board.stop()
            self._session.records.stop()
        self._files.close()

    def position_grew(self) -> None:
        """The clinic changed."""
        if self._session is not None:
            self._session.board.refresh()
        else:
            self._sign_in.reload()

    def language_changed(self, texts: Texts) -> None:
        """Say everything in this language from now on."""
        self._desk.texts = texts
        self.redraw()

    def redraw(self) -> None:
        """Show everything again."""
        self._sign_in.refresh()
        if self._session is not None:
            self._session.board.redraw()
            self._session.records.refresh()

    def sign_out(self) -> None:
        """Leave the counter. The clinic refuses while a token is called or being served there."""
        session = self._session
        if session is None:
            return
        if refusal := session.board.refusal():
            self._desk.notices.warning(refusal)
            return

        session.leaving.do("sign_out", lambda id_: SignOut(id=id_), lambda _nothing: self._left())

    # --- the forms, each with its presenter -----------------------------------------------------------------

    def adding(self, view: "View[AddState]", closed: Callable[[], None]) -> "AddPresenter | None":
        """The presenter of the form `Add a token`; `closed` is called once it is done."""
        session = self._session
        if session is None or self._is_refused(session.board.refusal()):
            return None

        def added(issued: IssuedToken, command: CommandId) -> None:
            closed()
            texts = self._desk.texts
            self._desk.notices.success(
                words.what_was_done(texts, "IssueToken", issued.code),
                detail=texts.place_in_line(issued.place) if issued.place and issued.place > 1 else "",
                action=undo_action(self._desk, session.board.undo, command),
            )
            session.board.changed()

        from nextpatient_desktop.ui.counter.adding import AddPresenter

        return AddPresenter(
            clinic=session.clinic,
            desk=self._desk,
            view=view,
            added=added,
            preferred=session.counter.departments,
        )

    def sending(self, view: "View[SendState]", closed: Callable[[], None]) -> "SendPresenter | None":
        """The presenter of the form `Send to`; none while nobody can be sent on."""
        session = self._session
        if session is None or self._is_refused(session.board.send_refusal()):
            return None
        board = session.board.board
        if board is None or board.current is None:
            return None

        def sent(result: Transferred, department: str, command: CommandId) -> None:
            closed()
            _ = self._desk.texts.gettext
            said = _("{code} sent to {department}").format(code=result.ended.code, department=department)
            self._desk.notices.success(said, action=undo_action(self._desk, session.board.undo, command))
            session.board.sent(result.started.department)

        from nextpatient_desktop.ui.counter.sending import SendPresenter

        return SendPresenter(
            clinic=session.clinic,
            desk=self._desk,
            view=view,
            token=board.current.token,
            sent=sent,
            preferred=session.board.send_target(),
        )

    def patient_form(
        self, view: "View[PatientFormState]", closed: Callable[[], None]
    ) -> "PatientFormPresenter | None":
        """The presenter of the patient's form: to correct the record, or to register whose visit it is."""
        session, subject = self._session, self._subject()
        if session is None or self._is_refused(session.records.refusal()) or subject is None:
            return None
        what = "UpdatePatient" if subject.patient is not None else "RegisterPatient"

        def saved(patient: Patient, command: CommandId) -> None:
            closed()
            self._patient_done(session, what, subject.code, command)

        from nextpatient_desktop.ui.counter.patient_form import PatientFormPresenter

        return PatientFormPresenter(
            clinic=session.clinic,
            desk=self._desk,
            view=view,
            saved=saved,
            patient=subject.patient,
            visit=subject.visit if subject.patient is None else None,
        )

    def identifying(
        self, view: "View[IdentifyState]", closed: Callable[[], None]
    ) -> "IdentifyPresenter | None":
        """The presenter of the search for whose visit it is."""
        session, subject = self._session, self._subject()
        if session is None or self._is_refused(session.records.refusal()) or subject is None:
            return None

        def identified(_patient: Patient, command: CommandId) -> None:
            closed()
            self._patient_done(session, "IdentifyVisit", subject.code, command)

        from nextpatient_desktop.ui.counter.identifying import IdentifyPresenter

        return IdentifyPresenter(
            clinic=session.clinic,
            desk=self._desk,
            view=view,
            visit=subject.visit,
            code=subject.code,
            identified=identified,
        )

    def attaching(self, view: "View[AttachState]") -> "AttachPresenter | None":
        """The presenter of the form in which files are named before they are attached."""
        session, subject = self._session, self._subject()
        if session is None or self._is_refused(session.records.refusal()) or subject is None:
            return None
        from nextpatient_desktop.ui.counter.attaching import AttachPresenter

        return AttachPresenter(
            desk=self._desk,
            view=view,
            uploads=session.records.uploads,
            visit=subject.visit,
            code=subject.code,
        )

    @property
    def has_patient(self) -> bool:
        """Whether it is known whose visit is in hand."""
        subject = self._subject()
        return subject is not None and subject.patient is not None

    @property
    def is_attaching(self) -> bool:
        """Whether files are still on their way."""
        return self._session is not None and self._session.records.uploads.is_busy

    # --- inside ---------------------------------------------------------------------------------------------

    def _subject(self) -> "Subject | None":
        return self._session.records.subject if self._session is not None else None

    def _is_refused(self, refusal: str) -> bool:
        if refusal:
            self._desk.notices.warning(refusal)
        return bool(refusal)

    def _patient_done(self, session: Session, what: str, code: str, command: CommandId) -> None:
        said = words.what_was_done(self._desk.texts, what, code)
        self._desk.notices.success(said, action=undo_action(self._desk, session.board.undo, command))
        session.board.changed()
        session.records.reload()

    def _signed_in(self, signed: SignedIn) -> None:
        from nextpatient_desktop.ui.counter.board import BoardEvents, BoardPresenter
        from nextpatient_desktop.ui.counter.records import RecordsPresenter

        staff = signed.staff
        acting = self._clinic.acting_as(replace(self._station, staff=staff.id, role=staff.role))
        events = BoardEvents(
            subject_changed=self._subject_changed,
            position_changed=self._position_changed,
            signed_out_elsewhere=self._signed_out_elsewhere,
        )
        board = BoardPresenter(
            clinic=acting,
            desk=self._desk,
            view=self._view.board_panel,
            counter=signed.counter,
            staff=staff,
            events=events,
        )
        records = RecordsPresenter(
            clinic=acting,
            desk=self._desk,
            view=self._view.records_panel,
            files=self._files,
            open_file=self._open_file,
            undo=board.undo,
            changed=board.changed,
            unpinned=board.unpinned,
        )
        self._session = Session(
            clinic=acting,
            staff=staff,
            counter=signed.counter,
            board=board,
            records=records,
            leaving=Doer(acting, self._desk, lambda: None),
        )
        records.refresh()
        board.start()
        self._view.show_board()

    def _left(self) -> None:
        if self._session is None:
            return
        self._session.board.stop()
        self._session.records.stop()
        self._session = None
        # What one person opened is not the next one's to read.
        self._files.close()
        self._view.show_sign_in()
        self._sign_in.person_chosen(None)
        self._sign_in.start()

    def _subject_changed(self, subject: "Subject | None", refusal: str) -> None:
        if self._session is not None:
            self._session.records.show(subject, refusal)

    def _position_changed(self) -> None:
        if self._session is not None:
            self._session.records.reload()

    def _signed_out_elsewhere(self) -> None:
        if self._session is None:
            return
        counter = self._session.counter.name_in(self._desk.texts.language)
        _ = self._desk.texts.gettext
        self._left()
        self._desk.notices.warning(
            _("You are no longer signed in at {counter}.").format(counter=counter),
            detail=_("Somebody signed in here, or you signed in elsewhere."),
        )

    def _quietly(self, error: Exception) -> None:
        """The clinic's time zone can wait: the sign-in says what is wrong."""
        if not isinstance(error, ClinicError):
            self._desk.notices.error(error)
