"""The rows of the records: a document, a file on its way, a visit of the history."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.attaching import UploadStage, UploadState
from nextpatient_desktop.ui.counter.records import DocumentRow, VisitRow
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.theme import Gap, Ground, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonSize, IconButton
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, IconView, Label
from nextpatient_desktop.ui.widgets.paint import came_by_keyboard, paint_focus


class _LinedRow(Row):
    """A row with a line below it."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, gap=Gap.M, pad=(Gap.XS, Gap.M), parent=parent)
        self._theme = theme
        self._is_over = False
        self._shows_focus = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground under the pointer, the line and the focus."""
        painter = QPainter(self)
        border = self._theme.metrics.border
        if self._is_over:
            painter.fillRect(self.rect(), self._theme.ground(Ground.CANVAS))
        line = self.rect().adjusted(0, self.height() - border, 0, 0)
        painter.fillRect(line, self._theme.ink(Ink.LINE))
        if self._shows_focus and self.hasFocus():
            paint_focus(
                painter,
                self.rect().adjusted(0, 0, 0, -border),
                line=self._theme.ink(Ink.PRIMARY),
                gap=self._theme.ground(Ground.SURFACE),
                width=self._theme.metrics.focus,
                radius=self._theme.metrics.radius_field,
            )
        painter.end()


class DocumentWidget(_LinedRow):
    """One document: a click or Enter opens it, the bin or Delete takes it off."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, theme: Theme, texts: Texts, row: DocumentRow) -> None:
        super().__init__(theme)
        _ = texts.gettext
        self._row = row
        self._texts = texts
        self._icon = self.add(IconView(theme, row.icon, ink=row.icon_ink, size=theme.metrics.icon_large))
        words = self.add(Column(theme, gap=Gap.NONE), 1)
        self._title = words.add(ElidedLabel(theme, row.title, TextRole.BODY_STRONG))
        self._detail = words.add(ElidedLabel(theme, row.detail, TextRole.SMALL, ink=Ink.MUTED))
        self._size = self.add(Label(theme, row.size, TextRole.SMALL, ink=Ink.MUTED))
        self._bin = self.add(
            IconButton(theme, Icon.DELETE, _("Remove {title}").format(title=row.title), ink=Ink.MUTED)
        )
        self._bin.clicked.connect(lambda: self.removed.emit(self._row.id))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.render_row(row)

    @property
    def row(self) -> DocumentRow:
        """What it shows."""
        return self._row

    def holds_focus(self) -> bool:
        """Whether the keyboard is on its bin."""
        return self._bin.hasFocus()

    def render_row(self, row: DocumentRow) -> None:
        """Show this document."""
        self._row = row
        _ = self._texts.gettext
        self._icon.set_icon(Icon.TIMER if row.is_opening else row.icon, row.icon_ink)
        self._title.setText(row.title)
        self._detail.setText(row.detail)
        self._size.setText(_("Opening…") if row.is_opening else row.size)
        self.setToolTip(row.kind)
        self.setAccessibleName(_("Open {title}").format(title=row.title))
        self.setAccessibleDescription(f"{row.kind}, {row.detail}, {row.size}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens it."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space open it, Delete takes it off."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._row.id)
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit(self._row.id)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer came."""
        self._is_over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer left."""
        self._is_over = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring if the keyboard brought the focus."""
        self._shows_focus = came_by_keyboard(event)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self._shows_focus = False
        self.update()
        super().focusOutEvent(event)


class UploadWidget(_LinedRow):
    """A file on its way: waiting, being attached, or why it failed and what can be done."""

    tried_again = Signal(int)
    dropped = Signal(int)

    def __init__(self, theme: Theme, texts: Texts, state: UploadState) -> None:
        super().__init__(theme)
        _ = texts.gettext
        failed = state.stage is UploadStage.FAILED
        picture = {
            UploadStage.WAITING: Icon.CLOCK,
            UploadStage.SENDING: Icon.UPLOAD,
            UploadStage.FAILED: Icon.ERROR,
        }[state.stage]
        self.add(
            IconView(theme, picture, ink=Ink.RED if failed else Ink.PRIMARY, size=theme.metrics.icon_large)
        )
        words = self.add(Column(theme, gap=Gap.NONE), 1)
        words.add(ElidedLabel(theme, state.title, TextRole.BODY_STRONG))
        words.add(Label(theme, state.note, TextRole.SMALL, ink=Ink.RED if failed else Ink.MUTED, wraps=True))
        if failed:
            again = self.add(Button(theme, _("Try again"), size=ButtonSize.SMALL))
            again.clicked.connect(lambda: self.tried_again.emit(state.number))
        if state.stage is not UploadStage.SENDING:
            drop = self.add(IconButton(theme, Icon.CLOSE, _("Do not attach it"), ink=Ink.MUTED))
            drop.clicked.connect(lambda: self.dropped.emit(state.number))


class VisitWidget(Column):
    """One visit: its day and code, what happened in which department, its documents."""

    def __init__(
        self,
        theme: Theme,
        texts: Texts,
        row: VisitRow,
        make_document: Callable[[DocumentRow], DocumentWidget],
    ) -> None:
        super().__init__(theme, gap=Gap.XS, pad=(Gap.XS, Gap.S))
        head = self.add(Row(theme, gap=Gap.S))
        head.add(Label(theme, row.title, TextRole.BODY_STRONG))
        note = texts.gettext("this visit") if row.is_present else row.code
        head.add(Label(theme, note, TextRole.SMALL, ink=Ink.MUTED))
        head.add_stretch()
        for line in row.lines:
            self.add(Label(theme, line, TextRole.SMALL, ink=Ink.MUTED, wraps=True))
        for document in row.documents:
            self.add(make_document(document))
