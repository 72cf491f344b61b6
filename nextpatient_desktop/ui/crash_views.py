"""How people are told of a bug: a desk's window that lets the work go on, a kiosk's screen that restarts."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from nextpatient_desktop.text import Texts
from nextpatient_desktop.ui.crash import CrashReport
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme, qt_palette
from nextpatient_desktop.ui.widgets.boxes import Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.labels import IconView, Label

KIOSK_RESTARTS_AFTER_SECONDS = 10


class CrashWindow:
    """For desks: one window, however many bugs there are; it never blocks the work behind it."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        self._theme = theme
        self._texts = texts
        self._window: _Window | None = None

    def show_crash(self, report: CrashReport) -> None:
        """Open the window, or add to the one that is open."""
        if self._window is None:
            self._window = _Window(self._theme, self._texts)
        self._window.add(report)

    @property
    def is_open(self) -> bool:
        """Whether the person sees it now."""
        return self._window is not None and self._window.isVisible()

    def close(self) -> None:
        """Close the window for good."""
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None


class _Window(QWidget):
    """The window of a `CrashWindow`."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(None, Qt.WindowType.Dialog)
        _ = texts.gettext
        self._texts = texts
        self._traces: list[str] = []
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAutoFillBackground(True)
        self.setPalette(qt_palette(theme))
        self.setStyleSheet(stylesheet(theme))
        self.setWindowTitle(_("A fault in the program"))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        column = Column(theme, gap=Gap.M, pad=Gap.XL)
        outer.addWidget(column)
        head = column.add(Row(theme, gap=Gap.M))
        head.add(IconView(theme, Icon.WARNING, ink=Ink.AMBER, size=28))
        self._title = head.add(Label(theme, "", TextRole.HEADING, wraps=True), 1)
        words = _(
            "What was stored is safe, and you can go on working. Please pass the details to whoever looks"
            " after this program; they are in its log too."
        )
        column.add(Label(theme, words, TextRole.BODY, wraps=True))
        self._details = column.add(QPlainTextEdit(), 1)
        self._details.setReadOnly(True)
        self._details.setAccessibleName(_("Details"))
        self._details.setFont(theme.font(TextRole.NOTE))
        buttons = column.add(Row(theme, gap=Gap.S))
        buttons.add_stretch()
        copy = buttons.add(Button(theme, _("Copy the details"), icon=Icon.COPY))
        go_on = buttons.add(Button(theme, _("Go on working"), kind=ButtonKind.PRIMARY))
        copy.clicked.connect(self._copy)
        go_on.clicked.connect(self._go_on)
        self.resize(theme.px(600), theme.px(420))
        go_on.setFocus()

    def add(self, report: CrashReport) -> None:
        """Show one more bug."""
        self._traces.append(report.trace)
        del self._traces[:-5]
        number = self._texts.ngettext(
            "Something went wrong in the program.",
            "Something went wrong in the program, {n} times by now.",
            report.count,
        )
        self._title.setText(number.format(n=report.count))
        self._details.setPlainText("\n".join(self._traces))
        self.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())

    def _go_on(self) -> None:
        self._traces.clear()
        self.hide()


class KioskCrashScreen:
    """For kiosks: never a dialog, but a full screen with a calm sentence, and the program starts anew."""

    def __init__(
        self,
        theme: Theme,
        texts: tuple[Texts, ...],
        restart: Callable[[], None],
        *,
        seconds: float = KIOSK_RESTARTS_AFTER_SECONDS,
    ) -> None:
        """`texts` are the clinic's languages: the screen speaks all of them. `restart` ends this process."""
        self._theme = theme
        self._texts = texts
        self._seconds = seconds
        self._screen: QWidget | None = None
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(restart)

    def show_crash(self, report: CrashReport) -> None:
        """Cover everything and count down to the restart; further bugs change nothing."""
        if self._screen is not None:
            return
        self._screen = self._make_screen()
        self._screen.showFullScreen()
        self._timer.start(round(self._seconds * 1000))

    @property
    def screen(self) -> QWidget | None:
        """What is shown."""
        return self._screen

    def _make_screen(self) -> QWidget:
        theme = self._theme
        screen = Column(theme, gap=Gap.XXL, pad=Gap.XXL)
        screen.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        screen.setAutoFillBackground(True)
        screen.setPalette(qt_palette(theme))
        centre = Qt.AlignmentFlag.AlignHCenter
        screen.add_stretch()
        screen.add(IconView(theme, Icon.RESTART, ink=Ink.PRIMARY, size=120), align=centre)
        said: set[str] = set()  # a language that lacks these words would say the English ones again
        for texts in self._texts:
            _ = texts.gettext
            words = _("This machine starts again by itself. Numbers that were given stay valid.")
            if words in said:
                continue
            said.add(words)
            screen.add(Label(theme, _("One moment, please"), TextRole.TITLE, wraps=True, align=centre))
            screen.add(Label(theme, words, TextRole.LEAD, ink=Ink.MUTED, wraps=True, align=centre))
        screen.add_stretch()
        return screen
