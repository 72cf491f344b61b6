"""What the kiosk's steps share: parts one below the other in portrait, beside each other in landscape."""

from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.ui.icons import Icon, department_icon
from nextpatient_desktop.ui.kiosk.state import KioskState
from nextpatient_desktop.ui.kiosk.touch import TouchButton
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme, Tint, spread_theme
from nextpatient_desktop.ui.widgets.boxes import Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import ButtonKind, ButtonSize
from nextpatient_desktop.ui.widgets.labels import IconView, Label
from nextpatient_desktop.ui.widgets.pills import Pill
from nextpatient_desktop.ui.widgets.specs import PillSpec


class StepPanel(QWidget):
    """A step: `head`, `body` and `foot`. In landscape head and foot stand left, the body right.

    Where what is said needs more room than there is (large text, a long language, a small screen), the step
    is drawn smaller, by as little as makes it fit; what is touched stays as large as a finger needs.

    The step itself has the keyboard's focus when it appears: no button is pressed by a key that was meant for
    the step before.
    """

    _BODY_SHARE = 11 / 21  # of a landscape screen's width
    _SMALLER = (1.0, 0.92, 0.85, 0.78, 0.7, 0.62, 0.55)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._parts: tuple[QWidget, QWidget, QWidget] | None = None
        self._theme = theme
        self._shown_theme = theme

    def set_parts(self, head: QWidget, body: QWidget, foot: QWidget) -> None:
        """Say what stands where. Once, by the step itself."""
        self._parts = (head, body, foot)
        for part in self._parts:
            part.setParent(self)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on: as it is, or smaller where that does not fit."""
        self._theme = self._shown_theme = theme

    def forget(self) -> None:
        """Keep nothing of what was shown: the step is left."""

    def take_focus(self) -> None:
        """Take the keyboard's focus, without a ring around anything."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def lay_out(self) -> None:
        """Place the parts for what they say now. To be called after they were told to say something else."""
        if self._parts is None or self.width() < 10 or self.height() < 10:
            return
        if self._shown_theme is self._theme and self._places().fit:
            self._move_parts()
            return
        for factor in self._SMALLER:
            self._shown_theme = replace(self._theme, scale=self._theme.scale * factor)
            spread_theme(self, self._shown_theme)
            if self._places().fit:
                break
        self._move_parts()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn the parts where the screen was turned."""
        super().resizeEvent(event)
        self.lay_out()

    def _move_parts(self) -> None:
        if self._parts is not None:
            for part, area in zip(self._parts, self._places().areas, strict=True):
                part.setGeometry(area)

    def _places(self) -> "_Places":
        """Where head, body and foot stand, and whether each has the room that it needs."""
        assert self._parts is not None
        head, body, foot = self._parts
        for part in self.findChildren(QWidget):
            layout = part.layout()
            if layout is not None:
                layout.invalidate()  # Qt hands changes upwards later, one level at each turn of its loop
                part.updateGeometry()
        theme = self._shown_theme
        margin, gap = theme.gap(Gap.XXL), theme.gap(Gap.L)
        room = self.rect().adjusted(margin, margin, -margin, -theme.gap(Gap.XL))
        if self.height() >= self.width():
            top, bottom = _height(head, room.width()), _height(foot, room.width())
            middle = room.adjusted(0, top + gap, 0, -(bottom + gap) if bottom else 0)
            left = room.width()
        else:
            middle = QRect(room)
            middle.setLeft(room.right() + 1 - int((room.width() - margin) * self._BODY_SHARE))
            left = middle.left() - margin - room.left()
            top, bottom = _height(head, left), _height(foot, left)
        areas = (
            QRect(room.left(), room.top(), left, top),
            middle,
            QRect(room.left(), room.bottom() + 1 - bottom, left, bottom),
        )
        is_apart = areas[0].bottom() < areas[2].top()
        has_room = middle.height() >= _least_height(body, middle.width())
        widths = (
            part.minimumSizeHint().width() <= area.width()
            for part, area in zip(self._parts, areas, strict=True)
        )
        return _Places(areas, is_apart and has_room and all(widths))


class _Places(NamedTuple):
    areas: tuple[QRect, QRect, QRect]
    fit: bool


def _height(part: QWidget, width: int) -> int:
    return part.heightForWidth(width) if part.hasHeightForWidth() else max(0, part.sizeHint().height())


def _least_height(part: QWidget, width: int) -> int:
    layout = part.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.minimumHeightForWidth(width)
    return part.minimumSizeHint().height()


class Space(QWidget):
    """Room between things in a column, as high as a gap of the theme."""

    def __init__(self, theme: Theme, gap: Gap) -> None:
        super().__init__()
        self._gap = gap
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self.setFixedHeight(theme.gap(self._gap))


class TopBar(Row):
    """Back, larger text, and where the token is for."""

    back_pressed = Signal()
    text_size_toggled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=Gap.M)
        self.back = self.add(TouchButton(theme, "", icon=Icon.BACK))
        self.add_stretch()
        self.larger = self.add(
            TouchButton(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL, icon=Icon.LARGER_TEXT)
        )
        self.chip = self.add(Pill(theme, "", Tint.PRIMARY))
        self.back.clicked.connect(self.back_pressed)
        self.larger.clicked.connect(self.text_size_toggled)

    def render_bar(self, state: KioskState) -> None:
        """Show the words."""
        words, details = state.words, state.details
        self.back.set_text(words.back)
        self.larger.set_text(words.normal_text if state.is_large else words.larger_text)
        if details is not None:
            icon = department_icon(details.icon)
            self.chip.render_spec(PillSpec(text=details.department, tint=Tint.PRIMARY, icon=icon))


class MessageCard(Card):
    """What went wrong and what to do now; hidden while nothing did."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=Gap.XS, pad=(Gap.L, Gap.M))
        line = self.add(Row(theme, gap=Gap.M))
        line.add(IconView(theme, Icon.ERROR, ink=Ink.RED, size=44))
        words = line.add(Column(theme, gap=Gap.NONE), 1)
        self._what = words.add(Label(theme, "", TextRole.LABEL, ink=Ink.RED, wraps=True))
        self._detail = words.add(Label(theme, "", TextRole.SMALL, wraps=True))
        self.hide()

    def show_message(self, what: str, detail: str) -> None:
        """Say it, or nothing."""
        self._what.setText(what)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.setVisible(bool(what))


