"""The style sheet for Qt's own inputs: lines, choices, scroll bars, menus, tool tips, dialogs.

Everything else draws itself with the theme. A sheet is set on the inputs (by `widgets.fields`) or on a
dialog, not on the application: a sheet there costs every widget of every mode some of its start time.
"""

from functools import lru_cache
from string import Template

from nextpatient_desktop.ui.theme import TextRole, Theme

_SHEET = Template("""
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QTimeEdit {
    background: $surface; color: $ink; border: ${border}px solid $field_line; border-radius: ${radius}px;
    padding: 0 ${pad}px; min-height: ${inner}px; selection-background-color: $primary;
    selection-color: $on_primary; placeholder-text-color: $muted;
}
QPlainTextEdit { padding: ${small}px ${small}px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus,
QTimeEdit:focus {
    border: ${focus}px solid $primary; padding-left: ${focus_pad}px; padding-right: ${focus_pad}px;
    min-height: ${focus_inner}px;
}
QPlainTextEdit:focus { padding: ${focus_small}px; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"], QComboBox[invalid="true"],
QSpinBox[invalid="true"], QDoubleSpinBox[invalid="true"], QDateEdit[invalid="true"], QTimeEdit[invalid="true"]
{ border-color: $red; } QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled,
QDoubleSpinBox:disabled, QDateEdit:disabled, QTimeEdit:disabled { background: $disabled; color: $muted;
border-color: $line; } QLineEdit:read-only { background: $canvas; } QComboBox::drop-down { border: none;
width: ${arrow_room}px; } QComboBox::down-arrow { image: none; } QComboBox QAbstractItemView {
    background: $surface; color: $ink; border: ${border}px solid $field_line; outline: none;
    padding: ${tiny}px; selection-background-color: $primary_tint; selection-color: $primary_strong;
}
QComboBox QAbstractItemView::item { min-height: ${row}px; padding: 0 ${small}px; border-radius: ${tiny}px; }
QComboBox QAbstractItemView::item:selected { background: $primary_tint; color: $primary_strong; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button,
QDateEdit::up-button, QDateEdit::down-button, QTimeEdit::up-button, QTimeEdit::down-button {
    width: 0; border: none;
}
QScrollArea, QListView, QTableView, QTreeView { background: transparent; border: none; outline: none; }
QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; }
QScrollBar::handle { background: $field_line; border-radius: ${bar_radius}px; margin: ${bar_margin}px; }
QScrollBar::handle:vertical { min-height: ${row}px; }
QScrollBar::handle:horizontal { min-width: ${row}px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu {
    background: $surface; color: $ink; border: ${border}px solid $field_line; padding: ${tiny}px;
}
QMenu::item {
    padding: ${small}px ${menu_end}px ${small}px ${pad}px; border-radius: ${radius}px; min-height: ${menu}px;
}
QMenu::icon { padding-left: ${small}px; }
QMenu::item:selected { background: $primary_tint; color: $primary_strong; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: ${border}px; background: $line; margin: ${tiny}px ${small}px; }
QToolTip { background: $ink; color: $surface; border: none; padding: ${tiny}px ${small}px; }
QDialog { background: $canvas; }
QHeaderView { background: transparent; }
QHeaderView::section {
    background: transparent; color: $muted; border: none; border-bottom: ${border}px solid $line;
    padding: ${small}px; text-align: left;
}
QTableView { gridline-color: $line; color: $ink; selection-background-color: $primary_tint;
    selection-color: $ink; }
QTableView::item { padding: ${small}px; border-bottom: ${border}px solid $line; }
""")


@lru_cache(maxsize=16)
def stylesheet(theme: Theme) -> str:
    """The sheet for a theme. It names no font: inputs take theirs with `setFont(theme.font(...))`."""
    metrics, palette = theme.metrics, theme.palette
    numbers = {
        "border": metrics.border,
        "focus": metrics.focus,
        "radius": metrics.radius_field,
        "pad": metrics.m,
        "focus_pad": metrics.m - (metrics.focus - metrics.border),
        "small": metrics.s,
        "focus_small": metrics.s - (metrics.focus - metrics.border),
        "tiny": metrics.xs,
        "inner": metrics.field - 2 * metrics.border,
        "focus_inner": metrics.field - 2 * metrics.focus,
        "arrow_room": metrics.icon + metrics.m,
        "row": metrics.touch,
        "menu_end": metrics.icon + metrics.m,  # room for the arrow of a submenu
        "menu": theme.font_px(TextRole.BODY) + metrics.xs,
        "bar": metrics.m,
        "bar_radius": max(1, (metrics.m - 2 * (metrics.xs // 2 + 1)) // 2),
        "bar_margin": metrics.xs // 2 + 1,
    }
    return _SHEET.substitute({**palette._asdict(), **numbers})
