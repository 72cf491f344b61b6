"""`PagedGrid`: things to touch in rows and columns, as many at once as a finger can tell apart."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.kiosk.placing import SelfPlaced
from nextpatient_desktop.ui.theme import Gap, Theme
from nextpatient_desktop.ui.widgets.buttons import Button


class Plan(NamedTuple):
    """How many columns and rows fit, and how large each place is."""

    columns: int
    rows: int
    width: int
    height: int

    @property
    def capacity(self) -> int:
        """How many things stand on one page."""
        return self.columns * self.rows


class PagedGrid(SelfPlaced):
    """Shows `items` in their order, in pages where they do not fit at once; a wide button turns the page.

    `last`, where there is one, stands at the end of every page. Subclasses say in `plan` how many fit.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._items: Sequence[QWidget] = ()
        self._last: QWidget | None = None
        self._page = 0
        self._pages = 1
        self._more_text = self._said = ""
        self.more = Button(theme, "", icon=Icon.NEXT_PAGE, icon_after=True, parent=self)
        self.more.clicked.connect(self._turn)
        self.more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def page(self) -> int:
        """Which page is shown, from 0."""
        return self._page

    def apply_theme(self, theme: Theme) -> None:
        """Use this theme from now on."""
        self._theme = theme
        self.place()

    def set_more_text(self, text: str) -> None:
        """What the button says, with `{page}` and `{pages}`."""
        self._more_text = text
        self._say_page()

    def set_items(self, items: Sequence[QWidget], last: QWidget | None = None) -> None:
        """Show these, children of this widget, from the first page on."""
        self._items, self._last, self._page = items, last, 0
        self.place()

    def plan(self, room: QSize, count: int) -> Plan:
        """How `count` things are placed in `room`; what exceeds the capacity goes to further pages."""
        raise NotImplementedError

    def minimumSizeHint(self) -> QSize:
        """Room for two rows of two: less is no choice."""
        least = 2 * self._theme.metrics.touch + self._gap()
        return QSize(least, least)

    def place(self) -> None:
        """Place this page's things, hide the others."""
        count = len(self._items) + (self._last is not None)
        if not count or self.width() < 10 or self.height() < 10:
            return
        plan = self.plan(self.size(), count)
        bar = 0
        if plan.capacity < count:
            bar = self.more.sizeHint().height() + self._gap()
            plan = self.plan(QSize(self.width(), self.height() - bar), count)
        each = max(1, plan.capacity - (self._last is not None))
        self._pages = max(1, -(-len(self._items) // each))
        self._page %= self._pages
        shown = list(self._items[self._page * each : (self._page + 1) * each])
        for item in self._items:
            item.setVisible(item in shown)
        if self._last is not None:
            shown.append(self._last)
        for index, item in enumerate(shown):
            row, column = divmod(index, plan.columns)
            x, y = column * (plan.width + self._gap()), row * (plan.height + self._gap())
            item.setGeometry(x, y, plan.width, plan.height)
            item.show()
        self._place_more(bar)

    def _place_more(self, bar: int) -> None:
        height = bar - self._gap()
        self.more.setGeometry(0, self.height() - height, self.width(), max(0, height))
        self.more.setVisible(bar > 0)
        self._say_page()

    def turn_to_first(self) -> None:
        """Show the first page again."""
        self._page = 0
        self.place()

    def _turn(self) -> None:
        self._page += 1
        self.place()

    def _say_page(self) -> None:
        text = self._more_text.format(page=self._page + 1, pages=self._pages)
        if text != self._said:  # a text that is set asks for a new layout, which would say it again
            self._said = text
            self.more.set_text(text)

    def _gap(self) -> int:
        return self._theme.gap(Gap.L)