class Curtain(QWidget):
    """Covers the whole screen with a question or a word while something must be said first."""

    touched = Signal()
    """The question was answered by something that is no touch, as a screen reader's press."""

    _WIDTH = 860
    _DIMS_BY = 0.55

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card = Card(theme, gap=Gap.M, pad=Gap.XXL, parent=self)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._count = self._card.add(Label(theme, "", TextRole.CODE_ROW, ink=Ink.PRIMARY, align=centre))
        self._title = self._card.add(Label(theme, "", TextRole.TITLE, wraps=True, align=centre))
        self._detail = self._card.add(
            Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, wraps=True, align=centre)
        )
        self.yes = self._card.add(
            TouchButton(theme, "", kind=ButtonKind.PRIMARY, size=ButtonSize.TALL, wraps=True)
        )
        self.yes.clicked.connect(self.touched)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self._place()

    def ask(self, title: str, detail: str, yes: str, count: int) -> None:
        """Ask, with the seconds that are left."""
        self._say(title, detail, yes, str(count))

    def tell(self, title: str) -> None:
        """Say that it takes a moment."""
        self._say(title, "", "", "")

    def _say(self, title: str, detail: str, yes: str, count: str) -> None:
        texts = ((self._count, count), (self._title, title), (self._detail, detail))
        for label, text in texts:
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(title)
        self.yes.set_text(yes)
        self.yes.setVisible(bool(yes))
        self._place()
        self.show()
        self.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the card in the middle."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what is behind."""
        painter = QPainter(self)
        ground = self._theme.ground(Ground.INK)
        ground.setAlphaF(self._DIMS_BY)
        painter.fillRect(self.rect(), ground)
        painter.end()

    def _place(self) -> None:
        width = min(self.width() - 2 * self._theme.gap(Gap.XL), self._theme.px(self._WIDTH))
        self._card.setFixedWidth(max(1, width))
        height = self._card.heightForWidth(width) if self._card.hasHeightForWidth() else -1
        size = QSize(width, max(height, self._card.sizeHint().height()))
        self._card.resize(size)
        self._card.move((self.width() - size.width()) // 2, (self.height() - size.height()) // 2)
