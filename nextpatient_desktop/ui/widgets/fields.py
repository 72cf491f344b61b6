"""Form fields: a label above, the input, and below it in place what is wrong with what was typed."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QRect, QRegularExpression, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent, QRegularExpressionValidator, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from nextpatient_desktop.ui.icons import Icon, icon, paint_icon
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label
from nextpatient_desktop.ui.widgets.paint import mirrored

E = TypeVar("E", bound=QWidget)
K = TypeVar("K", bound=Hashable)


class Field(QWidget, Generic[E]):
    """An input with its label above and, while something is wrong with it, the reason below.

    `edited` comes when the person changes the value, never when the program does.
    """

    edited = Signal()

    def __init__(
        self, theme: Theme, label: str, editor: E, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        """`hint` stands below the input as long as there is no error: what is expected, an example."""
        super().__init__(parent)
        self._theme = theme
        self._hint_text = hint
        self.editor = editor
        self._label = Label(theme, label, TextRole.LABEL, parent=self)
        self._label.setBuddy(editor)
        self._hint = Label(theme, hint, TextRole.NOTE, ink=Ink.MUTED, wraps=True, parent=self)
        self._error = IconLabel(theme, Icon.ERROR, "", TextRole.NOTE, ink=Ink.RED, wraps=True, parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self._label, editor, self._hint, self._error):
            self._column.addWidget(part)
        editor.setAccessibleName(label)
        self.apply_theme(theme)
        self.set_error("")

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self._column.setSpacing(theme.gap(Gap.XS) + theme.metrics.border)
        self.editor.setFont(theme.font(TextRole.BODY))
        self.editor.setStyleSheet(stylesheet(theme))

    def set_label(self, label: str, hint: str = "") -> None:
        """Name it in another language."""
        self._label.setText(label)
        self.editor.setAccessibleName(label)
        self._hint_text = hint
        self._hint.setText(hint)

    def set_error(self, error: str) -> None:
        """Say what is wrong, or with "" that nothing is."""
        self._error.set_text(error)
        self._error.setVisible(bool(error))
        self._hint.setVisible(bool(self._hint_text) and not error)
        self.editor.setAccessibleDescription(error or self._hint_text)
        if bool(self.editor.property("invalid")) != bool(error):
            self.editor.setProperty("invalid", bool(error))
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)

    @property
    def error(self) -> str:
        """What is wrong, as it is shown."""
        return self.editor.accessibleDescription() if self.editor.property("invalid") else ""


class TextField(Field[QLineEdit]):
    """One line of text."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        hint: str = "",
        placeholder: str = "",
        max_length: int = 200,
        parent: QWidget | None = None,
    ) -> None:
        editor = QLineEdit()
        editor.setPlaceholderText(placeholder)
        editor.setMaxLength(max_length)
        super().__init__(theme, label, editor, hint=hint, parent=parent)
        editor.textEdited.connect(self.edited)

    @property
    def text(self) -> str:
        """What stands there, without blanks around it."""
        return self.editor.text().strip()

    def set_text(self, text: str) -> None:
        """Put a text there. The cursor stays where it is when the text is the same."""
        if self.editor.text() != text:
            self.editor.setText(text)


class SecretField(TextField):
    """A password or PIN: hidden, with an eye that shows it while somebody wants to see it."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        show_name: str,
        hint: str = "",
        max_length: int = 200,
        parent: QWidget | None = None,
    ) -> None:
        """`show_name` says what the eye does: "Show the password"."""
        self._eye: QAction | None = None
        super().__init__(theme, label, hint=hint, max_length=max_length, parent=parent)
        self.editor.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(show_name, self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show_or_hide)
        self.editor.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._show_or_hide(False)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        super().apply_theme(theme)
        if self._eye is not None:
            self._show_or_hide(self._eye.isChecked())

    @property
    def text(self) -> str:
        """What stands there, blanks and all: they are part of a password."""
        return self.editor.text()

    def clear(self) -> None:
        """Forget what was typed and hide again."""
        self.editor.clear()
        if self._eye is not None:
            self._eye.setChecked(False)

    def _show_or_hide(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.editor.setEchoMode(mode)
        if self._eye is not None:
            name = Icon.HIDE if is_shown else Icon.SHOW
            self._eye.setIcon(icon(name, self._theme.ink(Ink.MUTED), self._theme.metrics.icon))


class LongTextField(Field[QPlainTextEdit]):
    """Several lines of text. Tab leaves the field."""

    def __init__(
        self, theme: Theme, label: str, *, hint: str = "", lines: int = 3, parent: QWidget | None = None
    ) -> None:
        self._lines = lines
        editor = QPlainTextEdit()
        editor.setTabChangesFocus(True)
        super().__init__(theme, label, editor, hint=hint, parent=parent)
        editor.textChanged.connect(self.edited)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        super().apply_theme(theme)
        line = self.editor.fontMetrics().lineSpacing()
        self.editor.setFixedHeight(self._lines * line + 2 * theme.gap(Gap.L))

    @property
    def text(self) -> str:
        """What stands there, without blanks around it."""
        return self.editor.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Put a text there. No signal; the cursor stays when the text is the same."""
        if self.editor.toPlainText() != text:
            with QSignalBlocker(self.editor):
                self.editor.setPlainText(text)


