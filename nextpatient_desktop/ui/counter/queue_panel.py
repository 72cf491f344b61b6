"""`QueuePanel`: the left side: today's tokens by filter, a search over all of them, and adding one."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from nextpatient_desktop.domain.ids import TokenId
from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.counter.filter_bar import FilterBar
from nextpatient_desktop.ui.counter.parts import themed_menu
from nextpatient_desktop.ui.counter.state import ListState, RowActState
from nextpatient_desktop.ui.counter.token_list import TokenList
from nextpatient_desktop.ui.icons import Icon, icon
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Card, Row
from nextpatient_desktop.ui.widgets.buttons import Button, IconButton
from nextpatient_desktop.ui.widgets.empty import EmptyState
from nextpatient_desktop.ui.widgets.labels import ElidedLabel, Label
from nextpatient_desktop.ui.widgets.pills import Pill, PillSpec
from nextpatient_desktop.ui.widgets.search_field import SearchField


class _Search(SearchField):
    """The search line: arrows go on to the rows, Escape in the empty line closes it."""

    down_pressed = Signal()
    closed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the arrow key and the second Escape on."""
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape and not self.text():
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class QueuePanel(Card):
    """Lays out the list. Everything it shows is in `ListState`."""

    filter_chosen = Signal(object)
    searched = Signal(str)
    search_entered = Signal()
    row_chosen = Signal(object)
    row_acted = Signal(object, object, str)
    """The `RowAct`, the token, and the value of the reason where there is one."""
    add_clicked = Signal()

    def __init__(
        self, theme: Theme, texts: Texts, acts_of: Callable[[TokenId], tuple[RowActState, ...]]
    ) -> None:
        """`acts_of` says what can be done with a token now, for its menu."""
        super().__init__(theme, gap=Gap.M, pad=Gap.L)
        self._acts_of = acts_of
        self._state = ListState()
        self._title = Label(theme, "", TextRole.HEADING)
        self._count = Pill(theme)
        self._open_search = IconButton(theme, Icon.SEARCH, "")
        self._search = _Search(theme, "")
        self._head = self._make_head()
        self._filters = FilterBar(theme)
        self._found = ElidedLabel(theme, "", TextRole.SMALL, ink=Ink.MUTED)
        self.add(self._filters)
        self.add(self._found)
        self._rows = TokenList(theme, self)
        self._empty = EmptyState(theme, Icon.QUEUE, "")
        self.add(self._rows, 1)
        self.add(self._empty, 1)
        self._add = Button(theme, "", icon=Icon.TOKEN)
        self.add(self._add)
        self._found.hide()
        self._connect()
        self.set_texts(texts)

    def set_texts(self, texts: Texts) -> None:
        """Speak this language from now on."""
        _ = texts.gettext
        self._search.set_placeholder(_("Code, name, phone or ticket"))
        self._open_search.set_name(_("Search (F3)"))
        self._filters.setAccessibleName(_("Which tokens to show"))
        self._rows.setAccessibleName(_("Tokens"))
        self._add.set_text(_("Add a token"))
        self._add.setToolTip(_("Ctrl+N"))

    def render(self, state: ListState) -> None:  # type: ignore[override]  # QWidget.render draws into a device
        """Show the list. Rows are taken over one by one: what was chosen and where it was scrolled stays."""
        before, self._state = self._state, state
        self._title.setText(state.title)
        self._count.render_spec(PillSpec(text=state.count))
        self._count.setVisible(bool(state.count))
        if state.filters != before.filters:
            self._filters.render_filters(state.filters)
        self._filters.setVisible(not state.found)
        self._found.setVisible(bool(state.found))
        self._found.setText(state.found)
        if self._search.text() != state.search:
            self._search.setText(state.search)
        if before.search and not state.search and not self._search.hasFocus():
            self.close_search()
        self._rows.render_rows(state.rows, state.chosen)
        if state.chosen is not None and state.chosen != before.chosen:
            self._rows.show_chosen()
        self._show_empty(state)
        self._add.setEnabled(not state.add_reason)

    def open_search(self, text: str = "") -> None:
        """Begin to search, with what was typed already."""
        self._head.setCurrentIndex(1)
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if text:
            self._search.setText(self._search.text() + text)
            self.searched.emit(self._search.text())

    def close_search(self) -> None:
        """Search for nothing any more."""
        had_focus = self._search.hasFocus()
        self._head.setCurrentIndex(0)
        if self._search.text():
            self._search.clear()
            self.searched.emit("")
        if had_focus:
            self.focus_rows()

    def focus_rows(self) -> None:
        """Give the rows the keyboard; one is chosen if none was."""
        self._rows.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self._rows.chosen_token() is None:
            self._rows.choose_some()

    @property
    def rows(self) -> TokenList:
        """The list itself."""
        return self._rows

    @property
    def search(self) -> SearchField:
        """The search line."""
        return self._search

    def _make_head(self) -> QStackedLayout:
        """Title and search in one place, one of them at a time."""
        names = Row(self._theme, gap=Gap.S)
        names.add(self._title)
        names.add(self._count)
        names.add_stretch()
        names.add(self._open_search)
        head = QWidget()
        layout = QStackedLayout(head)
        layout.addWidget(names)
        line = QWidget()
        line_layout = QVBoxLayout(line)
        line_layout.setContentsMargins(0, 0, 0, 0)
        line_layout.addWidget(self._search)
        layout.addWidget(line)
        head.setFixedHeight(self._theme.metrics.field)
        self.add(head)
        return layout

    def _connect(self) -> None:
        self._open_search.clicked.connect(lambda: self.open_search())
        self._search.textEdited.connect(self.searched)
        self._search.returnPressed.connect(self.search_entered)
        self._search.down_pressed.connect(self.focus_rows)
        self._search.closed.connect(self.close_search)
        self._filters.chosen.connect(self.filter_chosen)
        self._rows.row_chosen.connect(self.row_chosen)
        self._rows.menu_asked.connect(self._open_menu)
        self._add.clicked.connect(self.add_clicked)

    def _show_empty(self, state: ListState) -> None:
        has_rows = state.empty is None
        self._rows.setVisible(has_rows)
        self._empty.setVisible(not has_rows)
        if state.empty is not None:
            self._empty.set_icon(state.empty.icon)
            self._empty.render_words(state.empty.text, state.empty.detail)

    def _open_menu(self, token: TokenId, place: QPoint) -> None:
        acts = self._acts_of(token)
        if acts:
            self._menu(token, acts).popup(place)

    def _menu(self, token: TokenId, acts: tuple[RowActState, ...]) -> QMenu:
        menu = themed_menu(self._theme, self)
        for act in acts:
            if act.is_destructive:
                menu.addSeparator()
            ink = Ink.RED if act.is_destructive else Ink.INK
            picture = icon(
                act.icon, self._theme.ink(ink), self._theme.metrics.icon, self._theme.ink(Ink.FAINT)
            )
            if act.choices and not act.reason:
                choices = menu.addMenu(picture, act.label)
                choices.setFont(menu.font())
                for value, words in act.choices:
                    self._entry(choices, words, act, token, value)
            else:
                label = f"{act.label}: {act.reason}" if act.reason else act.label
                entry = self._entry(menu, label, act, token, "")
                entry.setIcon(picture)
                entry.setEnabled(not act.reason)
        return menu

    def _entry(self, menu: QMenu, words: str, act: RowActState, token: TokenId, value: str) -> QAction:
        entry = menu.addAction(words.replace("&", "&&"))
        entry.triggered.connect(lambda: self.row_acted.emit(act.act, token, value))
        return entry
