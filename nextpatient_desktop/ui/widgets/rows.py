"""`RowList`: rows with a line between them, for waiting tokens, documents, departments, staff.

A model and a delegate, not a widget per row: 500 rows cost what 20 do. Rows have keys, so that new contents
keep the selection and the scroll position.
"""

from collections.abc import Hashable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from nextpatient_desktop.ui.stylesheet import stylesheet
from nextpatient_desktop.ui.theme import Theme
from nextpatient_desktop.ui.widgets.specs import RowItem

__all__ = ["RowItem", "RowList", "RowModel"]

AnyIndex = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractListModel):
    """The rows of a list, as Qt wants them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[RowItem, ...] = ()

    @property
    def items(self) -> tuple[RowItem, ...]:
        """The rows in their order."""
        return self._items

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """How many rows there are."""
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself for the delegate, its text for screen readers and for searching by typing."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.lead or item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item.spoken_text()
        return None

    def position_of(self, key: Hashable) -> int | None:
        """Where the row with a key stands."""
        for position, item in enumerate(self._items):
            if item.key == key:
                return position
        return None

    def replace_all(self, items: tuple[RowItem, ...]) -> bool:
        """Take other rows. Whether rows came, went or moved (and views lost their place)."""
        if [item.key for item in items] == [item.key for item in self._items]:
            changed = [at for at, item in enumerate(items) if item != self._items[at]]
            self._items = items
            for at in changed:
                self.dataChanged.emit(self.index(at), self.index(at))
            return False
        self.beginResetModel()
        self._items = items
        self.endResetModel()
        return True


class RowList(QListView):
    """A list of `RowItem`s. Arrow keys select, Enter and double click activate."""

    row_selected = Signal(object)
    """The key of the row that the person selected, `None` when the selected row is gone."""

    row_activated = Signal(object)
    """The key of the row that the person opened: Enter, or double click."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls the list."""
        super().__init__(parent)
        from nextpatient_desktop.ui.widgets.row_painter import RowDelegate

        self._is_quiet = False
        self._rows = RowModel(self)
        self._painter = RowDelegate(theme, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(self._activate)
        self.selectionModel().currentChanged.connect(self._say_selected)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._painter.set_theme(theme)
        self.setFont(theme.font(self._painter.title_role))
        self.setStyleSheet(stylesheet(theme))
        self.verticalScrollBar().setSingleStep(theme.metrics.touch)
        self.scheduleDelayedItemsLayout()

    @property
    def items(self) -> tuple[RowItem, ...]:
        """The rows in their order."""
        return self._rows.items

    def set_rows(self, items: Sequence[RowItem]) -> None:
        """Show these rows. What is selected stays so as long as it is there, and the list does not jump."""
        selected, scrolled = self.selected_key(), self.verticalScrollBar().value()
        self._is_quiet = True
        has_moved = self._rows.replace_all(tuple(items))
        if has_moved:
            self._select(selected)
            self.doItemsLayout()
            self.verticalScrollBar().setValue(scrolled)
        self._is_quiet = False
        if has_moved and selected is not None and self.selected_key() is None:
            self.row_selected.emit(None)

    def selected_key(self) -> Hashable | None:
        """The key of the selected row."""
        index = self.currentIndex()
        return self._rows.items[index.row()].key if index.isValid() else None

    def select_key(self, key: Hashable | None) -> None:
        """Select a row, or none. No signal."""
        self._is_quiet = True
        self._select(key)
        self._is_quiet = False
        if key is not None:
            self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the selected row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._activate(self.currentIndex())
            return
        super().keyPressEvent(event)

    def _select(self, key: Hashable | None) -> None:
        position = None if key is None else self._rows.position_of(key)
        index = QModelIndex() if position is None else self._rows.index(position)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _activate(self, index: QModelIndex) -> None:
        self.row_activated.emit(self._rows.items[index.row()].key)

    def _say_selected(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._is_quiet:
            self.row_selected.emit(self._rows.items[current.row()].key)
