"""The display's window: presenter and panel together, with what a screen on a wall needs."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nextpatient_desktop.clinic.door import Clinic
from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.display.panel import DisplayPanel
from nextpatient_desktop.ui.display.presenter import DisplayPresenter
from nextpatient_desktop.ui.ports import Cancellable, Scheduler, TaskRunner

_CURSOR_SECONDS = 3.0


class DisplayWindow(QWidget):
    """The waiting room's screen.

    The pointer is hidden and comes back for a moment when it is moved. F10 or Ctrl+, opens the settings
    (behind an admin's sign-in), F11 leaves and enters full screen.
    """

    def __init__(
        self,
        clinic: Clinic,
        runner: TaskRunner,
        scheduler: Scheduler,
        *,
        texts_of: Callable[[str], Texts],
        language: str,
        open_settings: Callable[[], None],
        px_per_mm: float = 0.0,
        distance_m: float = 0.0,
    ) -> None:
        super().__init__()
        self._scheduler = scheduler
        self._hiding: Cancellable | None = None
        self.panel = DisplayPanel(px_per_mm=px_per_mm, distance_m=distance_m, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.presenter = DisplayPresenter(
            clinic, runner, scheduler, self.panel, texts_of=texts_of, language=language
        )
        self.setWindowTitle(texts_of(language).gettext("Waiting room"))
        self._add_shortcut("F10", open_settings)
        self._add_shortcut("Ctrl+,", open_settings)
        self._add_shortcut("F11", self._toggle_full_screen)
        self.setMouseTracking(True)
        for part in self.findChildren(QWidget):
            part.setMouseTracking(True)
            part.installEventFilter(self)
        self.setCursor(Qt.CursorShape.BlankCursor)

    def start(self) -> None:
        """Show what is known and begin to ask."""
        self.presenter.start()

    def clinic_changed(self) -> None:
        """The journal grew."""
        self.presenter.clinic_changed()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop asking."""
        if self._hiding is not None:
            self._hiding.cancel()
        self.presenter.stop()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show the pointer for a moment when it is moved."""
        if event.type() is QEvent.Type.MouseMove:
            self._show_pointer()
        return super().eventFilter(watched, event)

    def _show_pointer(self) -> None:
        if self._hiding is not None:
            self._hiding.cancel()
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._hiding = self._scheduler.call_later(
            _CURSOR_SECONDS, lambda: self.setCursor(Qt.CursorShape.BlankCursor)
        )

    def _add_shortcut(self, keys: str, call: Callable[[], None]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(call)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
