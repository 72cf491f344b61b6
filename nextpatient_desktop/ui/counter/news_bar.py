"""`NewsBar`: what staff have to know, over the whole width, until somebody has dealt with it."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter import news_words
from nextpatient_desktop.ui.counter.news import SHOWN, AlertLine, NewsState
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.tokens import Tint
from nextpatient_desktop.ui.widgets.boxes import Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonSize
from nextpatient_desktop.ui.widgets.labels import IconView, Label


class _Line(Row):
    """One alert and its button."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.M)
        self.add(IconView(theme, Icon.ALERT, ink=Ink.AMBER, size=20), align=Qt.AlignmentFlag.AlignTop)
        words = self.add(Column(theme, gap=Gap.NONE), 1)
        self._text = words.add(Label(theme, "", TextRole.LABEL, wraps=True))
        self._todo = words.add(Label(theme, "", TextRole.SMALL, wraps=True))
        self._more = self.add(Label(theme, "", TextRole.SMALL, ink=Ink.MUTED))
        self._time = self.add(Label(theme, "", TextRole.SMALL, ink=Ink.MUTED))
        self.done = self.add(Button(theme, "", size=ButtonSize.SMALL, icon=Icon.DONE))
        self.set_texts(texts)

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        self.done.set_text(texts.gettext("Dealt with"))

    def render_line(self, line: AlertLine, *, can_dismiss: bool, refusal: str, more: str) -> None:
        """Say it, and how many wait behind it."""
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self._text.setText(line.text)
        self._todo.setText(line.todo)
        self._time.setText(line.time)
        self.done.setEnabled(can_dismiss)
        self.done.setToolTip(refusal)
        self.setAccessibleName(f"{line.text} {line.todo}")
        self.done.setAccessibleDescription(line.text)


class NewsBar(Column):
    """Hidden while there is nothing to know."""

    dismissed = Signal(object)
    """The `AlertId` that somebody dealt with."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__(theme, gap=Gap.S, pad=(Gap.L, Gap.S))
        self._theme = theme
        self._texts = texts
        self._state = NewsState()
        self._lines: list[_Line] = []
        self._is_low = False
        self.hide()

    def set_low(self, is_low: bool) -> None:
        """Show one at a time where the window has no height to spare."""
        if is_low != self._is_low:
            self._is_low = is_low
            self._show()

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        self._texts = texts
        for line in self._lines:
            line.set_texts(texts)
        self._show()

    def render_news(self, state: NewsState) -> None:
        """Show the alerts."""
        if state == self._state:
            return
        self._state = state
        self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, and the line below."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.ground_of(Tint.AMBER))
            border = self._theme.metrics.border
            line = QRect(0, self.height() - border, self.width(), border)
            painter.fillRect(line, self._theme.ink(Ink.LINE))

    def _show(self) -> None:
        state = self._state
        shown = state.alerts[: 1 if self._is_low else SHOWN]
        if self._is_low and state.refusal:  # that nothing can be done is said already, and needs the room
            shown = ()
        behind = state.count - len(shown)
        more = news_words.more(self._texts, behind) if behind > 0 else ""
        while len(self._lines) < len(shown):
            self._lines.append(self._new_line(len(self._lines)))
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(shown))
            if number < len(shown):
                line.render_line(
                    shown[number],
                    can_dismiss=not state.is_busy and not state.refusal,
                    refusal=state.refusal,
                    more=more if number == len(shown) - 1 else "",
                )
        self.setVisible(bool(shown))

    def _new_line(self, number: int) -> _Line:
        line = _Line(self._theme, self._texts)
        self.line.insertWidget(number, line)
        line.done.clicked.connect(lambda: self._say(number))
        return line

    def _say(self, number: int) -> None:
        if number < len(self._state.alerts):
            self.dismissed.emit(self._state.alerts[number].id)
