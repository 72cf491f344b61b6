"""Text and icons that only inform: `Label`, `ElidedLabel`, `IconView`, `IconLabel`."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import paint_icon
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme


class Label(QLabel):
    """A text in a role's font. Plain text always: what people typed is never read as markup."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: TextRole = TextRole.BODY,
        *,
        ink: Ink = Ink.INK,
        wraps: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._role = role
        self._ink = ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.setFont(theme.font(self._role))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.ink(self._ink))
        self.setPalette(palette)

    def set_ink(self, ink: Ink) -> None:
        """Use another colour."""
        if ink is not self._ink:
            self._ink = ink
            self.apply_theme(self._theme)

    def set_role(self, role: TextRole) -> None:
        """Use another font."""
        if role is not self._role:
            self._role = role
            self.apply_theme(self._theme)


class ElidedLabel(Label):
    """One line that gives way: it ends in "…" where there is no room, and its tool tip has all of it."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: TextRole = TextRole.BODY,
        *,
        ink: Ink = Ink.INK,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, role, ink=ink, align=align, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        metrics = self.fontMetrics()
        return QSize(min(metrics.averageCharWidth() * 3, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, cut if it must be."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(self.rect(), int(self.alignment()), shown)


class Figure(Label):
    """A code or a number in large type, only as high as its figures, so that it stands close to others.

    For texts of capitals, figures and signs; letters that reach below the line would be cut.
    """

    def sizeHint(self) -> QSize:
        """The figures' own height and a little air."""
        metrics = self.fontMetrics()
        return QSize(super().sizeHint().width(), round(metrics.capHeight() * 1.16))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text with its capitals in the middle of the height."""
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            metrics = self.fontMetrics()
            width = metrics.horizontalAdvance(self.text())
            align = self.alignment()
            is_right = bool(align & Qt.AlignmentFlag.AlignRight)
            is_centred = bool(align & Qt.AlignmentFlag.AlignHCenter)
            x = self.width() - width if is_right else (self.width() - width) // 2 if is_centred else 0
            painter.drawText(x, (self.height() + metrics.capHeight()) // 2, self.text())


class IconView(QWidget):
    """An icon alone. It needs a name for people who do not see it, unless a word beside it says the same."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        *,
        ink: Ink = Ink.INK,
        size: float = 20,
        accessible_name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._ink = ink
        self._size = size
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str, ink: Ink | None = None) -> None:
        """Show another icon."""
        self._icon = icon
        self._ink = ink or self._ink
        self.update()

    def sizeHint(self) -> QSize:
        """The icon's square."""
        return self._theme.square(self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        with QPainter(self) as painter:
            paint_icon(painter, self.rect(), self._icon, self._theme.ink(self._ink))


class IconLabel(QWidget):
    """An icon and, beside it, the words that say the same."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        text: str,
        role: TextRole = TextRole.BODY,
        *,
        ink: Ink = Ink.INK,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role = role
        self._icon = IconView(theme, icon, ink=ink, parent=self)
        self._label = Label(theme, text, role, ink=ink, wraps=wraps, parent=self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._label, 1)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        size = round(theme.font_px(self._role) * 1.25)
        self._icon.setFixedSize(size, size)
        self._row.setSpacing(theme.gap(Gap.S))

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._label.setText(text)

    def set_icon(self, icon: str, ink: Ink) -> None:
        """Show another icon, both in another colour."""
        self._icon.set_icon(icon, ink)
        self._label.set_ink(ink)