class _ChoiceBox(QComboBox):
    """A QComboBox with the design's arrow; the wheel scrolls the page and does not change the choice."""

    def __init__(self) -> None:
        super().__init__()
        self._theme: Theme | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setItemDelegate(QStyledItemDelegate(self))  # the usual one ignores the sheet's rows

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        with painter:
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            room = self.style().subControlRect(
                QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
            )
            option.currentText = self.fontMetrics().elidedText(
                self.currentText(), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
            side = self._theme.metrics.icon
            x = self._theme.gap(Gap.S) if mirrored(self) else self.width() - side - self._theme.gap(Gap.S)
            ink = self._theme.ink(Ink.INK if self.isEnabled() else Ink.MUTED)
            paint_icon(painter, QRect(x, 0, side, self.height()), Icon.OPEN_LIST, ink)


class ChoiceField(Field[QComboBox], Generic[K]):
    """One of several values, each with its words."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        choices: Sequence[tuple[K, str]] = (),
        *,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._keys: list[K] = []
        super().__init__(theme, label, _ChoiceBox(), hint=hint, parent=parent)
        self.editor.activated.connect(self.edited)
        self.set_choices(choices)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        super().apply_theme(theme)
        if isinstance(self.editor, _ChoiceBox):
            self.editor.set_theme(theme)

    def set_choices(self, choices: Sequence[tuple[K, str]]) -> None:
        """Offer these values. The present one stays chosen if it is among them."""
        current = self.value
        keys, words = [key for key, _ in choices], [word for _, word in choices]
        if keys == self._keys and words == [self.editor.itemText(i) for i in range(self.editor.count())]:
            return
        self._keys = keys
        self.editor.clear()
        self.editor.addItems(words)
        if current is not None and current in keys:
            self.editor.setCurrentIndex(keys.index(current))

    def index_of(self, value: object) -> int:
        """Which of the choices it is, -1 for none of them."""
        return next((at for at, key in enumerate(self._keys) if key == value), -1)

    @property
    def value(self) -> K | None:
        """The chosen value."""
        at = self.editor.currentIndex()
        return self._keys[at] if 0 <= at < len(self._keys) else None

    def set_value(self, value: K | None) -> None:
        """Choose a value; one that is not offered chooses none."""
        at = self._keys.index(value) if value is not None and value in self._keys else -1
        if self.editor.currentIndex() != at:
            self.editor.setCurrentIndex(at)


class _NumberBox(QSpinBox):
    """A QSpinBox without its small arrows; the wheel does not change it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NumberField(Field[QSpinBox]):
    """A whole number within limits."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        low: int = 0,
        high: int = 9999,
        suffix: str = "",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        editor = _NumberBox()
        editor.setRange(low, high)
        editor.setSuffix(suffix)
        editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        super().__init__(theme, label, editor, hint=hint, parent=parent)
        editor.valueChanged.connect(self.edited)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        super().apply_theme(theme)
        # the sheet's padding does not reach the line inside a spin box
        self.editor.lineEdit().setTextMargins(theme.gap(Gap.M), 0, theme.gap(Gap.M), 0)

    @property
    def value(self) -> int:
        """The number."""
        return self.editor.value()

    def set_value(self, value: int) -> None:
        """Put a number there. No signal."""
        with QSignalBlocker(self.editor):
            self.editor.setValue(value)


class OptionalNumberField(TextField):
    """A whole number, or nothing: then the placeholder says what that means.

    A line of text and not a spin box, whose word for its lowest value stands in the way of typing.
    """

    def __init__(
        self,
        theme: Theme,
        label: str,
        *,
        none_text: str,
        digits: int,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, hint=hint, placeholder=none_text, max_length=digits, parent=parent)
        figures = QRegularExpression(f"[0-9]{{0,{digits}}}")
        self.editor.setValidator(QRegularExpressionValidator(figures, self.editor))

    @property
    def value(self) -> int | None:
        """The number, None where nothing stands."""
        return int(self.text) if self.text else None

    def set_value(self, value: int | None) -> None:
        """Put a number there, or nothing. No signal."""
        self.set_text("" if value is None else str(value))
