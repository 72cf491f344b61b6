"""`BoardPanel`: everything a signed-in person sees: bar, list, token, records, figures; and its keys."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.current_panel import CurrentPanel
from nextpatient_desktop.ui.counter.explaining import ExplainState
from nextpatient_desktop.ui.counter.news import NewsState
from nextpatient_desktop.ui.counter.news_bar import NewsBar
from nextpatient_desktop.ui.counter.queue_panel import QueuePanel
from nextpatient_desktop.ui.counter.records_panel import RecordsPanel
from nextpatient_desktop.ui.counter.side_panel import FiguresCard
from nextpatient_desktop.ui.counter.state import Act, BoardState, RowActState
from nextpatient_desktop.ui.counter.top_bar import TopBar
from nextpatient_desktop.ui.theme import Gap, Ground, Theme
from nextpatient_desktop.ui.widgets.boxes import Column, Row

_WIDE, _MIDDLE = 1400, 1200
"""Window widths from which the list has its full width, and from which the figures stand beside it all."""

_HIGH = 860
"""The window height from which there is room for more than one alert."""


class _News:
    """Hands the news on to where each part of them is drawn."""

    def __init__(self, top: TopBar, bar: NewsBar) -> None:
        self._top = top
        self._bar = bar

    def render(self, state: NewsState) -> None:
        self._top.render_news(state)
        self._bar.render_news(state)


class BoardPanel(QWidget):
    """Lays out the board for the window's width."""

    next_pressed = Signal()
    acted = Signal(object)
    undo_pressed = Signal()
    attach_pressed = Signal()
    patient_pressed = Signal()
    add_pressed = Signal()
    explained = Signal(object)
    """An `ExplainState` that is to be shown."""

    def __init__(
        self, theme: Theme, texts: Texts, acts_of: Callable[[TokenId], tuple[RowActState, ...]]
    ) -> None:
        super().__init__()
        self._theme = theme
        self.top = TopBar(theme, texts)
        self.news = NewsBar(theme, texts)
        self.news_view = _News(self.top, self.news)
        self.queue = QueuePanel(theme, texts, acts_of)
        self.current = CurrentPanel(theme, texts)
        self.records = RecordsPanel(theme, texts)
        self._today = FiguresCard(theme, is_value_strong=True)
        self._rooms = FiguresCard(theme, is_value_strong=False)
        self._side = Column(theme, gap=Gap.L)
        self._side.add(self._today)
        self._side.add(self._rooms, 1)
        self._is_narrow: bool | None = None
        self._side.setObjectName("side")
        self._arrange()
        self._add_keys()
        self.current.acted.connect(self.acted)
        self.current.undo_clicked.connect(self.undo_pressed)
        self.current.patient_clicked.connect(self.patient_pressed)
        self.records.attach_clicked.connect(self.attach_pressed)
        self.queue.add_clicked.connect(self.add_pressed)
        self.set_texts(texts)

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        _ = texts.gettext
        for panel in (self.top, self.news, self.queue, self.current, self.records):
            panel.set_texts(texts)
        self._today.set_words(_("Today"), "")
        self._rooms.set_words(_("Other rooms"), _("Nobody is being served elsewhere."))

    def render(self, state: BoardState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show the board."""
        self.top.render(state.top)
        self.queue.render(state.list)
        self.current.render(state.current)
        self._today.render_figures(state.today)
        self._rooms.render_figures(state.rooms)

    def show_explanation(self, state: ExplainState) -> None:
        """Show why a token stands where it stands."""
        self.explained.emit(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to what matters most: in a narrow window the figures stand behind a tab."""
        super().resizeEvent(event)
        self._fit(event.size().width())
        self.news.set_low(event.size().height() < self._theme.px(_HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing outside an input begins a search: so a scanner finds a ticket from anywhere."""
        plain = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if event.text().strip() and event.text().isprintable() and event.modifiers() in plain:
            self.queue.open_search(event.text())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.ground(Ground.CANVAS))
        painter.end()

    def _arrange(self) -> None:
        theme = self._theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top)
        layout.addWidget(self.news)
        self._columns = Row(theme, gap=Gap.L, pad=Gap.L)
        centre = Column(theme, gap=Gap.L)
        centre.add(self.current)
        centre.add(self.records, 1)
        self._columns.add(self.queue)
        self._columns.add(centre, 1)
        self._columns.add(self._side)
        layout.addWidget(self._columns, 1)

    def _fit(self, width: int) -> None:
        theme = self._theme
        is_narrow = width < theme.px(_MIDDLE)
        self.queue.setFixedWidth(theme.px(349 if width >= theme.px(_WIDE) else 330 if not is_narrow else 308))
        self._side.setFixedWidth(
            theme.px(270 if width >= theme.px(_WIDE) else 240)
        ) if not is_narrow else None
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        if is_narrow:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(theme.px(_WIDE))
            self.records.show_page(self._side)
        elif self._columns.line.indexOf(self._side) >= 0:
            return
        else:
            self.records.show_page(None)
            self._columns.add(self._side)
            self._side.show()

    def _add_keys(self) -> None:
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("F9", self.next_pressed.emit),
            ("F5", lambda: self.acted.emit(Act.START)),
            ("F8", lambda: self.acted.emit(Act.COMPLETE)),
            ("F6", lambda: self.acted.emit(Act.CALL_AGAIN)),
            ("F7", lambda: self.acted.emit(Act.NO_SHOW)),
            ("Ctrl+Z", self.undo_pressed.emit),
            ("Ctrl+O", self.attach_pressed.emit),
            ("F2", self.patient_pressed.emit),
            ("F3", lambda: self.queue.open_search()),
            ("Ctrl+F", lambda: self.queue.open_search()),
            ("Ctrl+N", self.add_pressed.emit),
            ("F4", lambda: self.queue.focus_rows()),
        )
        for key, call in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            # A key that is held down is one press: calling somebody must not repeat itself.
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(call)
