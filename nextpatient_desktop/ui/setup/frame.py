"""What the set-up's pages share: their shape, large choices, what went wrong, the code's boxes."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nextpatient_desktop.clinic.stations.pairing import CODE_DIGITS
from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.setup.state import Trouble
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, Mode, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Box, Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonSize, PaintedButton
from nextpatient_desktop.ui.widgets.labels import IconView, Label
from nextpatient_desktop.ui.widgets.paint import mirrored, paint_box, paint_focus

_NARROW, _WIDE = 700, 960
_HALVES_FROM = 900


def is_touch(theme: Theme) -> bool:
    """Whether the set-up is used with fingers."""
    return theme.mode is Mode.KIOSK


class Page(QWidget):
    """A title, what is below it, and a foot that stays while the rest scrolls.

    `side` stands beside the rest where the window is wide, below it where it is high: keys for fingers.
    """

    def __init__(self, theme: Theme, *, has_side: bool = False) -> None:
        super().__init__()
        self.theme = self._theme = theme
        self.main = Column(theme, gap=Gap.L)
        self.title = self.main.add(Label(theme, "", TextRole.TITLE, wraps=True))
        self.subtitle = self.main.add(Label(theme, "", TextRole.LEAD, ink=Ink.MUTED, wraps=True))
        self.side: Column | None = Column(theme, gap=Gap.M) if has_side else None
        self._halves = Box(theme, QBoxLayout.Direction.TopToBottom, gap=Gap.XL)
        self._halves.add(_at_top(self.main), 1)
        if self.side is not None:
            self._halves.add(_at_top(self.side) if not is_touch(theme) else self.side, 1)
        self.foot = Row(theme, gap=Gap.M)
        if is_touch(theme):
            self._fill_the_screen()
        else:
            self._stand_in_a_card(_WIDE if has_side else _NARROW)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _fill_the_screen(self) -> None:
        """Everything at its edge: the foot where thumbs are."""
        theme = self._theme
        middle = _at_top(self._halves)
        self._scroll = _scrolled(theme, middle)
        column = QVBoxLayout(self)
        edge = theme.gap(Gap.XXL)
        column.setContentsMargins(edge, theme.gap(Gap.L), edge, theme.gap(Gap.XL))
        column.setSpacing(theme.gap(Gap.L))
        column.addWidget(self._scroll, 1)
        column.addWidget(self.foot)

    def _stand_in_a_card(self, width: int) -> None:
        """A card in the middle of the window, as high as what is in it; it scrolls where it does not fit."""
        theme = self._theme
        card = Card(theme, gap=Gap.L, pad=(Gap.XXL, Gap.XL))
        card.setMaximumWidth(theme.px(width))
        card.add(self._halves)
        card.add(self.foot)
        middle = QWidget()
        down = QVBoxLayout(middle)
        down.setContentsMargins(theme.gap(Gap.XL), 0, theme.gap(Gap.XL), theme.gap(Gap.XL))
        across = QHBoxLayout()  # and no alignment: that would not give wrapped lines their height
        across.addStretch(1)
        across.addWidget(card, 1000)
        across.addStretch(1)
        down.addStretch(2)
        down.addLayout(across)
        down.addStretch(3)
        self._scroll = _scrolled(theme, middle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)

    def take_focus(self) -> None:
        """Begin at the top."""
        first = self.first_input()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def first_input(self) -> QWidget | None:
        """Where the keyboard begins."""
        return None

    def set_words(self, title: str, subtitle: str = "") -> None:
        """Say what the step is about."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self.subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)

    def set_shape(self, window: QSize) -> None:
        """Lie side by side in a wide window, one below the other in a high one."""
        is_wide = window.width() >= max(window.height(), self._theme.px(_HALVES_FROM) // 2)
        has_room = is_touch(self._theme) or window.width() >= self._theme.px(_HALVES_FROM)
        share = 0 if not is_touch(self._theme) else 1
        self._halves.line.setStretch(1, share)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.line.setDirection(across if is_wide and has_room else down)

    def show_input(self, widget: QWidget) -> None:
        """Scroll to an input."""
        self._scroll.ensureWidgetVisible(widget, 0, self._theme.gap(Gap.XL))


def main_size(theme: Theme) -> ButtonSize:
    """How large a page's main button is."""
    return ButtonSize.LARGE if is_touch(theme) else ButtonSize.NORMAL


def add_main(page: Page, button: Button) -> Button:
    """Put a page's main button into its foot: across all of it for fingers, else at its end."""
    if is_touch(page.theme):
        return page.foot.add(button, 1)
    page.foot.add_stretch()
    return page.foot.add(button)


def _at_top(content: QWidget) -> QWidget:
    """The same with room below it that takes what is left."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(content)
    column.addStretch(1)
    return holder


def _scrolled(theme: Theme, content: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setStyleSheet(stylesheet(theme))
    scroll.viewport().setAutoFillBackground(False)
    scroll.setWidget(content)
    content.setAutoFillBackground(False)
    return scroll


class TroubleCard(Card):
    """What went wrong and what to do now; hidden while nothing did."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=Gap.NONE, pad=(Gap.L, Gap.M))
        line = self.add(Row(theme, gap=Gap.M))
        size = 24 if not is_touch(theme) else 44
        line.add(IconView(theme, Icon.ERROR, ink=Ink.RED, size=size), align=Qt.AlignmentFlag.AlignTop)
        words = line.add(Column(theme, gap=Gap.NONE), 1)
        self._what = words.add(Label(theme, "", TextRole.LABEL, ink=Ink.RED, wraps=True))
        self._todo = words.add(Label(theme, "", TextRole.BODY, wraps=True))
        self.hide()

    def show_trouble(self, trouble: Trouble) -> None:
        """Say it, or nothing."""
        self._what.setText(trouble.what)
        self._todo.setText(trouble.what_to_do)
        self._todo.setVisible(bool(trouble.what_to_do))
        self.setAccessibleName(f"{trouble.what} {trouble.what_to_do}".strip())
        self.setVisible(bool(trouble))


class BigChoice(PaintedButton):
    """A way to go: an icon, what it is called, and below it what it means."""

    def __init__(
        self, theme: Theme, icon: str, text: str, detail: str = "", parent: QWidget | None = None
    ) -> None:
        self._icon = icon
        self._detail = detail
        super().__init__(theme, text, parent=parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleDescription(detail)

    def set_detail(self, detail: str) -> None:
        """Say something else below."""
        if detail != self._detail:
            self._detail = detail
            self.setAccessibleDescription(detail)
            self.updateGeometry()
            self.update()

    def hasHeightForWidth(self) -> bool:
        """Its words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Room for all its words."""
        title, detail = self._heights(self._words_width(width))
        pad = self._theme.gap(Gap.L)
        return max(self._theme.metrics.button_large, title + detail + 2 * pad)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        width = self._theme.px(400)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Room for the icon and a few words."""
        width = self._theme.px(220)
        return QSize(width, self._theme.metrics.button_large)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, its icon, its words and the arrow."""
        with QPainter(self) as painter:
            theme, metrics = self._theme, self._theme.metrics
            ground = theme.ground(Ground.SURFACE if self.isEnabled() else Ground.DISABLED)
            line = theme.ink(Ink.LINE)
            paint_box(
                painter,
                self.rect(),
                fill=self._fill(ground),
                line=line,
                width=metrics.border,
                radius=metrics.radius,
            )
            ink = theme.ink(Ink.PRIMARY if self.isEnabled() else Ink.MUTED)
            pad, side = theme.gap(Gap.L), metrics.icon_large
            front = QRect(pad, 0, side, self.height())
            arrow = QRect(self.width() - pad - metrics.icon, 0, metrics.icon, self.height())
            words = QRect(front.right() + pad, 0, self._words_width(self.width()), self.height())
            forward = Icon.NEXT_PAGE
            if mirrored(self):
                front.moveRight(self.width() - pad)
                arrow.moveLeft(pad)
                words.moveLeft(arrow.right() + pad)
                forward = Icon.PREVIOUS_PAGE
            paint_icon(painter, front, self._icon, ink)
            paint_icon(painter, arrow, forward, theme.ink(Ink.MUTED))
            self._paint_words(painter, words)
            self._paint_focus(painter, metrics.radius, ground)

    def _paint_words(self, painter: QPainter, area: QRect) -> None:
        title, detail = self._heights(area.width())
        top = (self.height() - title - detail) // 2
        align = Qt.AlignmentFlag.AlignRight if mirrored(self) else Qt.AlignmentFlag.AlignLeft
        flags = align | Qt.TextFlag.TextWordWrap
        painter.setFont(self._theme.font(TextRole.BODY_STRONG))
        painter.setPen(self._theme.ink(Ink.INK if self.isEnabled() else Ink.MUTED))
        painter.drawText(QRect(area.left(), top, area.width(), title), flags, self._text)
        if self._detail:
            painter.setFont(self._theme.font(TextRole.SMALL))
            painter.setPen(self._theme.ink(Ink.MUTED))
            painter.drawText(QRect(area.left(), top + title, area.width(), detail), flags, self._detail)

    def _words_width(self, width: int) -> int:
        metrics = self._theme.metrics
        return max(1, width - 4 * self._theme.gap(Gap.L) - metrics.icon_large - metrics.icon)

    def _heights(self, width: int) -> tuple[int, int]:
        def height(role: TextRole, text: str) -> int:
            metrics = QFontMetrics(self._theme.font(role))
            room = QRect(0, 0, width, 10_000)
            return metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height() if text else 0

        return height(TextRole.BODY_STRONG, self._text), height(TextRole.SMALL, self._detail)


class CodeBoxes(QWidget):
    """The code's figures, one in each box. A keyboard types, pastes and deletes here."""

    digit_pressed = Signal(str)
    backspace_pressed = Signal()
    cleared = Signal()
    submitted = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._code = ""
        self._is_wrong = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_code(self, code: str, *, is_wrong: bool) -> None:
        """Show the figures so far."""
        if (code, is_wrong) != (self._code, self._is_wrong):
            self._code, self._is_wrong = code, is_wrong
            self.setAccessibleName(f"{self._name}: {' '.join(code)}" if code else self._name)
            self.update()

    def sizeHint(self) -> QSize:
        """Six boxes and a gap in their middle."""
        side = self._box_width()
        gap = self._theme.gap(Gap.S)
        return QSize(CODE_DIGITS * side + (CODE_DIGITS + 1) * gap, self._box_height())

    def minimumSizeHint(self) -> QSize:
        """The boxes may be narrower."""
        return QSize(self.sizeHint().width() * 2 // 3, self._box_height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take figures, as they are typed or pasted."""
        if event.matches(QKeySequence.StandardKey.Paste):
            for one in QGuiApplication.clipboard().text():
                if one.isascii() and one.isdigit():
                    self.digit_pressed.emit(one)
        elif event.text().isascii() and event.text().isdigit():
            self.digit_pressed.emit(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.backspace_pressed.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.cleared.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submitted.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the boxes."""
        with QPainter(self) as painter:
            theme, metrics = self._theme, self._theme.metrics
            gap = theme.gap(Gap.S)
            side = min(self._box_width(), (self.width() - (CODE_DIGITS + 1) * gap) // CODE_DIGITS)
            painter.setFont(theme.font(TextRole.ENTRY if is_touch(theme) else TextRole.TIMER))
            x = 0
            for number in range(CODE_DIGITS):
                box = QRect(x, 0, side, self.height())
                is_next = number == len(self._code)
                ink = Ink.RED if self._is_wrong else Ink.PRIMARY if is_next else Ink.LINE
                width = metrics.border + (1 if is_next or self._is_wrong else 0)
                surface = theme.ground(Ground.SURFACE)
                line = theme.ink(ink)
                paint_box(painter, box, fill=surface, line=line, width=width, radius=metrics.radius_field)
                if is_next and self.hasFocus():
                    paint_focus(
                        painter, box, line=line, gap=surface, width=metrics.focus, radius=metrics.radius_field
                    )
                if number < len(self._code):
                    painter.setPen(theme.ink(Ink.INK))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._code[number])
                x += side + gap + (gap if number == CODE_DIGITS // 2 - 1 else 0)

    def _box_width(self) -> int:
        return self._theme.px(56) if not is_touch(self._theme) else self._theme.px(124)

    def _box_height(self) -> int:
        return self._theme.px(68) if not is_touch(self._theme) else self._theme.metrics.field
