"""Parts of the settings' panels: lines of inputs with their errors below, check boxes, scrolled forms."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QPushButton, QScrollArea, QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import Icon, paint_icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column, Divider, Row
from nextpatient_desktop.ui.widgets.fields import NumberField, TextField
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label
from nextpatient_desktop.ui.widgets.paint import came_by_keyboard, mirrored, paint_box, paint_focus


class FieldLine(Column):
    """Inputs side by side. What is wrong with one of them stands below, over the whole width; else a note."""

    def __init__(self, theme: Theme, *parts: tuple[QWidget, int]) -> None:
        """`parts` are the inputs with their share of the width; 0 for one of its own width."""
        super().__init__(theme, gap=Gap.XS)
        row = self.add(Row(theme, gap=Gap.M))
        for part, share in parts:
            row.add(part, share, Qt.AlignmentFlag.AlignTop)
        self._note = self.add(Label(theme, "", TextRole.NOTE, ink=Ink.MUTED, wraps=True))
        self._error = self.add(IconLabel(theme, Icon.ERROR, "", TextRole.NOTE, ink=Ink.RED, wraps=True))
        self._note.hide()
        self._error.hide()

    def set_note(self, note: str) -> None:
        """Say what is expected, or what the inputs mean; an error takes its place."""
        self._note.setText(note)
        self._note.setVisible(bool(note) and self._error.isHidden())

    def set_error(self, error: str, *editors: QWidget) -> None:
        """Say what is wrong with these inputs, or with "" that nothing is."""
        self._error.set_text(error)
        self._error.setVisible(bool(error))
        self._note.setVisible(bool(self._note.text()) and not error)
        for editor in editors:
            mark_invalid(editor, error)


def mark_invalid(editor: QWidget, error: str) -> None:
    """Draw an input as wrong, and say why to those who do not see it."""
    editor.setAccessibleDescription(error)
    if bool(editor.property("invalid")) != bool(error):
        editor.setProperty("invalid", bool(error))
        editor.style().unpolish(editor)
        editor.style().polish(editor)


def press_focused(dialog: QDialog, event: QKeyEvent) -> bool:
    """Let Enter press the button that has the focus, as Space does. Whether it did."""
    focused = dialog.focusWidget()
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if not is_enter or not isinstance(focused, QPushButton) or not focused.isEnabled():
        return False
    focused.click()
    return True


def scrolled(theme: Theme, content: QWidget) -> QScrollArea:
    """Content that scrolls where there is no room for it, as clear as what is behind it."""
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


class ScrolledForm(Column):
    """A form that scrolls where there is no room for it, above a foot that stays."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, gap=Gap.NONE)
        self._theme = theme
        self.fields = Column(theme, gap=Gap.L, pad=(Gap.XL, Gap.XL))
        self._scroll = self.add(scrolled(theme, self.fields), 1)
        self._edge = self.add(Divider(theme))
        self._edge.hide()
        self._scroll.verticalScrollBar().rangeChanged.connect(self._fit)

    def to_top(self) -> None:
        """Show the beginning."""
        self._scroll.verticalScrollBar().setValue(0)

    def show_input(self, widget: QWidget) -> None:
        """Scroll to an input."""
        self._scroll.ensureWidgetVisible(widget)

    def _fit(self, _low: int, high: int) -> None:
        """While it scrolls, a line parts it from the foot, and the bar stands in the margin."""
        side, bar = self._theme.gap(Gap.XL), self._theme.metrics.m if high > 0 else 0
        self._edge.setVisible(high > 0)
        self.fields.line.setContentsMargins(side, side, side - bar, side)


def number_field(theme: Theme, field: NumberField) -> NumberField:
    """A number as high as the other inputs in its line."""
    field.editor.setFixedHeight(theme.metrics.field)
    field.editor.setMinimumWidth(theme.px(72))  # the longest word it may show does not widen the form
    return field


class Choices(Column):
    """A place for inputs that come and go. Focus given to it goes to the first; Tab finds them in place."""

    def __init__(self, theme: Theme, *, gap: Gap = Gap.NONE) -> None:
        super().__init__(theme, gap=gap)
        self._inputs: tuple[QWidget, ...] = ()

    def chain(self, *inputs: QWidget) -> None:
        """Let Tab go through these, which were just made, where this place is in the window."""
        self._inputs = inputs
        before: QWidget = self
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the order takes only what Tab can reach
        for one in inputs:
            QWidget.setTabOrder(before, one)
            before = one
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the focus on."""
        super().focusInEvent(event)
        if self._inputs:
            self._inputs[0].setFocus(event.reason())


def put_text(field: TextField, text: str) -> None:
    """Put a text there; a long one shows its beginning while nobody types into it."""
    if field.editor.text() != text:
        field.set_text(text)
        if not field.editor.hasFocus():
            field.editor.setCursorPosition(0)


class CheckLine(QCheckBox):
    """One of several things that may be chosen together: a box, an icon, words."""

    def __init__(self, theme: Theme, text: str, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self._icon = icon
        self._shows_focus = False
        self.setText(text.replace("&", "&&"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        words = QFontMetrics(self._theme.font(TextRole.BODY)).horizontalAdvance(self._text)
        return QSize(self._front() + words + 2, self._theme.metrics.touch + self._theme.gap(Gap.XS))

    def minimumSizeHint(self) -> QSize:
        """The words may be cut."""
        return QSize(self._front() + self._theme.px(60), self.sizeHint().height())

    def hitButton(self, pos: object) -> bool:
        """Box and words alike can be pressed."""
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring if the keyboard brought the focus."""
        self._shows_focus = came_by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self._shows_focus = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, icon and words."""
        with QPainter(self) as painter:
            theme = self._theme
            is_on, side = self.isChecked(), theme.metrics.icon
            box = self._placed(theme.gap(Gap.XS), side)
            box.setTop((self.height() - side) // 2)
            box.setHeight(side)
            paint_box(
                painter,
                box,
                fill=theme.ground(Ground.PRIMARY if is_on else Ground.SURFACE),
                line=theme.ink(Ink.PRIMARY if is_on else Ink.MUTED),
                width=theme.metrics.border,
                radius=theme.gap(Gap.XS),
            )
            if is_on:
                paint_icon(painter, box, Icon.DONE, theme.ink(Ink.ON_PRIMARY))
            if self._icon:
                area = self._placed(theme.gap(Gap.XS) + side + theme.gap(Gap.M), side)
                paint_icon(painter, area, self._icon, theme.ink(Ink.PRIMARY))
            room = self._placed(self._front(), self.width() - self._front())
            painter.setFont(theme.font(TextRole.BODY))
            painter.setPen(theme.ink(Ink.INK))
            shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
            align = Qt.AlignmentFlag.AlignRight if mirrored(self) else Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, align | Qt.AlignmentFlag.AlignVCenter, shown)
            if self._shows_focus and self.hasFocus():
                paint_focus(
                    painter,
                    self.rect(),
                    line=theme.ink(Ink.PRIMARY),
                    gap=theme.ground(Ground.SURFACE),
                    width=theme.metrics.focus,
                    radius=theme.metrics.radius_field,
                )

    def _placed(self, x: int, width: int) -> QRect:
        """An area over the whole height, from the side where reading begins."""
        left = self.width() - x - width if mirrored(self) else x
        return QRect(left, 0, width, self.height())

    def _front(self) -> int:
        theme = self._theme
        icon = theme.metrics.icon + theme.gap(Gap.S) if self._icon else 0
        return theme.gap(Gap.XS) + theme.metrics.icon + theme.gap(Gap.M) + icon
