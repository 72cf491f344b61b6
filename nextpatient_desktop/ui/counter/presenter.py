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
from nextpatient_desktop.domain.ids import AlertId
from nextpatient_desktop.domain.model import ClinicInfo, Counter, Staff
from nextpatient_desktop.text import load_texts
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.acting import Doer
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.form_presenters import FormPresenters
from nextpatient_desktop.ui.counter.private_files import PrivateFolder
from nextpatient_desktop.ui.counter.session import Session
from nextpatient_desktop.ui.counter.sign_in import SignedIn, SignInPresenter, SignInState
from nextpatient_desktop.ui.ending import SessionNotices
from nextpatient_desktop.ui.ports import Lane, View

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.print_queue.ports import Printing
    from nextpatient_desktop.ui.counter.board import BoardPanel
    from nextpatient_desktop.ui.counter.news import NewsState
    from nextpatient_desktop.ui.counter.printing import PaperPresenter
    from nextpatient_desktop.ui.counter.records import RecordsPresenter, RecordsState, Subject


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

    @property
    def news_panel(self) -> "View[NewsState]":
        """Where it is drawn what staff have to know."""
        ...

    def show_sign_in(self) -> None:
        """Show the sign-in, with nothing of whoever was signed in before."""
        ...

    def show_sign_in_again(self) -> None:
        """Show the sign-in over the board; a form that is open waits behind it, out of sight."""
        ...

    def show_board(self) -> None:
        """Show the board."""
        ...


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
        printing: "Printing | None" = None,
        texts_of: Callable[[str], Texts] = load_texts,
    ) -> None:
        """`clinic` is the clinic as the station without anybody signed in sees it, who `station` is."""
        self._clinic = clinic
        self._desk = desk
        self._view = view
        self._station = station
        self._open_file = open_file
        self._files = files
        self._printing = printing
        self._texts_of = texts_of
        self._session: Session | None = None
        self._is_suspended = False
        self._forms = FormPresenters(desk, lambda: self._session)
        desk.notices = SessionNotices(desk.notices, self._session_over)
        desk.session_over = self._session_over
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
        self._stop_session()
        self._files.close()

    def position_grew(self) -> None:
        """The clinic changed."""
        if self._session is not None and not self._is_suspended:
            self._session.news.refresh()
            self._session.board.refresh()  # last: what it learns may end the session
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
            self._session.news.redraw()

    def dismissed(self, alert: AlertId) -> None:
        """Somebody dealt with what staff had to know."""
        if self._session is not None:
            self._session.news.dismissed(alert)

    def sign_out(self) -> None:
        """Leave the counter. The clinic refuses while a token is called or being served there."""
        session = self._session
        if session is None:
            return
        if refusal := session.board.refusal():
            self._desk.notices.warning(refusal)
            return

        session.leaving.do("sign_out", lambda id_: SignOut(id=id_), lambda _nothing: self._left())

    @property
    def forms(self) -> FormPresenters:
        """The presenters of the forms."""
        return self._forms

    @property
    def is_attaching(self) -> bool:
        """Whether files are still on their way."""
        return self._session is not None and self._session.records.uploads.is_busy

    # --- inside ---------------------------------------------------------------------------------------------

    def _signed_in(self, signed: SignedIn) -> None:
        if self._goes_on(signed):
            return
        from nextpatient_desktop.ui.counter.board import BoardEvents, BoardPresenter
        from nextpatient_desktop.ui.counter.news import NewsPresenter
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
        news = NewsPresenter(
            clinic=acting, desk=self._desk, view=self._view.news_panel, refusal=board.refusal
        )
        self._session = Session(
            clinic=acting,
            staff=staff,
            counter=signed.counter,
            board=board,
            records=records,
            news=news,
            papers=self._papers(acting, signed.counter, records),
            leaving=Doer(acting, self._desk, lambda: None),
        )
        records.refresh()
        board.start()
        news.start()
        self._view.show_board()

    def _papers(
        self, clinic: Clinic, counter: Counter, records: "RecordsPresenter"
    ) -> "PaperPresenter | None":
        if self._printing is None:
            return None
        from nextpatient_desktop.ui.counter.printing import PaperPresenter

        return PaperPresenter(
            clinic,
            self._desk,
            self._printing,
            texts_of=self._texts_of,
            printed_by=lambda: counter.name_in(self._desk.texts.language),
            subject=lambda: records.subject,
        )

    def _goes_on(self, signed: SignedIn) -> bool:
        """Whether somebody whose session had ended is back, so that everything is as it was left."""
        session, was_suspended = self._session, self._is_suspended
        self._is_suspended = False
        if session is None or not was_suspended:
            return False
        if (signed.staff.id, signed.counter.id) != (session.staff.id, session.counter.id):
            self._left()
            return False
        session.news.refresh()
        session.records.reload()
        self._view.show_board()
        session.board.refresh()  # last: what it learns may end the session
        return True

    def _session_over(self) -> bool:
        """The clinic wants to see a password again: what is open waits. Whether anybody was signed in."""
        session = self._session
        if session is None:
            return False
        if not self._is_suspended:
            self._is_suspended = True
            self._view.show_sign_in_again()
            self._sign_in.start_again(session.staff, session.counter)
        return True

    def _stop_session(self) -> None:
        if self._session is not None:
            self._session.board.stop()
            self._session.records.stop()
            self._session.news.stop()
            if self._session.papers is not None:
                self._session.papers.stop()

    def _left(self) -> None:
        if self._session is None:
            return
        self._stop_session()
        self._session = None
        self._is_suspended = False
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
