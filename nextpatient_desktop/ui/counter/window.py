"""`CounterWindow`: the counter's window: its panels and its presenter put together.

The board and the forms, most of it all, are made when somebody has signed in: the sign-in is there sooner.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedLayout, QWidget

from nextpatient_desktop.clinic.door import Actor, Clinic
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text.languages import LANGUAGES
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.desk import Desk
from nextpatient_desktop.ui.counter.presenter import CounterPresenter
from nextpatient_desktop.ui.counter.private_files import PrivateFolder
from nextpatient_desktop.ui.counter.sign_in_panel import SignInPanel
from nextpatient_desktop.ui.ports import Notices, Scheduler, TaskRunner, View
from nextpatient_desktop.ui.theme import Theme, desk_theme

if TYPE_CHECKING:
    from nextpatient_desktop.clinic.print_queue.ports import Printing
    from nextpatient_desktop.domain.ids import TokenId
    from nextpatient_desktop.ui.counter.board import BoardPresenter
    from nextpatient_desktop.ui.counter.board_panel import BoardPanel
    from nextpatient_desktop.ui.counter.explaining import ExplainState
    from nextpatient_desktop.ui.counter.forms import AskFiles, Forms
    from nextpatient_desktop.ui.counter.news import NewsState
    from nextpatient_desktop.ui.counter.records import RecordsPresenter
    from nextpatient_desktop.ui.counter.records_panel import RecordsPanel
    from nextpatient_desktop.ui.counter.state import Act, RowAct, RowActState

_SMALLEST = (1000, 640)
_STATION = Actor(kind=StationKind.COUNTER)


class CounterWindow(QWidget):
    """The counter. Make it, `start` it, and tell it with `clinic_changed` whenever the journal grew.

    It says nothing by itself but through `notices`; a view for those belongs on this window.
    """

    def __init__(
        self,
        clinic: Clinic,
        runner: TaskRunner,
        scheduler: Scheduler,
        notices: Notices,
        *,
        texts_of: Callable[[str], Texts],
        language: str,
        open_settings: Callable[[], None],
        open_file: Callable[[Path], None],
        language_chosen: Callable[[str], None],
        counter_name: str = "",
        station: Actor = _STATION,
        files: PrivateFolder | None = None,
        ask_files: "AskFiles | None" = None,
        theme: Theme | None = None,
        printing: "Printing | None" = None,
    ) -> None:
        """Put the window together.

        Args:
            clinic: the clinic as this station sees it without anybody signed in.
            runner: runs what may block.
            scheduler: the time.
            notices: tells the person something.
            texts_of: gives the words of a language by its code.
            language: the language to begin with.
            open_settings: opens the settings over this window.
            open_file: shows a file to the person with the system's own program.
            language_chosen: remembers a language, and says it to whoever else words anything.
            counter_name: the counter at which this station stands, empty when it is to be chosen.
            station: who `clinic` acts as; whoever signs in is added to it.
            files: where decrypted documents lie while they are looked at.
            ask_files: asks which files to attach, with the system's dialog by default.
            theme: the look, the desk's by default.
            printing: this station's print queue, None for one that prints nothing.
        """
        super().__init__()
        self._theme = theme or desk_theme()
        self._texts_of = texts_of
        self._remember_language = language_chosen
        texts = texts_of(language)
        self._desk = Desk(tasks=runner, scheduler=scheduler, notices=notices, texts=texts)
        self._sign_in = SignInPanel(self._theme, texts)
        self._board: BoardPanel | None = None
        self._forms: Forms | None = None
        self._ask_files = ask_files
        self._open_settings = open_settings
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._sign_in)
        self.presenter = CounterPresenter(
            clinic=clinic,
            desk=self._desk,
            view=self,
            station=station,
            open_file=open_file,
            files=files or PrivateFolder(),
            counter_name=counter_name,
            printing=printing,
            texts_of=texts_of,
        )
        self.setMinimumSize(self._theme.px(_SMALLEST[0]), self._theme.px(_SMALLEST[1]))
        self._connect()
        self._name_window()

    # --- what the presenter draws on ------------------------------------------------------------------------

    @property
    def sign_in_panel(self) -> SignInPanel:
        """Where the sign-in is drawn."""
        return self._sign_in

    @property
    def board_panel(self) -> "BoardPanel":
        """Where the board is drawn."""
        if self._board is None:
            from nextpatient_desktop.ui.counter.board_panel import BoardPanel

            self._board = BoardPanel(self._theme, self._desk.texts, self._acts_of)
            self._pages.addWidget(self._board)
            self._connect_board(self._board)
            self._connect_records(self._board.records)
        return self._board

    @property
    def records_panel(self) -> "RecordsPanel":
        """Where documents and history are drawn."""
        return self.board_panel.records

    @property
    def news_panel(self) -> "View[NewsState]":
        """Where it is drawn what staff have to know."""
        return self.board_panel.news_view

    @property
    def forms(self) -> "Forms":
        """The dialogs over the board."""
        if self._forms is None:
            from nextpatient_desktop.ui.counter.forms import Forms, ask_files_with_qt

            ask = self._ask_files or ask_files_with_qt
            self._forms = Forms(self._theme, lambda: self._desk.texts, self, self.presenter, ask)
        return self._forms

    def show_sign_in(self) -> None:
        """Show the sign-in, with nothing of whoever was signed in before."""
        if self._forms is not None:
            self._forms.close()
        self._sign_in.forget()
        if self._board is not None:
            self._board.queue.close_search()
        self._pages.setCurrentWidget(self._sign_in)

    def show_sign_in_again(self) -> None:
        """Show the sign-in; the form that is open waits, out of sight."""
        if self._forms is not None:
            self._forms.put_aside()
        self._sign_in.forget()
        self._pages.setCurrentWidget(self._sign_in)

    def show_board(self) -> None:
        """Show the board; the keyboard is in the list, where typing begins a search, or in a form again."""
        self._sign_in.forget()
        board = self.board_panel
        self._pages.setCurrentWidget(board)
        board.queue.rows.setFocus()
        if self._forms is not None:
            self._forms.take_up()

    # --- what the program says ------------------------------------------------------------------------------

    def start(self) -> None:
        """Show the sign-in and begin to ask."""
        self.presenter.start()

    def clinic_changed(self) -> None:
        """The journal grew."""
        self.presenter.position_grew()

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        self._sign_in.set_texts(texts)
        if self._board is not None:
            self._board.set_texts(texts)
        self.presenter.language_changed(texts)
        self._name_window()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed while the keyboard is nowhere is for the board."""
        if self._board is not None and self._board.isVisible():
            self._board.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop asking, and leave no decrypted document behind; but not while a file is on its way."""
        if self.presenter.is_attaching and event.spontaneous():
            _ = self._desk.texts.gettext
            self._desk.notices.warning(
                _("A file is still being attached."), detail=_("Close the window once it is done.")
            )
            event.ignore()
            return
        self.presenter.stop()
        super().closeEvent(event)

    # --- inside ---------------------------------------------------------------------------------------------

    def _name_window(self) -> None:
        self.setWindowTitle(self._desk.texts.gettext("Counter"))

    def _connect(self) -> None:
        sign_in, presenter = self._sign_in, self.presenter.sign_in
        sign_in.counter_chosen.connect(presenter.counter_chosen)
        sign_in.person_chosen.connect(presenter.person_chosen)
        sign_in.submitted.connect(presenter.submitted)
        sign_in.retried.connect(presenter.start)
        sign_in.settings_clicked.connect(self._open_settings)
        sign_in.language_clicked.connect(self._offer_languages)
        for key in ("F10", "Ctrl+,"):
            QShortcut(QKeySequence(key), self).activated.connect(self._open_settings)

    def _connect_board(self, board: "BoardPanel") -> None:
        board.top.settings_clicked.connect(self._open_settings)
        board.top.language_chosen.connect(self._language_chosen)
        board.top.sign_out_clicked.connect(self.presenter.sign_out)
        board.top.availability_chosen.connect(
            lambda value, reason: self._with_board(lambda b: b.availability_chosen(value, reason))
        )
        board.queue.filter_chosen.connect(lambda which: self._with_board(lambda b: b.filter_chosen(which)))
        board.queue.searched.connect(lambda text: self._with_board(lambda b: b.searched(text)))
        board.queue.search_entered.connect(lambda: self._with_board(lambda b: b.search_entered()))
        board.queue.row_chosen.connect(lambda token: self._with_board(lambda b: b.row_chosen(token)))
        board.queue.row_acted.connect(self._row_acted)
        board.next_pressed.connect(lambda: self._with_board(lambda b: b.next_pressed()))
        board.acted.connect(self._acted)
        board.undo_pressed.connect(lambda: self._with_board(lambda b: b.undo_pressed()))
        board.add_pressed.connect(lambda: self.forms.add_token())
        board.patient_pressed.connect(lambda: self.forms.patient())
        board.attach_pressed.connect(lambda: self.forms.attach())
        board.explained.connect(self._explain)
        board.news.dismissed.connect(self.presenter.dismissed)

    def _connect_records(self, records: "RecordsPanel") -> None:
        records.tab_chosen.connect(lambda tab: self._with_records(lambda r: r.tab_chosen(tab)))
        records.files_dropped.connect(lambda paths: self.forms.attach(paths))
        records.document_opened.connect(lambda document: self._with_records(lambda r: r.opened(document)))
        records.document_removed.connect(lambda document: self._with_records(lambda r: r.removed(document)))
        records.upload_tried_again.connect(
            lambda number: self._with_records(lambda r: r.uploads.tried_again(number))
        )
        records.upload_dropped.connect(lambda number: self._with_records(lambda r: r.uploads.dropped(number)))
        records.print_clicked.connect(self._offer_papers)
        QShortcut(QKeySequence("Ctrl+Shift+P"), self).activated.connect(self._offer_papers)
        records.unpin_clicked.connect(lambda: self._with_records(lambda r: r.unpin()))

    def _with_board(self, call: "Callable[[BoardPresenter], None]") -> None:
        if self.presenter.session is not None:
            call(self.presenter.session.board)

    def _with_records(self, call: "Callable[[RecordsPresenter], None]") -> None:
        if self.presenter.session is not None:
            call(self.presenter.session.records)

    def _acts_of(self, token: "TokenId") -> "tuple[RowActState, ...]":
        session = self.presenter.session
        return session.board.row_acts(token) if session is not None else ()

    def _acted(self, act: "Act") -> None:
        from nextpatient_desktop.ui.counter.state import Act

        if act is Act.SEND:
            self.forms.send_on()
        else:
            self._with_board(lambda board: board.pressed(act))

    def _row_acted(self, act: "RowAct", token: "TokenId", choice: str) -> None:
        self._with_board(lambda board: board.row_acted(act, token, choice))

    def _explain(self, state: "ExplainState") -> None:
        self.forms.explain(state)

    def _language_chosen(self, code: str) -> None:
        self._remember_language(code)
        self.set_texts(self._texts_of(code))

    def _offer_papers(self) -> None:
        """Offer what can be printed; the closing slips of past days in a menu of their own."""
        from nextpatient_desktop.ui.counter.parts import themed_menu

        session = self.presenter.session
        papers = None if session is None else session.papers
        if papers is None or self._pages.currentWidget() is not self._board:
            return
        menu = themed_menu(self._theme, self)
        earlier: QMenu | None = None
        for choice in papers.choices():
            if choice.day is not None and earlier is None:
                earlier = menu.addMenu(self._desk.texts.gettext("Closing slip of another day"))
            entry = (menu if choice.day is None or earlier is None else earlier).addAction(choice.label)
            entry.triggered.connect(lambda _checked=False, one=choice: papers.chosen(one))
        place = self.board_panel.records.print_place()
        menu.popup(place.mapToGlobal(QPoint(0, place.height())))

    def _offer_languages(self) -> None:
        from nextpatient_desktop.ui.counter.parts import themed_menu

        menu = themed_menu(self._theme, self)
        for code, language in LANGUAGES.items():
            entry = menu.addAction(language.name)
            entry.triggered.connect(lambda _checked=False, chosen=code: self._language_chosen(chosen))
        place = self._sign_in.language_place()
        menu.popup(place.mapToGlobal(QPoint(0, place.height())))
