"""`FormPresenters`: makes the presenter of each form, for whoever is signed in. No Qt.

What only an open form needs is imported then.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from nextpatient_desktop.clinic.tokens.messages import IssuedToken, Transferred
from nextpatient_desktop.domain.ids import CommandId
from nextpatient_desktop.domain.model import Patient
from nextpatient_desktop.ui.counter import words
from nextpatient_desktop.ui.counter.acting import undo_action
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.session import Session
from nextpatient_desktop.ui.ports import View

if TYPE_CHECKING:
    from nextpatient_desktop.ui.counter.adding import AddPresenter, AddState
    from nextpatient_desktop.ui.counter.attaching import AttachPresenter, AttachState
    from nextpatient_desktop.ui.counter.identifying import IdentifyPresenter, IdentifyState
    from nextpatient_desktop.ui.counter.patient_form import PatientFormPresenter, PatientFormState
    from nextpatient_desktop.ui.counter.records import Subject
    from nextpatient_desktop.ui.counter.sending import SendPresenter, SendState


class FormPresenters:
    """None of them while nobody is signed in, or while nothing can be changed."""

    def __init__(self, desk: Desk, session: Callable[[], Session | None]) -> None:
        """`session` says who is signed in now."""
        self._desk = desk
        self._session_now = session

    @property
    def session(self) -> Session | None:
        """Who is signed in."""
        return self._session_now()

    def adding(self, view: "View[AddState]", closed: Callable[[], None]) -> "AddPresenter | None":
        """The presenter of the form `Add a token`; `closed` is called once it is done."""
        session = self.session
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
        session = self.session
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
        session, subject = self.session, self._subject()
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
        session, subject = self.session, self._subject()
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
        session, subject = self.session, self._subject()
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

    # --- inside ---------------------------------------------------------------------------------------------

    def _subject(self) -> "Subject | None":
        session = self.session
        return session.records.subject if session is not None else None

    def _is_refused(self, refusal: str) -> bool:
        if refusal:
            self._desk.notices.warning(refusal)
        return bool(refusal)

    def _patient_done(self, session: Session, what: str, code: str, command: CommandId) -> None:
        said = words.what_was_done(self._desk.texts, what, code)
        self._desk.notices.success(said, action=undo_action(self._desk, session.board.undo, command))
        session.board.changed()
        session.records.reload()
