"""`SetupWindow`: what a device shows that is no part of a clinic yet, or not any more."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from nextpatient_desktop.clinic.joining import Joining
from nextpatient_desktop.domain.model import StationKind
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.ports import Scheduler, TaskRunner
from nextpatient_desktop.ui.setup.clinic_pages import ClinicPage, RecoveryPage, SharePage
from nextpatient_desktop.ui.setup.frame import Page
from nextpatient_desktop.ui.setup.head import Head
from nextpatient_desktop.ui.setup.join_pages import AddressPage, CodePage, FindPage, JoinedPage, WelcomePage
from nextpatient_desktop.ui.setup.ports import Outcome, Reason, SettingUp
from nextpatient_desktop.ui.setup.presenter import SetupPresenter
from nextpatient_desktop.ui.setup.state import SetupState, Step
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Ground, Theme, desk_theme, kiosk_theme, qt_palette
from nextpatient_desktop.ui.widgets.boxes import settle

_DESIGN = (1440, 900)
_LANDSCAPE = 0.86  # of a kiosk's size: a code's page has more to say than a kiosk's steps
_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.Wheel}
)


class SetupWindow(QWidget):
    """The set-up. `start` begins; `done` gets what it came to, on the GUI thread, once.

    It looks like a kiosk where fingers use it, else like a desk.
    """

    def __init__(
        self,
        joining: Joining,
        set_up: SettingUp | None,
        runner: TaskRunner,
        scheduler: Scheduler,
        *,
        texts_of: Callable[[str], Texts],
        language: str,
        kind: StationKind | None,
        done: Callable[[Outcome], None],
        report_bug: Callable[[Exception], None],
        reason: Reason = Reason.FIRST_START,
        address: str = "",
        may_close: bool = True,
        quit_program: Callable[[], None] | None = None,
        px_per_mm: float = 0.0,
        look_back: Callable[[], None] | None = None,
    ) -> None:
        """Make the window; it asks nothing before `start`.

        Args:
            joining: finds hosts and pairs with one.
            set_up: makes a new clinic on this PC; None where this device can only join one.
            runner: runs what may block.
            scheduler: the clock.
            texts_of: the words of a language.
            language: the one to begin with.
            kind: what this device is, None where the pairing says it.
            done: gets the outcome; the window is to be closed then.
            report_bug: gets errors that are not for people.
            reason: why the set-up is shown.
            address: where this device's clinic was before, to be offered with those that are found.
            may_close: whether the window may be closed by the system.
            quit_program: ends the program; without it there is no such button.
            px_per_mm: the screen's density, for what fingers touch; 0 where it is not known.
            look_back: looks whether the clinic takes this device again; None where it has none to ask.
        """
        super().__init__()
        self._texts_of = texts_of
        self._is_touch = kind is StationKind.KIOSK
        self._may_close = may_close
        self._px_per_mm = px_per_mm
        self._quit_program = quit_program
        self._state: SetupState | None = None
        self._pages: dict[Step, Page] = {}
        self._built: tuple[str, Theme] | None = None
        self._stack: QStackedWidget | None = None
        self._head: Head | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setMinimumSize(1, 1)
        self.setWindowTitle(texts_of(language).gettext("Set up this device"))
        self.presenter = SetupPresenter(
            joining,
            set_up,
            runner,
            scheduler,
            self,
            texts_of=texts_of,
            language=language,
            kind=kind,
            done=done,
            report_bug=report_bug,
            reason=reason,
            address=address,
            can_quit=quit_program is not None,
            look_back=look_back,
        )
        application = QGuiApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def start(self) -> None:
        """Show the first step and begin to look around."""
        self.presenter.start()

    def allow_close(self) -> None:
        """The program ends, or goes on with another window."""
        self._may_close = True

    # --- the presenter's view -------------------------------------------------------------------------------

    def render(self, state: SetupState) -> None:  # type: ignore[override]  # QWidget.render draws
        """Show this step."""
        before, self._state = self._state, state
        is_new = self._make(state.language)
        page = self._page(state.step)
        if self._head is not None:
            self._head.render_head(state)
        page.render(state)
        if self._stack is None:
            return
        self._stack.setCurrentWidget(page)
        settle(page)
        if before is None or before.step is not state.step:
            page.take_focus()
        elif is_new and self._head is not None and before.language != state.language:
            self._head.take_focus(state.language)

    # --- Qt -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back; Enter presses the button that has the focus."""
        focused = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.presenter.back_pressed()
        elif is_enter and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, where the system may say so."""
        if not self._may_close:
            event.ignore()
            return
        self.presenter.stop()
        application = QGuiApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody is here."""
        if event.type() in _TOUCHES:
            self.presenter.touched()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme().ground(Ground.CANVAS))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw larger on a larger screen."""
        super().resizeEvent(event)
        if self._state is None:
            return
        focused = self.focusWidget()
        if self._make(self._state.language):
            state, self._state = self._state, None
            self.render(state)
        elif focused is not None:
            focused.setFocus()
        for page in self._pages.values():
            page.set_shape(self.size())

    # --- inside ---------------------------------------------------------------------------------------------

    def _theme(self) -> Theme:
        width, height = max(1, self.width()), max(1, self.height())
        if self._is_touch:
            less = _LANDSCAPE if width > height else 1.0
            return kiosk_theme(int(width * less), int(height * less), px_per_mm=self._px_per_mm)
        scale = min(width / _DESIGN[0], height / _DESIGN[1])
        return replace(desk_theme(), scale=min(max(scale, 1.0), 3.0))

    def _make(self, language: str) -> bool:
        """Make head and pages for a language and a size of window; whether they are other ones now."""
        theme = self._theme()
        if self._built == (language, theme):
            return False
        self._built = (language, theme)
        texts = self._texts_of(language)
        for old in (self._head, self._stack):
            if old is not None:
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._pages = {}
        self.setPalette(qt_palette(theme))
        self.setStyleSheet(stylesheet(theme))
        self.setWindowTitle(texts.gettext("Set up this device"))
        self._head = Head(theme, texts)
        self._head.back_clicked.connect(self.presenter.back_pressed)
        self._head.language_chosen.connect(self.presenter.language_chosen)
        if self._quit_program is not None:
            self._head.quit_clicked.connect(self._quit_program)
        self._stack = QStackedWidget()
        self._column.addWidget(self._head)
        self._column.addWidget(self._stack, 1)
        return True

    def _page(self, step: Step) -> "_AnyPage":
        page = self._pages.get(step)
        if page is None:
            assert self._built is not None and self._stack is not None
            language, theme = self._built
            page = self._pages[step] = self._new_page(step, theme, self._texts_of(language))
            page.set_shape(QSize(self.size()))
            self._stack.addWidget(page)
        return page  # type: ignore[return-value]  # only those are kept

    def _new_page(self, step: Step, theme: Theme, texts: Texts) -> "_AnyPage":
        makers: dict[Step, Callable[[Theme, Texts], _AnyPage]] = {
            Step.WELCOME: self._welcome,
            Step.FIND: self._find,
            Step.ADDRESS: self._address,
            Step.CODE: self._code,
            Step.JOINED: self._joined,
            Step.CLINIC: self._clinic,
            Step.RECOVERY: self._recovery,
            Step.SHARE: self._share,
        }
        return makers[step](theme, texts)

    def _welcome(self, theme: Theme, texts: Texts) -> WelcomePage:
        page = WelcomePage(theme, texts)
        page.join_clicked.connect(self.presenter.join_chosen)
        page.new_clinic_clicked.connect(self.presenter.new_clinic_chosen)
        return page

    def _find(self, theme: Theme, texts: Texts) -> FindPage:
        page = FindPage(theme, texts)
        page.host_chosen.connect(self.presenter.host_chosen)
        page.address_clicked.connect(self.presenter.address_wanted)
        return page

    def _address(self, theme: Theme, texts: Texts) -> AddressPage:
        page = AddressPage(theme, texts)
        page.address_edited.connect(self.presenter.address_typed)
        page.submitted.connect(self.presenter.address_submitted)
        return page

    def _code(self, theme: Theme, texts: Texts) -> CodePage:
        page = CodePage(theme, texts)
        page.digit_pressed.connect(self.presenter.digit_pressed)
        page.backspace_pressed.connect(self.presenter.digit_deleted)
        page.cleared.connect(self.presenter.digits_cleared)
        page.submitted.connect(self.presenter.code_submitted)
        return page

    def _joined(self, theme: Theme, texts: Texts) -> JoinedPage:
        page = JoinedPage(theme, texts)
        page.begin_clicked.connect(self.presenter.begin_pressed)
        return page

    def _clinic(self, theme: Theme, texts: Texts) -> ClinicPage:
        page = ClinicPage(theme, texts)
        page.edited.connect(self.presenter.clinic_edited)
        page.input_left.connect(self.presenter.clinic_left)
        page.submitted.connect(self.presenter.clinic_submitted)
        return page

    def _recovery(self, theme: Theme, texts: Texts) -> RecoveryPage:
        page = RecoveryPage(theme, texts)
        page.written_ticked.connect(self.presenter.written_ticked)
        page.done_clicked.connect(self.presenter.recovery_done)
        return page

    def _share(self, theme: Theme, texts: Texts) -> SharePage:
        page = SharePage(theme, texts)
        page.sharing_switched.connect(self.presenter.sharing_switched)
        page.done_clicked.connect(self.presenter.share_done)
        return page


_AnyPage = (
    WelcomePage | FindPage | AddressPage | CodePage | JoinedPage | ClinicPage | RecoveryPage | SharePage
)
