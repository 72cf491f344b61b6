"""The kiosk's window: the steps, what covers them, and the one hidden way to the settings."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QCloseEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.clinic.print_queue.ports import Printing
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.kiosk.frame import Curtain
from nextpatient_desktop.ui.kiosk.panels import DetailsPanel, FamilyPanel, HomePanel
from nextpatient_desktop.ui.kiosk.presenter import KioskPresenter
from nextpatient_desktop.ui.kiosk.state import KioskState, Modules, Step
from nextpatient_desktop.ui.kiosk.ticket_panel import TicketPanel
from nextpatient_desktop.ui.ports import Cancellable, Scheduler, TaskRunner
from nextpatient_desktop.ui.theme import Ground, Theme, kiosk_theme, spread_theme

HOLD_SECONDS = 3.0
_PRESSES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})
_TOUCHES = _PRESSES | {QEvent.Type.TouchBegin, QEvent.Type.KeyPress}


class KioskWindow(QWidget):
    """The kiosk.

    There is no way out of it but a corner (top left) held for 3 s, which asks for an admin's sign-in:
    `open_settings`. `may_close` says whether the window may be closed by the system (a window on a desk may).
    """

    def __init__(
        self,
        clinic: Clinic,
        runner: TaskRunner,
        scheduler: Scheduler,
        printing: Printing,
        *,
        texts_of: Callable[[str], Texts],
        language: str,
        qr_of: Callable[[str], Modules],
        kiosk_name: str,
        report_bug: Callable[[Exception], None],
        open_settings: Callable[[], None],
        may_close: bool = True,
        px_per_mm: float = 0.0,
    ) -> None:
        super().__init__()
        self._scheduler = scheduler
        self._open_settings = open_settings
        self._may_close = may_close
        self._px_per_mm = px_per_mm
        self._state = KioskState()
        self._holding: Cancellable | None = None
        self._theme = self._theme_for(self._state)
        self._make_steps()
        self.curtain = Curtain(self._theme, self)
        self.presenter = KioskPresenter(
            clinic,
            runner,
            scheduler,
            self,
            printing,
            texts_of=texts_of,
            language=language,
            qr_of=qr_of,
            kiosk_name=kiosk_name,
            report_bug=report_bug,
        )
        self._connect()
        self.setWindowTitle(texts_of(language).gettext("Kiosk"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setMinimumSize(1, 1)  # no step makes the window larger than its screen

    def _make_steps(self) -> None:
        self.home = HomePanel(self._theme)
        self.details = DetailsPanel(self._theme)
        self.family = FamilyPanel(self._theme)
        self.ticket = TicketPanel(self._theme)
        self._panels: dict[Step, HomePanel | DetailsPanel | FamilyPanel | TicketPanel] = {
            Step.HOME: self.home,
            Step.DETAILS: self.details,
            Step.FAMILY: self.family,
            Step.TICKET: self.ticket,
        }
        self._stack = QStackedLayout(self)
        for panel in self._panels.values():
            self._stack.addWidget(panel)

    def _connect(self) -> None:
        does = self.presenter
        self.home.department_chosen.connect(does.department_chosen)
        self.home.language_chosen.connect(does.language_chosen)
        self.home.text_size_toggled.connect(does.text_size_toggled)
        for panel in (self.details, self.family):
            panel.back_pressed.connect(does.back_pressed)
            panel.text_size_toggled.connect(does.text_size_toggled)
        self.details.keypad.digit_pressed.connect(does.digit_pressed)
        self.details.keypad.cleared.connect(does.digits_cleared)
        self.details.keypad.backspace_pressed.connect(does.digit_deleted)
        self.details.priority_chosen.connect(does.priority_chosen)
        self.details.skip_pressed.connect(does.skip_pressed)
        self.details.token_pressed.connect(does.token_pressed)
        self.family.person_chosen.connect(does.person_chosen)
        self.ticket.done_pressed.connect(does.done_pressed)
        self.ticket.came_out_pressed.connect(does.ticket_came_out)
        self.ticket.not_out_pressed.connect(does.ticket_did_not_come_out)
        self.curtain.touched.connect(does.touched)

    def start(self) -> None:
        """Show the first screen and begin to ask."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self.presenter.start()

    def clinic_changed(self) -> None:
        """The journal grew."""
        self.presenter.clinic_changed()

    @property
    def state(self) -> KioskState:
        """What is shown."""
        return self._state

    def allow_close(self) -> None:
        """An admin may close the kiosk now."""
        self._may_close = True

    def render(self, state: KioskState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show this state, and keep nothing of a step that was left."""
        before, self._state = self._state, state
        focused = self.focusWidget()
        if before.is_large != state.is_large:
            self._use_theme()
        if before.visitor != state.visitor:
            for left in self._panels.values():
                left.forget()
        panel = self._panels[state.step]
        panel.render_step(state)
        self._stack.setCurrentWidget(panel)
        if before.step not in (state.step, Step.HOME):
            self._panels[before.step].forget()
        # what had the focus may be gone or disabled now; Qt would hand it on, with a ring, to anything near
        if before.step is not state.step or self.focusWidget() is not focused:
            panel.take_focus()
        self._draw_curtain(state)

    def _draw_curtain(self, state: KioskState) -> None:
        words = state.words
        if state.still_there is not None:
            self.curtain.ask(words.still_there, words.still_there_detail, words.yes, state.still_there)
        elif state.shows_wait:
            self.curtain.tell(words.wait)
        else:
            self.curtain.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice every touch, and a corner that is held. What answers a question does nothing else."""
        if event.type() in _TOUCHES and isinstance(watched, QWidget) and watched.window() is self:
            is_answer = self._state.still_there is not None
            if isinstance(event, QMouseEvent):
                self._begin_holding(event)
            self.presenter.touched()
            return is_answer or super().eventFilter(watched, event)
        if self._holding is not None and self._ends_holding(event):
            self._stop_holding()
        return super().eventFilter(watched, event)

    def _ends_holding(self, event: QEvent) -> bool:
        is_up = event.type() is QEvent.Type.MouseButtonRelease
        return is_up or (isinstance(event, QMouseEvent) and not self._is_in_corner(event))

    def _begin_holding(self, event: QMouseEvent) -> None:
        self._stop_holding()
        if self._is_in_corner(event):
            self._holding = self._scheduler.call_later(HOLD_SECONDS, self._open_settings)

    def _is_in_corner(self, event: QMouseEvent) -> bool:
        place: QPoint = self.mapFromGlobal(event.globalPosition().toPoint())
        side = self._theme.metrics.touch
        return 0 <= place.x() < side and 0 <= place.y() < side

    def _stop_holding(self) -> None:
        if self._holding is not None:
            self._holding.cancel()
            self._holding = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the screen."""
        super().resizeEvent(event)
        self.curtain.resize(self.size())
        self._use_theme()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.ground(Ground.CANVAS))
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay open where nobody may close it."""
        if not self._may_close:
            event.ignore()
            return
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._stop_holding()
        self.presenter.stop()
        super().closeEvent(event)

    def _theme_for(self, state: KioskState) -> Theme:
        return kiosk_theme(self.width(), self.height(), large_text=state.is_large, px_per_mm=self._px_per_mm)

    def _use_theme(self) -> None:
        theme = self._theme_for(self._state)
        if theme != self._theme:
            self._theme = theme
            spread_theme(self, theme)
            self._panels[self._state.step].lay_out()
            self.update()
