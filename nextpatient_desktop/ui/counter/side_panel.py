"""`FiguresCard`: two-part lines under a heading: the day's figures, the other rooms."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.ui.counter.state import Figure
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Divider, Row
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, Label


class _Line(Column):
    """One line of two, and the rule below it."""

    def __init__(
        self, theme: Theme, *, is_value_strong: bool, has_rule: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, gap=Gap.S, parent=parent)
        row = Row(theme, gap=Gap.S)
        ink, other = (Ink.MUTED, Ink.INK) if is_value_strong else (Ink.INK, Ink.MUTED)
        role = TextRole.BODY_STRONG if is_value_strong else TextRole.BODY
        self._label = row.add(ElidedLabel(theme, "", TextRole.BODY, ink=ink), 1)
        self._value = row.add(Label(theme, "", role, ink=other, align=Qt.AlignmentFlag.AlignRight))
        self.add(row)
        self._rule = self.add(Divider(theme))
        self._rule.setVisible(has_rule)

    def render_figure(self, figure: Figure) -> None:
        """Say this."""
        self._label.setText(figure.label)
        self._value.setText(figure.value)


class FiguresCard(Card):
    """A heading and its lines; a sentence where there are none."""

    def __init__(self, theme: Theme, *, is_value_strong: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, gap=Gap.S, pad=(Gap.L, Gap.L), parent=parent)
        self._is_value_strong = is_value_strong
        self._title = self.add(Label(theme, "", TextRole.BODY_STRONG))
        self._none = self.add(Label(theme, "", TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        self.add_stretch()
        self._lines: list[_Line] = []
        self._figures: tuple[Figure, ...] | None = None

    def set_words(self, title: str, none: str) -> None:
        """Name it; `none` is said where there are no lines."""
        self._title.setText(title)
        self._none.setText(none)

    def render_figures(self, figures: Sequence[Figure]) -> None:
        """Show these lines."""
        if tuple(figures) == self._figures:
            return
        self._figures = tuple(figures)
        self._none.setVisible(not figures)
        while len(self._lines) < len(figures):
            line = _Line(self._theme, is_value_strong=self._is_value_strong, has_rule=True)
            self.line.insertWidget(self.line.count() - 1, line)
            self._lines.append(line)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(figures))
            if number < len(figures):
                line.render_figure(figures[number])
