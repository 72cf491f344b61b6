"""The family step's names: one below the other, in two columns where they are many, in pages where more."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from nextpatient_desktop.ui.icons import Icon
from nextpatient_desktop.ui.kiosk.paged import PagedGrid, Plan
from nextpatient_desktop.ui.kiosk.state import Person
from nextpatient_desktop.ui.kiosk.touch import TouchButton
from nextpatient_desktop.ui.theme import Ink, TextRole, Theme
from nextpatient_desktop.ui.widgets.buttons import ButtonSize


class NameButton(TouchButton):
    """A name, in two lines where one is too short; a word that is longer than the button ends in "…"."""

    def __init__(self, theme: Theme, name: str, icon: str, parent: QWidget) -> None:
        super().__init__(theme, name, size=ButtonSize.TALL, icon=icon, wraps=True, parent=parent)
        self.setAccessibleName(name)

    def _paint_text(self, painter: QPainter, area: QRect) -> None:
        metrics = self._text_metrics()
        if all(metrics.horizontalAdvance(word) <= area.width() for word in self._text.split()):
            super()._paint_text(painter, area)
            return
        painter.setFont(self._theme.font(TextRole.BUTTON))
        painter.setPen(self._theme.ink(Ink.INK))
        shown = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)


class PeopleGrid(PagedGrid):
    """Buttons with names; who is not among them ("Somebody else") stands at the end of every page."""

    person_chosen = Signal(object)
    """The id of the patient, None for somebody else."""

    _NARROWEST = 340

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._people: tuple[Person, ...] = ()
        self.buttons: list[NameButton] = []

    def show_people(self, people: tuple[Person, ...]) -> None:
        """Show these, somebody else last; nothing remains of those shown before."""
        if people == self._people:
            return
        self._people = people
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [self._make(person) for person in people]
        known = [button for button, one in zip(self.buttons, people, strict=True) if one.patient is not None]
        others = [button for button in self.buttons if button not in known]
        self.set_items(known, others[0] if others else None)

    def plan(self, room: QSize, count: int) -> Plan:
        """One column while all fit, else two where names still have room; the buttons keep their height."""
        height = self._theme.metrics.button_tall
        rows = max(1, (room.height() + self._gap()) // (height + self._gap()))
        is_wide = room.width() >= 2 * self._theme.px(self._NARROWEST) + self._gap()
        columns = 2 if count > rows and is_wide else 1
        width = (room.width() - self._gap() * (columns - 1)) // columns
        return Plan(columns, rows, width, min(height, room.height()))

    def _make(self, person: Person) -> NameButton:
        icon = Icon.ADD_PERSON if person.patient is None else Icon.PERSON
        button = NameButton(self._theme, person.name, icon, self)
        button.clicked.connect(lambda _=False: self.person_chosen.emit(person.patient))
        return button
