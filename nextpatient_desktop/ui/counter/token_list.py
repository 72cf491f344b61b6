"""`TokenList`: today's tokens as rows. Hundreds cost what twenty do; a change moves nothing else.

The model turns one list of rows into the next by removing, inserting and moving single rows, so that the
selection stays by itself; the view keeps what is looked at where it is, when rows above it come and go.
"""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.ui.counter.state import Row
from nextpatient_desktop.ui.counter.token_painter import TokenPainter
from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import TextRole, Theme

AnyIndex = QModelIndex | QPersistentModelIndex
NO_PARENT = QModelIndex()


class TokenModel(QAbstractListModel):
    """The rows as Qt wants them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    @property
    def rows(self) -> Sequence[Row]:
        """The rows in their order."""
        return self._rows

    def rowCount(self, parent: AnyIndex = NO_PARENT) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself for the painter, its words for screen readers."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.code
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None

    def position_of(self, token: TokenId | None) -> int | None:
        """Where a token's row stands."""
        return next((at for at, row in enumerate(self._rows) if row.token == token), None)

    def become(self, rows: Sequence[Row]) -> bool:
        """Turn into these rows by few steps; false when everything stands where it stood, as high as then."""
        has_moved = self._remove_others({row.token for row in rows})
        for at, row in enumerate(rows):
            has_moved |= self._place(at, row)
        return has_moved

    def _remove_others(self, staying: set[TokenId]) -> bool:
        has_removed = False
        for at in range(len(self._rows) - 1, -1, -1):
            if self._rows[at].token not in staying:
                self.beginRemoveRows(NO_PARENT, at, at)
                del self._rows[at]
                self.endRemoveRows()
                has_removed = True
        return has_removed

    def _place(self, at: int, row: Row) -> bool:
        """Make `row` stand at `at`, where all before it stand already."""
        here = self._rows[at] if at < len(self._rows) else None
        if here is not None and here.token == row.token:
            if here != row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at), self.index(at))
            return _lines(here) != _lines(row)
        was = next((n for n in range(at + 1, len(self._rows)) if self._rows[n].token == row.token), None)
        if was is None:
            self.beginInsertRows(NO_PARENT, at, at)
            self._rows.insert(at, row)
            self.endInsertRows()
            return True
        self.beginMoveRows(NO_PARENT, was, was, NO_PARENT, at)
        self._rows.insert(at, self._rows.pop(was))
        self.endMoveRows()
        if self._rows[at] != row:
            self._rows[at] = row
            self.dataChanged.emit(self.index(at), self.index(at))
        return True


class TokenList(QListView):
    """The rows with their keys: arrows choose, Enter or the menu key opens the row's menu."""

    row_chosen = Signal(object)
    """The token of the row that the person chose."""

    menu_asked = Signal(object, QPoint)
    """The person wants a row's menu: its token, and where on the screen it is to open."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = TokenModel(self)
        self._painter = TokenPainter(theme, self)
        self._is_quiet = False
        self.setModel(self._tokens)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.doubleClicked.connect(self._ask_menu_at)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._painter.set_theme(theme)
        self.setFont(theme.font(TextRole.BODY))
        self.setStyleSheet(stylesheet(theme))
        self.verticalScrollBar().setSingleStep(theme.metrics.touch)

    @property
    def rows(self) -> Sequence[Row]:
        """The rows in their order."""
        return self._tokens.rows

    def render_rows(self, rows: Sequence[Row], chosen: TokenId | None) -> None:
        """Show these rows and choose one of them, or none. What the person looks at stays where it is."""
        anchor = self._anchor()
        self._is_quiet = True
        if self._tokens.become(rows):
            self.doItemsLayout()
            self._restore(anchor)
        self._choose(chosen)
        self._is_quiet = False

    def chosen_token(self) -> TokenId | None:
        """The token of the chosen row."""
        indexes = self.selectionModel().selectedIndexes()
        return self._tokens.rows[indexes[0].row()].token if indexes else None

    def show_chosen(self) -> None:
        """Scroll to the chosen row."""
        if self.chosen_token() is not None:
            self.scrollTo(self.currentIndex())

    def choose_some(self) -> None:
        """Choose the row where the last chosen one was, else the first."""
        index = self.currentIndex() if self.currentIndex().isValid() else self._tokens.index(0, 0)
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flag)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen row's menu. Letters are not for finding rows here: they go to the search."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.chosen_token() is None:
            self.choose_some()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask_menu_at(self.currentIndex())
        elif event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a row's dots opens its menu."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            area = self._painter.menu_area(self.visualRect(index))
            if area.contains(event.position().toPoint()):
                self._ask_menu(index, self.viewport().mapToGlobal(area.bottomLeft()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button, the menu key and Shift+F10 open the menu of the row that is meant."""
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            if index.isValid():
                self._ask_menu(index, event.globalPos())
        else:
            self._ask_menu_at(self.currentIndex())

    def leaveEvent(self, event: QEvent) -> None:
        """Forget which row the pointer was over."""
        super().leaveEvent(event)
        self.viewport().update()

    def _ask_menu_at(self, index: QModelIndex) -> None:
        if index.isValid():
            area = self._painter.menu_area(self.visualRect(index))
            self._ask_menu(index, self.viewport().mapToGlobal(area.bottomLeft()))

    def _ask_menu(self, index: QModelIndex, place: QPoint) -> None:
        self.setCurrentIndex(index)
        self.menu_asked.emit(self._tokens.rows[index.row()].token, place)

    def _anchor(self) -> tuple[TokenId, int] | None:
        """The first row that is seen, and how far it is from the top; none while the list is at its top."""
        index = self.indexAt(QPoint(self.viewport().width() // 2, 1))
        if self.verticalScrollBar().value() == 0 or not index.isValid():
            return None
        return self._tokens.rows[index.row()].token, self.visualRect(index).top()

    def _restore(self, anchor: tuple[TokenId, int] | None) -> None:
        position = self._tokens.position_of(anchor[0]) if anchor is not None else None
        if anchor is None or position is None:
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.visualRect(self._tokens.index(position)).top() - anchor[1])

    def _choose(self, chosen: TokenId | None) -> None:
        if chosen == self.chosen_token():
            return
        position = self._tokens.position_of(chosen)
        if position is None:
            # Arrow keys go on from where the row was, but nothing is chosen that nobody chose.
            self.selectionModel().clearSelection()
            return
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self._tokens.index(position), flag)

    def _selection_changed(self) -> None:
        chosen = self.chosen_token()
        if chosen is not None and not self._is_quiet:
            self.row_chosen.emit(chosen)


def _lines(row: Row) -> tuple[bool, bool]:
    """What a row's height depends on."""
    return bool(row.marks), bool(row.note)
