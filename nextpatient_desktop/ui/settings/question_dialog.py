"""`QuestionDialog`: a question in the way of going on, with its choices."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from nextpatient_desktop.ui.settings.asking import Question, Weight
from nextpatient_desktop.ui.settings.parts import press_focused
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme, qt_palette
from nextpatient_desktop.ui.widgets.boxes import Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind
from nextpatient_desktop.ui.widgets.labels import Label
from nextpatient_desktop.ui.widgets.paint import paint_box

_KINDS = {
    Weight.MAIN: ButtonKind.PRIMARY,
    Weight.DANGER: ButtonKind.DANGER,
    Weight.PLAIN: ButtonKind.SECONDARY,
}


class QuestionDialog(QDialog):
    """Stands over the window until it is answered. Escape takes the last choice, which changes nothing."""

    answered = Signal(int)
    """The choice that the person took, from 0."""

    def __init__(self, theme: Theme, question: Question, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_answered = False
        self._last = len(question.choices) - 1
        self.setModal(True)
        self.setWindowTitle(question.title)
        self.setPalette(qt_palette(theme))
        self.setStyleSheet(stylesheet(theme))
        self.setFixedWidth(min(theme.px(520), parent.width() - 2 * theme.gap(Gap.L)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        body = Column(theme, gap=Gap.M, pad=(Gap.XL, Gap.XL))
        layout.addWidget(body)
        body.add(Label(theme, question.title, TextRole.HEADING, wraps=True))
        body.add(Label(theme, question.detail, TextRole.BODY, ink=Ink.MUTED, wraps=True))
        row = body.add(Row(theme, gap=Gap.M, pad=(Gap.NONE, Gap.S)))
        row.add_stretch()
        # the choice that is meant to be taken stands last, where people look for it
        for number in reversed(range(len(question.choices))):
            choice = question.choices[number]
            button = row.add(Button(theme, choice.words, kind=_KINDS[choice.weight]))
            button.clicked.connect(lambda _checked=False, n=number: self._take(n))
            if number == (self._last if choice.weight is not Weight.MAIN else 0):
                button.setFocus()
        self.setAccessibleDescription(question.detail)

    def reject(self) -> None:
        """Escape, or the cross of the window."""
        self._take(self._last)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an edge: without a window manager nothing else sets it apart from what is below."""
        theme = self._theme
        with QPainter(self) as painter:
            paint_box(
                painter,
                self.rect(),
                fill=theme.ground(Ground.CANVAS),
                line=theme.ink(Ink.FAINT),
                width=theme.metrics.border,
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the choice that has the focus."""
        if not press_focused(self, event):
            super().keyPressEvent(event)

    def dismiss(self) -> None:
        """Go away unanswered."""
        self._is_answered = True
        super().reject()

    def _take(self, number: int) -> None:
        if self._is_answered:
            return
        self._is_answered = True
        super().accept()
        self.answered.emit(number)
