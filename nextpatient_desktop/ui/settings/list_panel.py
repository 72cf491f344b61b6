"""`ListPanel`: what the panels of departments, rooms and staff share: the list at the side, the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QWidget

from nextpatient_desktop.text.texts import Texts
from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.settings.list_painter import SectionRowPainter
from nextpatient_desktop.ui.settings.parts import ScrolledForm
from nextpatient_desktop.ui.settings.section import ListState
from nextpatient_desktop.ui.theme import Gap, Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.boxes import Box, Card, Column, Row
from nextpatient_desktop.ui.widgets.buttons import Button, ButtonKind, ButtonSize, IconButton
from nextpatient_desktop.ui.widgets.empty import EmptyState
from nextpatient_desktop.ui.widgets.labels import IconLabel, Label
from nextpatient_desktop.ui.widgets.rows import RowList

LIST_SHARE, FORM_SHARE = 9, 10


@dataclass(frozen=True, kw_only=True)
class SectionWords:
    """What a section calls its things."""

    title: str
    add: str
    icon: str
    empty: str
    empty_detail: str
    can_order: bool = False


class ListPanel(Column):
    """The list, and a form whose inputs and further buttons the section's own panel puts in."""

    chosen = Signal(object)
    add_clicked = Signal()
    edited = Signal(object)
    """The inputs hold something else: the whole draft."""

    input_left = Signal(str)
    """The person is done with an input, by its name."""

    save_clicked = Signal()
    cancel_clicked = Signal()
    closed_shown = Signal(bool)
    move_clicked = Signal(int)
    retried = Signal()

    def __init__(self, theme: Theme, texts: Texts, words: SectionWords) -> None:
        super().__init__(theme, gap=Gap.L, pad=(Gap.XL, Gap.XL))
        self._theme = theme
        self._texts = texts
        self._words = words
        self._state: ListState[Any] | None = None
        self._inputs: dict[str, QWidget] = {}
        self._head()
        self._body = self.add(Box(theme, QBoxLayout.Direction.LeftToRight, gap=Gap.L), 1)
        self._body.add(self._list_card(), LIST_SHARE)
        self._form_card = self._body.add(self._make_form_card(), FORM_SHARE)

    def take_focus(self) -> None:
        """Begin with the list; no ring is shown before a key is used."""
        self._list.setFocus(Qt.FocusReason.MouseFocusReason)

    def set_narrow(self, is_narrow: bool) -> None:
        """Put the list above the form instead of beside it."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._body.line.setDirection(down if is_narrow else across)
        self._body.line.setStretch(0, 2 if is_narrow else LIST_SHARE)
        self._body.line.setStretch(1, 3 if is_narrow else FORM_SHARE)

    def render_list(self, state: ListState[Any]) -> None:
        """Show the list, and of the form what all forms have."""
        before, self._state = self._state, state
        _ = self._texts.gettext
        self._list.set_rows(state.rows)
        form = state.form
        self._list.select_key(form.key if form is not None else None)
        is_empty = not state.rows and not state.is_loading and not state.trouble
        self._list.setVisible(bool(state.rows))
        self._empty.setVisible(is_empty or bool(state.trouble))
        if state.trouble:
            self._empty.set_icon(Icon.WARNING)
            self._empty.render_words(state.trouble, state.trouble_detail, _("Try again"))
        else:
            self._empty.set_icon(self._words.icon)
            action = self._words.add if form is None else ""
            self._empty.render_words(self._words.empty, self._words.empty_detail, action)
        self._add.setEnabled(not state.is_loading and not state.trouble)
        self._render_list_foot(state)
        self._form_card.setVisible(form is not None)
        if form is None:
            return
        self._overtaken.setVisible(form.is_overtaken)
        self._closed.setVisible(not state.is_active)
        self._save.setEnabled(form.is_dirty and not state.is_busy)
        self._save.set_text(_("One moment…") if state.is_busy and form.is_dirty else _("Save"))
        self._cancel.setEnabled(form.is_dirty or form.key is None)
        self.show_errors(form.errors)
        self._place_focus(before, state)

    # --- for the section's own panel ------------------------------------------------------------------------

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Put what is wrong beside its input."""
        raise NotImplementedError

    def name_inputs(self, inputs: dict[str, QWidget]) -> None:
        """Say which editor belongs to which input of the draft, from top to bottom."""
        self._inputs = inputs

    def first_input(self) -> QWidget | None:
        """Where typing begins."""
        return next(iter(self._inputs.values()), None)

    # --- inside ---------------------------------------------------------------------------------------------

    def _head(self) -> None:
        theme, words = self._theme, self._words
        head = self.add(Row(theme, gap=Gap.M))
        head.add(Label(theme, words.title, TextRole.TITLE), 1)
        self._add = head.add(Button(theme, words.add, kind=ButtonKind.PRIMARY, icon=Icon.ADD))
        self._add.clicked.connect(self.add_clicked)

    def _list_card(self) -> Card:
        theme, _ = self._theme, self._texts.gettext
        card = Card(theme, gap=Gap.NONE, pad=(Gap.NONE, Gap.S))
        border = theme.metrics.border
        card.line.setContentsMargins(border, theme.gap(Gap.S), border, theme.gap(Gap.S))
        self.list_area = card.add(Column(theme, gap=Gap.NONE), 1)
        self._list = self.list_area.add(RowList(theme, self._words.title), 1)
        self._list.setItemDelegate(SectionRowPainter(theme, self._list))
        self._empty = self.list_area.add(EmptyState(theme, self._words.icon, ""), 1)
        self._empty.hide()
        self._list_foot = card.add(Row(theme, gap=Gap.S, pad=(Gap.XS, Gap.XS)))
        edge = theme.gap(Gap.XS)
        self._list_foot.line.setContentsMargins(edge, edge, theme.gap(Gap.L), edge)
        self._show_closed = self._list_foot.add(
            Button(theme, "", kind=ButtonKind.QUIET, size=ButtonSize.SMALL)
        )
        self._list_foot.add_stretch()
        self._up = self._list_foot.add(IconButton(theme, Icon.MOVE_UP, _("Move up"), shortcut="Alt+Up"))
        self._down = self._list_foot.add(
            IconButton(theme, Icon.MOVE_DOWN, _("Move down"), shortcut="Alt+Down")
        )
        self._list.row_selected.connect(self.chosen)
        self._empty.action_clicked.connect(self._act_on_empty)
        self._show_closed.clicked.connect(self._toggle_closed)
        self._up.clicked.connect(lambda: self.move_clicked.emit(-1))
        self._down.clicked.connect(lambda: self.move_clicked.emit(1))
        return card

    def _make_form_card(self) -> Card:
        theme, _ = self._theme, self._texts.gettext
        card = Card(theme, gap=Gap.NONE, pad=Gap.NONE)
        self._form = card.add(ScrolledForm(theme), 1)
        self.fields = self._form.fields
        self._overtaken = self.fields.add(
            IconLabel(
                theme,
                Icon.WARNING,
                _("Somebody else changed this too. What you typed is kept, and replaces theirs when saved."),
                TextRole.SMALL,
                ink=Ink.AMBER,
                wraps=True,
            )
        )
        self._closed = self.fields.add(
            IconLabel(theme, Icon.INFO, _("Not in use."), TextRole.SMALL, ink=Ink.MUTED, wraps=True)
        )
        self._overtaken.hide()
        self._closed.hide()
        self.foot = card.add(Row(theme, gap=Gap.M, pad=(Gap.XL, Gap.L)))
        self.foot.add_stretch()
        self._cancel = self.foot.add(Button(theme, _("Cancel")))
        self._save = self.foot.add(Button(theme, _("Save"), kind=ButtonKind.PRIMARY))
        self._save.setToolTip("Ctrl+S")
        self._cancel.clicked.connect(self.cancel_clicked)
        self._save.clicked.connect(self.save_clicked)
        return card

    def _render_list_foot(self, state: ListState[Any]) -> None:
        texts = self._texts
        _ = texts.gettext
        self._show_closed.setVisible(bool(state.closed))
        if state.shows_closed:
            self._show_closed.set_text(_("Hide those not in use"))
        else:
            words = texts.ngettext("Show {n} not in use", "Show {n} not in use", state.closed)
            self._show_closed.set_text(words.format(n=state.closed))
        orders = self._words.can_order and len(state.rows) > 1
        self._up.setVisible(orders)
        self._down.setVisible(orders)
        self._up.setEnabled(state.can_move_up and not state.is_busy)
        self._down.setEnabled(state.can_move_down and not state.is_busy)
        self._list_foot.setVisible(bool(state.closed) or orders)

    def _place_focus(self, before: ListState[Any] | None, state: ListState[Any]) -> None:
        """Begin at the top of something new; go to what is wrong once it is said."""
        form, old = state.form, before.form if before is not None else None
        if form is None:
            return
        if old is None or old.key != form.key or (old.draft != form.draft and old.base != form.base):
            self._form.to_top()
        first = self.first_input()
        if form.key is None and (old is None or old.key is not None) and first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        wrong = next((w for name, w in self._inputs.items() if name in form.errors), None)
        if wrong is not None and old is not None and form.refusals > old.refusals:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            if isinstance(wrong, QLineEdit):
                wrong.end(False)
            self._form.show_input(wrong)

    def _toggle_closed(self) -> None:
        self.closed_shown.emit(not (self._state is not None and self._state.shows_closed))

    def _act_on_empty(self) -> None:
        if self._state is not None and self._state.trouble:
            self.retried.emit()
        else:
            self.add_clicked.emit()
